import { amount, amounts, sum } from '../support/money.ts';
import { anna } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('movements and lots add up to the balance', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/credit');
	const balance = await amount(page.locator('main .amount[data-size=large]'));
	expect(balance).toBe(4420);
	const movements = page.getByRole('region', { name: 'Every movement', exact: true });
	await expect(movements.locator('nav.pager')).toHaveCount(0);
	const moved = await amounts(movements.locator('td[data-label=Amount] .amount'));
	expect(sum(moved)).toBe(balance);
	// Newest first: each balance is the one beneath it and the movement.
	const after = await amounts(movements.locator('tbody td:last-child .amount'));
	expect(after[0]).toBe(balance);
	for (const [at, was] of after.slice(1).entries()) {
		expect(was + moved[at]).toBe(after[at]);
	}
	const lots = page.getByRole('region', { name: 'What it is made of', exact: true });
	expect(sum(await amounts(lots.locator('td:last-child .amount')))).toBe(balance);
});

test('the lot that expires says when, above and in its row', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/credit');
	const sheet = page.locator('main .money section').first();
	await expect(sheet).toContainText(/€10\.00.* expires? in 7 days/);
	const lots = page.getByRole('region', { name: 'What it is made of', exact: true });
	const lot = lots.locator('tbody tr').filter({ hasText: 'Promotion' });
	await expect(lot.locator('.status[data-tone=warn]')).toHaveText('in 7 days');
	// What expires first is spent first.
	await expect(lots.locator('tbody tr').first()).toContainText('Promotion');
});

test('what was spent leads to its invoice', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/credit');
	const movements = page.getByRole('region', { name: 'Every movement', exact: true });
	const spent = movements.locator('tbody tr', { has: page.locator('th a') }).first();
	const number = await spent.locator('th a').textContent();
	await spent.locator('td a.amount').click();
	await page.waitForURL(/\/invoices\/inv_/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText(number ?? '–');
});
