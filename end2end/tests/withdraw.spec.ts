import type { Page } from '@playwright/test';
import { findings } from '../support/axe.ts';
import { type Customer, customer } from '../support/customer.ts';
import { overflow, sizes } from '../support/places.ts';
import type { Portal } from '../support/portal.ts';
import { expect, test } from '../support/test.ts';

test.use({ purpose: 'withdraw' });

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page) => page.getByRole('button', { name: /^Withdraw / });
const amount = (page: Page) => page.getByLabel('Amount');
const summary = (page: Page) => page.locator('#summary');
const earlier = (page: Page) => page.getByRole('region', { name: 'Withdrawn before' });

/** Buys credit by the first card. */
async function buys(page: Page, euros: number): Promise<void> {
	await page.goto(`/credit/add?amount=${euros}`);
	await page.getByRole('button', { name: /^Pay / }).click();
	await expect(heading(page)).toHaveText(`€${euros}.00 paid`);
}

/** What was withdrawn by the movements of a customer's credit. */
const withdrawn = (portal: Portal, { account }: Customer): string[] =>
	portal
		.exported(account, 'credit_movement')
		.filter(({ reason }) => reason === 'withdrawal')
		.map(({ amount }) => `${amount}`);

for (const javaScriptEnabled of [true, false]) {
	const how = javaScriptEnabled ? 'with' : 'without';
	test(`credit goes back to where it came from, ${how} scripts`, async ({
		visit,
		portal,
		gates,
	}) => {
		gates.expect(422);
		const who = customer(portal, { cards: ['ok'], open: [], credit: '12.50' });
		const page = await visit(who, { javaScriptEnabled });
		await buys(page, 25);
		await page.goto('/credit');
		await page.getByRole('link', { name: 'Withdraw credit' }).click();
		await expect(heading(page)).toHaveText('Withdraw credit');
		await expect(amount(page)).toHaveValue('37.50');
		for (const text of ['€37.50', '0001', '€25.00', 'By bank transfer', '€12.50']) {
			await expect(summary(page)).toContainText(text);
		}
		// A bank account is needed for what no card takes back; what was typed is kept.
		await page.getByLabel('Account holder').fill('Ada Falk');
		await page.getByLabel('IBAN').fill('DE88 3704 0044 0532 0130 00');
		await button(page).click();
		await expect(page.locator('#iban-error')).toContainText('does not have the right form');
		await expect(page.getByLabel('Account holder')).toHaveValue('Ada Falk');
		expect(withdrawn(portal, who)).toEqual([]);
		await page.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00');
		await button(page).click();
		await expect(earlier(page)).toContainText('Being looked at');
		await expect(earlier(page)).toContainText('DE89 •••• 3000');
		await expect(earlier(page).getByText('Sent')).toHaveCount(1);
		await expect(page.locator('main .notice')).toContainText('€37.50 is on its way');
		await expect(button(page)).toHaveCount(0);
		expect(withdrawn(portal, who)).toEqual(['-25.00']);
		const all: { id: string; account: string }[] = portal.call('withdrawals').withdrawals;
		const waiting = all.find(({ account }) => account === who.account);
		const reason = { reason: 'looked at', reference: 'TX-1' };
		portal.call(`withdrawals/${waiting?.id}/approve`, reason);
		await page.reload();
		await expect(earlier(page).getByText('Sent')).toHaveCount(2);
		expect(withdrawn(portal, who).sort()).toEqual(['-12.50', '-25.00']);
		await page.goto('/credit/withdraw');
		await expect(page.locator('main')).toContainText('There is nothing to withdraw');
		await page.goto('/credit');
		await expect(page.locator('main')).toContainText('Paid out');
		// What was paid in leads to its payment and receipt.
		await page.getByRole('row', { name: /^Paid in .*€25.00/ }).last().getByRole('link').click();
		await expect(page.getByRole('link', { name: /^Receipt R-/ })).toBeVisible();
	});
}

test('an amount that is typed goes back in part, once', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['ok'], open: [] });
	const page = await visit(who);
	await buys(page, 25);
	await page.goto('/credit/withdraw');
	const wrong = page.locator('#amount-wrong');
	for (const [typed, told] of [
		['25.01', 'At most €25.00 is possible.'],
		['0', 'At least €0.01 is needed.'],
		['all', 'This does not have the right form.'],
	]) {
		await amount(page).fill(typed);
		await amount(page).blur();
		await expect(wrong).toContainText(told);
		await expect(button(page)).toHaveCount(0);
	}
	await amount(page).fill('7,50');
	// While another amount is typed there is nothing to tap.
	await expect(button(page)).toBeHidden();
	await amount(page).blur();
	await expect(button(page)).toHaveText('Withdraw €7.50');
	await button(page).dblclick();
	await expect(earlier(page)).toContainText('Sent');
	expect(withdrawn(portal, who)).toEqual(['-7.50']);
	await page.goto('/credit/withdraw');
	await expect(amount(page)).toHaveValue('17.50');
});

test('two tabs and the way back withdraw once', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['ok'], open: [] });
	const page = await visit(who);
	await buys(page, 25);
	const other = await page.context().newPage();
	for (const tab of [page, other]) {
		await tab.goto('/credit/withdraw?amount=20');
	}
	await button(page).click();
	await expect(earlier(page)).toContainText('Sent');
	// The other tab still shows the same withdrawal, and leads to it.
	await button(other).click();
	await expect(earlier(other)).toContainText('Sent');
	expect(withdrawn(portal, who)).toEqual(['-20.00']);
});

test('what a card does not take back is credit again', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['refund_fails'], open: [] });
	const page = await visit(who);
	await buys(page, 25);
	await page.goto('/credit/withdraw');
	await button(page).click();
	await expect(earlier(page)).toContainText('Credit again');
	expect(withdrawn(portal, who)).toEqual([]);
	await page.goto('/credit/withdraw');
	await expect(amount(page)).toHaveValue('25.00');
	await expect(summary(page)).toContainText('By bank transfer');
});

for (const [size, viewport] of Object.entries(sizes)) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing where credit is withdrawn, ${size}, ${colorScheme}`, async ({
			visit,
			portal,
		}) => {
			const who = customer(portal, { cards: ['ok'], open: [], credit: '12.50' });
			const page = await visit(who, { viewport, colorScheme });
			await buys(page, 25);
			for (const address of ['/credit', '/credit/withdraw', '/credit/withdraw?amount=99']) {
				await page.goto(address);
				expect(await findings(page)).toEqual([]);
				expect(await overflow(page)).toBe(0);
			}
			await page.goto('/credit/withdraw?amount=25');
			await button(page).click();
			await expect(earlier(page)).toContainText('Sent');
			expect(await findings(page)).toEqual([]);
			expect(await overflow(page)).toBe(0);
		});
	}
}
