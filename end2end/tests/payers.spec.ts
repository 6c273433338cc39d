import type { Page } from '@playwright/test';
import { findings } from '../support/axe.ts';
import { anna } from '../support/people.ts';
import { overflow, sizes } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ purpose: 'payers' });
test.describe.configure({ mode: 'serial' });

/** The row of a subscription in the table of payers. */
const row = (page: Page, name: string) =>
	page.locator('.matrix tbody tr').filter({ has: page.getByRole('rowheader', { name }) });

/** The button that lets somebody pay for it. */
const mark = (page: Page, name: string, payer: string) =>
	row(page, name).locator('button', { hasText: payer });

for (const [size, viewport] of Object.entries(sizes)) {
	for (const javaScriptEnabled of [true, false]) {
		const how = `${size}, ${javaScriptEnabled ? 'with' : 'without'} scripts`;
		test(`one tap changes who pays and back again (${how})`, async ({ visit }) => {
			const page = await visit(anna, { viewport, javaScriptEnabled });
			await page.goto('/billing-accounts');
			const first = page.locator('.matrix tbody tr').first();
			const name = await first.locator('th bdi').innerText();
			const before = await first.locator('button[aria-pressed=true] .payer').textContent();
			const other = first.locator('button[aria-pressed=false]').first();
			const after = await other.locator('.payer').textContent();
			for (const payer of [after, before]) {
				await mark(page, name, payer ?? '–').click();
				// Where an open invoice holds others as well, it is asked whether it goes along.
				if (page.url().includes('/payers?first=')) {
					await page.getByRole('button', { name: 'Save' }).click();
				}
				await expect(page).toHaveURL('/billing-accounts#who');
				const pressed = row(page, name).locator('button[aria-pressed=true] .payer');
				await expect(pressed).toHaveText(payer ?? '–');
			}
			expect(await overflow(page)).toBe(0);
		});
	}
}

test('the order is changed in lists, and by hand stands before the default', async ({ visit }) => {
	const page = await visit(anna);
	await page.goto('/billing-accounts');
	const first = page.locator('.matrix tbody tr').first();
	const name = await first.locator('th bdi').innerText();
	await first.getByRole('link', { name: 'Change the order' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
	await page.getByLabel('1. place').selectOption({ label: 'By hand' });
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page).toHaveURL('/billing-accounts#who');
	const pressed = row(page, name).locator('button[aria-pressed=true] .payer');
	await expect(pressed).toHaveText('By hand');
});

test('what is removed says what it did, and what replaces it does it', async ({ visit, gates }) => {
	gates.expect(422);
	const page = await visit(anna);
	await page.goto('/billing-accounts');
	const card = page.locator('main article').filter({ hasText: 'Commerzbank' });
	await card.getByRole('link', { name: 'Remove' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Remove Commerzbank');
	expect(await findings(page)).toEqual([]);
	await page.getByRole('button', { name: 'Remove' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	const list = page.getByLabel('From now on pays');
	const visa = list.locator('option', { hasText: 'Visa' });
	await list.selectOption(await visa.first().getAttribute('value'));
	await page.getByRole('button', { name: 'Remove' }).click();
	await expect(page).toHaveURL('/billing-accounts');
	await expect(page.locator('main article').filter({ hasText: 'Commerzbank' })).toHaveCount(0);
	await page.goto('/subscriptions');
	await expect(page.locator('main')).not.toContainText('Commerzbank');
});

test('axe finds nothing on the pages of payers', async ({ visit }) => {
	for (const colorScheme of ['light', 'dark'] as const) {
		for (const viewport of Object.values(sizes)) {
			const page = await visit(anna, { viewport, colorScheme });
			await page.goto('/billing-accounts');
			expect(await findings(page)).toEqual([]);
			const order = page.getByRole('link', { name: 'Change the order' }).first();
			await page.goto((await order.getAttribute('href')) ?? '–');
			expect(await findings(page)).toEqual([]);
		}
	}
});
