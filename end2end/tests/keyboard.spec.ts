import type { Page } from '@playwright/test';
import { Frame } from '../pages/frame.ts';
import { anna } from '../support/people.ts';
import { tabTo } from '../support/keys.ts';
import { awake, expect, go, test } from '../support/test.ts';

/** Another page has come, and whoever reads on begins at its content. */
async function arrived(page: Page, address: RegExp | string, heading: string): Promise<void> {
	await expect(page).toHaveURL(address);
	await expect(page.getByRole('heading', { level: 1 })).toContainText(heading);
	await expect(page.locator('main')).toBeFocused();
	await expect(page.getByRole('status').filter({ hasText: heading })).toHaveCount(1);
}

test('from the door to a derivation and out again, by keys alone', async ({ page }) => {
	await page.goto('/sign-in');
	await tabTo(page, page.getByLabel('E-mail'));
	await page.keyboard.type(anna.email);
	await tabTo(page, page.getByLabel('Password', { exact: true }));
	await page.keyboard.type(anna.password);
	await tabTo(page, page.getByRole('button', { name: 'Sign in' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/');
	await awake(page);

	await tabTo(page, page.locator('.skip'));
	await page.keyboard.press('Enter');
	await expect(page.locator('main')).toBeFocused();
	await tabTo(page, page.getByRole('link', { name: 'All invoices', exact: true }));
	await page.keyboard.press('Enter');
	await arrived(page, '/invoices', 'Invoices');

	await tabTo(page, page.locator('main tbody th a').first());
	await page.keyboard.press('Enter');
	await arrived(page, /\/invoices\/inv_/, 'Invoice INV-');

	const why = page.locator('main tbody details').first();
	await tabTo(page, why.locator('summary'));
	await page.keyboard.press('Enter');
	await expect(why.locator('.formula')).toBeVisible();

	await tabTo(page, page.locator('button.person'));
	await page.keyboard.press('Enter');
	const out = page.locator('#person').getByRole('button', { name: 'Sign out', exact: true });
	await expect(out).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(out).toBeHidden();
	await expect(page.locator('button.person')).toBeFocused();
	await page.keyboard.press('Enter');
	await tabTo(page, out);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/sign-in?out=1');
});

test('letters go to places, the slash to the search', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	await page.keyboard.press('g');
	await page.keyboard.press('i');
	await arrived(page, '/invoices', 'Invoices');
	await page.keyboard.press('/');
	await expect(page.getByRole('main').getByRole('searchbox')).toBeFocused();
	await page.keyboard.type('gi');
	await expect(page).toHaveURL('/invoices?search=gi');
});

test('letters go to places also where nothing wakes up', async ({ visit }) => {
	const page = await visit(anna);
	await page.goto('/todos');
	const frame = new Frame(page);
	await frame.openMenu();
	// The list of keys comes with the module.
	await expect(frame.menu.getByRole('link', { name: 'Signed-in devices' })).toBeVisible();
	await expect(frame.menu.getByText('Keyboard shortcuts')).toBeHidden();
	await page.keyboard.press('Escape');
	await page.keyboard.press('g');
	await page.keyboard.press('c');
	await page.waitForURL('/credit');
	await expect(frame.heading).toHaveText('Credit');
});
