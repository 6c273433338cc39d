import type { Page } from '@playwright/test';
import { findings } from '../support/axe.ts';
import { customer, payments } from '../support/customer.ts';
import { overflow, sizes } from '../support/places.ts';
import { expect, go, test } from '../support/test.ts';

test.use({ purpose: 'funds' });

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page) => page.getByRole('button', { name: /^Pay / });
const amount = (page: Page) => page.getByLabel('Amount');
const summary = (page: Page) => page.locator('#summary');

for (const javaScriptEnabled of [true, false]) {
	const how = javaScriptEnabled ? 'with' : 'without';
	test(`credit is bought and leads to a receipt, ${how} scripts`, async ({ visit, portal }) => {
		const who = customer(portal, { cards: ['ok', 'ok'], open: [], credit: '12.50' });
		const page = await visit(who, { javaScriptEnabled });
		await page.goto('/credit');
		await page.getByRole('link', { name: 'Add funds' }).click();
		await expect(heading(page)).toHaveText('Add funds');
		await expect(button(page)).toHaveCount(0);
		await amount(page).fill('25,00');
		await amount(page).press('Enter');
		await expect(summary(page)).toContainText('€37.50');
		await expect(summary(page)).toContainText('0001');
		await button(page).click();
		await expect(heading(page)).toHaveText('€25.00 paid');
		await expect(page.locator('main')).toContainText('part of your credit from now on');
		await expect(page.getByRole('link', { name: /^Receipt R-/ })).toBeVisible();
		expect(payments(portal, who)).toEqual(['succeeded 25.00']);
		await page.getByRole('row').getByRole('link', { name: 'Credit' }).click();
		await expect(page.locator('main .amount[data-size=large]')).toContainText('37.50');
		await expect(page.locator('main')).toContainText('Paid in');
	});

	test(`what is refused is bought with another card, ${how} scripts`, async ({ visit, portal }) => {
		const who = customer(portal, { cards: ['insufficient_funds', 'ok'], open: [] });
		const page = await visit(who, { javaScriptEnabled });
		await page.goto('/credit/add?amount=20');
		await button(page).click();
		await expect(heading(page)).toHaveText('Not paid');
		const steps = page.locator('.stepper');
		await expect(steps).toContainText('There is not enough money on it.');
		await page.getByRole('link', { name: 'Pay with another method' }).click();
		await expect(amount(page)).toHaveValue('20.00');
		await page.getByText(/Visa .*0002/).click();
		if (!javaScriptEnabled) {
			await expect(button(page)).toBeHidden();
			await page.locator('[data-stale]').getByRole('button').click();
		}
		await expect(summary(page)).toContainText('0002');
		await button(page).click();
		await expect(heading(page)).toHaveText('€20.00 paid');
		expect(payments(portal, who)).toEqual(['declined 0.00', 'succeeded 20.00']);
	});
}

test('an amount beyond the limits is told beside its field', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['ok'], open: [], credit: '700.00' });
	const page = await visit(who);
	await go(page, '/');
	await page.getByRole('link', { name: 'Add funds' }).click();
	await expect(page.locator('#amount-hint')).toHaveText(
		'Between €10.00 and €300.00. Credit may come to €1,000.00.',
	);
	const wrong = page.locator('#amount-wrong');
	for (const [typed, told] of [
		['9.99', 'At least €10.00 is needed.'],
		['300.01', 'At most €300.00 is possible.'],
		['ten', 'This does not have the right form.'],
	]) {
		await amount(page).fill(typed);
		await amount(page).blur();
		await expect(wrong).toContainText(told);
		await expect(button(page)).toHaveCount(0);
	}
	await amount(page).fill('300');
	await amount(page).blur();
	await expect(wrong).toBeEmpty();
	await expect(button(page)).toHaveText('Pay €300.00');
	// While another amount is typed there is nothing to tap.
	await amount(page).pressSequentially('0');
	await expect(button(page)).toBeHidden();
	expect(payments(portal, who)).toEqual([]);
});

test('a double tap, two tabs and the way back buy once', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['ok'], open: [] });
	const page = await visit(who);
	const other = await page.context().newPage();
	for (const tab of [page, other]) {
		await tab.goto('/credit/add?amount=30');
	}
	await button(page).dblclick();
	await expect(heading(page)).toHaveText('€30.00 paid');
	// The other tab still shows the same payment, and leads to it.
	await button(other).click();
	await expect(heading(other)).toHaveText('€30.00 paid');
	expect(new URL(other.url()).pathname).toBe(new URL(page.url()).pathname);
	expect(payments(portal, who)).toEqual(['succeeded 30.00']);
});

test('what takes its time is on its way until it is credit', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['slow'], open: [] });
	const page = await visit(who);
	await page.goto('/credit/add?amount=15');
	await button(page).click();
	await expect(heading(page)).toHaveText('Paying €15.00');
	const other = await page.context().newPage();
	await other.goto('/credit/add?amount=10');
	await expect(summary(other)).toContainText('On its way');
	await expect(summary(other)).toContainText('€25.00');
	await expect(heading(page)).toHaveText('€15.00 paid', { timeout: 45_000 });
});

test('who must confirm at the bank comes back', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['authenticate'], open: [] });
	const page = await visit(who);
	await page.goto('/credit/add?amount=18');
	await button(page).click();
	await page.getByRole('button', { name: 'Confirm' }).click();
	await expect(heading(page)).toHaveText('€18.00 paid');
	expect(payments(portal, who)).toEqual(['succeeded 18.00']);
});

for (const [size, viewport] of Object.entries(sizes)) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing where credit is bought, ${size}, ${colorScheme}`, async ({
			visit,
			portal,
		}) => {
			const who = customer(portal, { cards: ['ok', 'ok'], open: [], credit: '12.50' });
			const page = await visit(who, { viewport, colorScheme });
			for (const address of ['/credit/add', '/credit/add?amount=5', '/credit/add?amount=25']) {
				await page.goto(address);
				expect(await findings(page)).toEqual([]);
				expect(await overflow(page)).toBe(0);
			}
			await button(page).click();
			await expect(heading(page)).toHaveText('€25.00 paid');
			expect(await findings(page)).toEqual([]);
			expect(await overflow(page)).toBe(0);
		});
	}
}
