import { Frame } from '../pages/frame.ts';
import { amount, amounts, sum } from '../support/money.ts';
import { anna, jonas } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('what was earned is made of what has become of it', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	await page.getByRole('link', { name: 'Affiliate', exact: true }).first().click();
	await page.waitForURL('/affiliate');
	await expect(new Frame(page).heading).toHaveText('Affiliate');
	const section = (name: string) => page.getByRole('region', { name, exact: true });
	const earned = section('Earned so far').locator('.amount');
	const parts = section('What becomes of it').locator('dd .amount');
	expect(sum(await amounts(parts))).toBe(await amount(earned));
	await expect(section('Quayside friends')).toContainText('lindqvist');
	await expect(section('Quayside friends')).toContainText('of the net that is paid');
	await expect(section('By month').locator('tbody tr').first()).toBeVisible();
});

test('each part leads to its commissions, and each tells how it came to be', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/affiliate');
	const parts = page.getByRole('region', { name: 'What becomes of it', exact: true });
	const pending = parts.locator('dd .amount').first();
	const whole = await amount(pending);
	await pending.click();
	await page.waitForURL(/state=pending/);
	const table = page.getByRole('region', { name: 'Every commission', exact: true });
	await expect(table.locator('.status').first()).toHaveText('Pending');
	expect(sum(await amounts(table.locator('td.number .amount')))).toBe(whole);
	await table.getByText('Why this amount').first().click();
	await expect(table.locator('.derivation').first()).toContainText('net paid for it');
	await page.getByRole('link', { name: 'Reversed', exact: true }).click();
	await page.waitForURL(/state=reversed/);
	await expect(table).toContainText('The order was cancelled');
});

test('two customers see their own', async ({ visit }) => {
	const [hers, his] = [await visit(anna), await visit(jonas)];
	await hers.goto('/affiliate');
	await his.goto('/affiliate');
	await expect(hers.locator('main')).not.toContainText('pixelwerft');
	await expect(his.locator('main')).not.toContainText('lindqvist');
	await expect(his.locator('main')).toContainText('pixelwerft');
	for (const page of [hers, his]) {
		// Nor who bought.
		await expect(page.locator('main')).not.toContainText(/Hoffmann|Bellini|Sommer|INV-/);
	}
});

test('all of it is there without scripts', async ({ visit, gates }) => {
	gates.asleep();
	const page = await visit(anna, { javaScriptEnabled: false });
	await page.goto('/');
	await page.getByRole('link', { name: 'Code and statistics' }).click();
	await expect(page).toHaveURL(/\/affiliate$/);
	await page.getByRole('link', { name: 'Paid out', exact: true }).click();
	await expect(page.locator('.status').first()).toContainText('Paid out');
});
