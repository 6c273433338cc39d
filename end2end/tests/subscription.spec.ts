import { Frame } from '../pages/frame.ts';
import { List } from '../pages/list.ts';
import { amount, amounts, sum } from '../support/money.ts';
import { anna, jonas } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('kinds are segments, states are a menu, both stand in the address', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/subscriptions');
	const list = new List(page);
	await expect(list.rows).toHaveCount(12);
	await list.segment('Domains').click();
	await expect(page).toHaveURL('/subscriptions?kind=domain');
	await expect(list.rows).toHaveCount(5);
	await list.segment('Hosting').click();
	await expect(page).toHaveURL('/subscriptions?kind=hosting');
	await expect(list.rows).toHaveCount(6);
	await page.getByRole('button', { name: /^Status/ }).click();
	await page.locator('#states').getByRole('link', { name: 'Ending', exact: true }).click();
	await expect(page).toHaveURL('/subscriptions?kind=hosting&status=cancelling');
	await expect(page.locator('#states')).toBeHidden();
	await expect(list.rows).toHaveCount(1);
	await expect(list.rows).toContainText('altes-portfolio.de');
	await page.goBack();
	await expect(page).toHaveURL('/subscriptions?kind=hosting');
	await expect(list.rows).toHaveCount(6);
});

test('next leads through all subscriptions, each once', async ({ visit }) => {
	const page = await visit(jonas);
	await go(page, '/subscriptions');
	const list = new List(page);
	const found = await list.all(await list.rows.count());
	expect(found).toHaveLength(60);
	expect(new Set(found).size).toBe(60);
});

test('the parts of a price are the price', async ({ visit }) => {
	const page = await visit(anna);
	for (const [domain, parts] of [
		['atelier-lindqvist.de', 3],
		['mail.lindqvist.design', 1],
	] as const) {
		await go(page, `/subscriptions?kind=hosting&search=${domain}`);
		await page.locator('main tbody th a').first().click();
		await expect(new Frame(page).heading).toContainText(domain);
		const price = page.getByRole('region', { name: 'What the price is made of', exact: true });
		const each = await amounts(price.locator('tbody .amount'));
		expect(each).toHaveLength(parts);
		expect(sum(each)).toBe(await amount(price.locator('tfoot .amount')));
		const facts = page.getByRole('region', { name: 'Properties', exact: true });
		expect(await amounts(facts.locator('a.amount'))).toEqual([sum(each)]);
		await facts.locator('a.amount').click();
		await expect(page).toHaveURL(/#price$/);
		await expect(price).toBeInViewport();
	}
});

test('resources stand against their limits, with twelve months as a chart and as a table', async ({
	visit,
}) => {
	const page = await visit(anna);
	await go(page, '/subscriptions?kind=hosting&search=shop');
	await page.locator('main tbody th a').first().click();
	const resources = page.getByRole('region', { name: 'Resources against limits', exact: true });
	await expect(resources.locator('.meter').first()).toContainText(/[\d.,]+ of [\d.,]+\sGB/);
	const year = resources.locator('details').first();
	await expect(year).toHaveAttribute('open', '');
	await expect(year.getByRole('img')).toHaveAttribute('aria-label', /by month: .+ in .+ in /);
	const rows = year.getByRole('row');
	expect(await rows.count()).toBeGreaterThan(2);
	// Asleep like the page: the others open without a script.
	const second = resources.locator('details').nth(1);
	await second.locator('summary').click();
	await expect(second.getByRole('table')).toBeVisible();
});
