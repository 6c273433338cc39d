import { AccountPage } from '../pages/account.ts';
import { Frame } from '../pages/frame.ts';
import { amount, amounts, sum, texts } from '../support/money.ts';
import { anna, jonas, maria } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('what is owed and what is there, to the cent', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	const account = new AccountPage(page);
	await expect(new Frame(page).heading).toHaveText('Atelier Lindqvist GmbH');
	await expect(page).toHaveTitle('Account – Quayside');
	expect(await texts(account.dueTotal)).toEqual(['€156.01']);
	expect(await texts(account.creditTotal)).toEqual(['€44.20']);
	await expect(account.dueTotal).toContainText('6 unpaid invoices');
	await expect(account.credit).toContainText('€10.00, every movement of it expires in 7 days');
});

test('the parts of what is due are what is due', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	const account = new AccountPage(page);
	expect(sum(await amounts(account.dueParts))).toBe(15601);
	await expect(account.due.locator('li').first()).toContainText('Overdue');
	expect((await amounts(account.dueParts))[0]).toBe(1071);
	await expect(account.outstanding).toHaveCount(6);
	const open = account.outstanding.locator('> a.amount');
	expect(sum(await amounts(open))).toBe(await amount(account.dueTotal));
	await expect(account.due.locator('svg[role=img] rect')).toHaveCount(3);
});

test('every amount leads to its explanation', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	const account = new AccountPage(page);
	const plain = page.locator('main .amount:not(a)');
	for (const one of await plain.all()) {
		// Only a remark beside an amount that does lead on.
		await expect(one.locator('xpath=ancestor::li[.//a]')).toHaveCount(1);
	}
	await account.dueParts.first().click();
	await page.waitForURL('/invoices?filter=overdue');
	await page.goBack();
	await account.creditTotal.click();
	await page.waitForURL('/credit');
	await page.goBack();
	await account.outstanding.first().locator('a.amount').click();
	await page.waitForURL(/\/invoices\/inv_/);
	await expect(new Frame(page).heading).toContainText('Invoice INV-');
});

test('the first subscriptions, and the way to all of them', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	const account = new AccountPage(page);
	expect(await account.subscriptions.count()).toBeGreaterThan(2);
	await page.getByRole('link', { name: 'All subscriptions' }).first().click();
	await page.waitForURL('/subscriptions');
});

test('the search leads to the list of subscriptions', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	await page.getByRole('searchbox', { name: 'Name or plan' }).fill('shop');
	await page.keyboard.press('Enter');
	await page.waitForURL('/subscriptions?search=shop');
	await expect(page.locator('tbody tr')).not.toHaveCount(0);
	await expect(page.locator('tbody tr').first()).toContainText('shop');
});

test('each customer has figures of their own', async ({ visit }) => {
	const page = await visit(jonas);
	await go(page, '/');
	const account = new AccountPage(page);
	await expect(new Frame(page).heading).toHaveText('Pixelwerft GmbH');
	expect(await texts(account.dueTotal)).toEqual(['€362.72']);
	expect(sum(await amounts(account.dueParts))).toBe(36272);
	expect(await texts(account.creditTotal)).toEqual(['€0.00']);
	await expect(account.outstanding).toHaveCount(5);
	await expect(account.credit).toContainText('Refunds and promotions will be kept here');
});

test('an accountant sees the money', async ({ visit }) => {
	const page = await visit(maria);
	await go(page, '/');
	await expect(new AccountPage(page).due).toBeVisible();
});

test('sums are written as the language has them', async ({ visit }) => {
	const page = await visit(anna, {}, 'de');
	await go(page, '/');
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	expect(await texts(page.locator('.amount[data-size=large]'))).toEqual(['156,01\u00a0€']);
});

test('the page of a large account is small', async ({ visit }) => {
	const page = await visit(jonas);
	const answer = await page.request.get('/');
	// Before it is packed; a quarter of it travels.
	expect((await answer.body()).length).toBeLessThanOrEqual(25_000);
});
