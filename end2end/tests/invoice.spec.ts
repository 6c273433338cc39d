import { Frame } from '../pages/frame.ts';
import { List } from '../pages/list.ts';
import { amount, amounts, sum } from '../support/money.ts';
import { anna, jonas } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('the list filters as one types, and the address says how', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/invoices');
	const list = new List(page);
	expect(await list.rows.count()).toBeGreaterThan(10);
	const number = (await list.rows.locator('th a').first().innerText()).trim().slice(-5);
	await list.search.pressSequentially(number);
	await expect(page).toHaveURL(`/invoices?search=${number}`);
	await expect(list.rows).toHaveCount(1);
	await expect(list.rows).toContainText(number);
	await list.search.fill('nothing of that name');
	await expect(page).toHaveURL(/search=nothing\+of/);
	await expect(page.getByRole('main')).toContainText('No invoice fits');
	await page.getByRole('main').getByRole('link', { name: 'Show all invoices' }).click();
	await expect(page).toHaveURL('/invoices');
	await expect(list.search).toHaveValue('');
	expect(await list.rows.count()).toBeGreaterThan(10);
});

test('a segment stands in the address, and the way back restores the list', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/invoices');
	const list = new List(page);
	const all = await list.rows.count();
	await list.segment('Open').click();
	await expect(page).toHaveURL('/invoices?filter=open');
	await expect(list.rows).toHaveCount(6);
	await expect(list.segment('Open')).toHaveAttribute('aria-current', 'true');
	const open = list.rows.locator('[data-label=Open] .amount');
	expect(sum(await amounts(open))).toBe(await amount(page.locator('tfoot .amount')));
	await list.segment('Overdue').click();
	await expect(page).toHaveURL('/invoices?filter=overdue');
	await expect(list.rows).toHaveCount(1);
	await page.goBack();
	await expect(page).toHaveURL('/invoices?filter=open');
	await expect(list.rows).toHaveCount(6);
	await page.goBack();
	await expect(page).toHaveURL('/invoices');
	await expect(list.rows).toHaveCount(all);
	await page.goForward();
	await expect(page).toHaveURL('/invoices?filter=open');
	await expect(list.rows).toHaveCount(6);
	await expect(list.segment('Open')).toHaveAttribute('aria-current', 'true');
});

test('a search keeps the segment', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/invoices?filter=settled');
	const list = new List(page);
	await list.search.pressSequentially('shop');
	await expect(page).toHaveURL('/invoices?filter=settled&search=shop');
	await expect(list.rows.first()).toContainText('shop');
	await expect(list.segment('Settled')).toHaveAttribute('aria-current', 'true');
});

test('next leads through all invoices, each once', async ({ visit, portal }) => {
	const count = portal.exported('A-20402', 'invoice').length;
	expect(count).toBeGreaterThan(100);
	const page = await visit(jonas);
	await go(page, '/invoices');
	const list = new List(page);
	const size = await list.rows.count();
	const found = await list.all(size);
	expect(found).toHaveLength(count);
	expect(new Set(found).size).toBe(count);
	await page.getByRole('link', { name: 'First page' }).click();
	await expect(page).toHaveURL('/invoices');
	await expect.poll(async () => (await list.named())[0]).toBe(found[0]);
});

test('the lines, the tax and the total of an invoice agree', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/invoices?filter=open');
	const one = page.locator('main tbody th a');
	const addresses = await one.evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
	for (const address of addresses) {
		await go(page, address);
		const lines = page.getByRole('region', { name: 'What this is for', exact: true });
		const [net, tax, total] = await amounts(lines.locator('tfoot tr > td > .amount'));
		expect(sum(await amounts(lines.locator('tbody td.number .amount'))), address).toBe(net);
		expect(net + tax, address).toBe(total);
		const paid = page.getByRole('region', { name: 'Payments and credit', exact: true });
		const rest = await amount(paid.locator('tfoot .amount'));
		expect(sum(await amounts(paid.locator('tbody .amount'))), address).toBe(rest);
	}
});

test('a line opens its derivation, and it says the amount', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/invoices?filter=open&search=Domain+.design');
	await page.locator('main tbody th a').click();
	await expect(new Frame(page).heading).toContainText('Invoice INV-');
	const lines = page.getByRole('region', { name: 'What this is for', exact: true });
	const why = lines.locator('tbody details');
	await expect(why.locator('.formula')).toBeHidden();
	await why.locator('summary').click();
	await expect(why).toHaveAttribute('open');
	await expect(why.locator('.formula')).toBeVisible();
	await expect(why.locator('.formula .total b')).toHaveText('€19.90');
	const sums = lines.locator('tfoot details');
	await sums.locator('summary').click();
	await expect(sums.locator('.formula').last().locator('.total b')).toHaveText('€23.68');
});

test('an imported line says where it comes from, and nothing else', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/invoices?search=Q-00103');
	await page.locator('main tbody th a').click();
	await expect(new Frame(page).heading).toContainText('Q-00103');
	const lines = page.getByRole('region', { name: 'What this is for', exact: true });
	const source = lines.locator('tbody .hint');
	await expect(source).toHaveCount(1);
	await expect(source).toHaveText(/^As imported from Quayside Hosting GmbH\.?$/);
	await expect(lines.locator('tbody details')).toHaveCount(0);
});

test('what is open says what happens when, and leads to what would stop', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/invoices?filter=open');
	const open = page.getByRole('link', { name: /^INV-/ });
	for (const link of await open.all()) {
		const href = (await link.getAttribute('href')) ?? '';
		await go(page, href);
		if ((await page.locator('.stepper li a').count()) > 0) break;
		await page.goBack();
	}
	const steps = page.locator('.stepper li');
	await expect(steps.first()).toHaveAttribute('data-done', '');
	await expect(page.locator('.stepper [aria-current=step]')).toHaveCount(1);
	const days = await page.locator('.stepper li > small > time').evaluateAll((all) =>
		all.map((time) => time.getAttribute('datetime')),
	);
	expect(days.length).toBeGreaterThan(4);
	const name = await page.locator('.stepper li a').first().innerText();
	await page.locator('.stepper li a').first().click();
	await expect(new Frame(page).heading).toHaveText(name.replaceAll('\n', ''));
});
