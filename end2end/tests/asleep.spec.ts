import { anna, jonas } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('from the door to an invoice and out again', async ({ page }) => {
		await page.goto('/invoices');
		await expect(page).toHaveURL(/\/sign-in\?next=/);
		await page.fill('[name=email]', anna.email);
		await page.fill('[name=password]', anna.password);
		await page.locator('main button[type=submit]').click();
		await expect(page).toHaveURL(/\/invoices$/);
		await page.goto('/');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Atelier Lindqvist GmbH');
		await page.goto('/invoices?search=00391');
		await page.locator('main a[href^="/invoices/inv"]').first().click();
		await expect(page.getByRole('heading', { level: 1 })).toContainText('00391');
		for (const place of ['/credit', '/subscriptions', '/billing-accounts', '/sessions']) {
			await page.goto(place);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		}
	});

	test('a wrong password is said next to its field', async ({ page, gates }) => {
		gates.expect(422);
		await page.goto('/sign-in');
		await page.fill('[name=email]', 'nobody@example.org');
		await page.fill('[name=password]', 'not-the-password');
		await page.locator('main button[type=submit]').click();
		await expect(page.locator('[name=password]')).toHaveAttribute('aria-invalid', 'true');
		await expect(page.locator('[name=email]')).toHaveValue('nobody@example.org');
	});
});

test('two customers cannot see each other by any id', async ({ visit, gates }) => {
	gates.expect(404);
	const [hers, his] = [await visit(anna), await visit(jonas)];
	const ids = new Set<string>();
	for (const list of ['/', '/invoices', '/subscriptions', '/billing-accounts']) {
		await hers.goto(list);
		const links = hers.locator('main a[href*="_"]');
		for (const href of await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
			ids.add((href ?? '').split('#')[0]);
		}
	}
	expect(ids.size).toBeGreaterThan(10);
	for (const id of ids) {
		const made = id.replace(/.{4}$/, '0000');
		const [other, none] = [await his.goto(id), await his.request.get(made)];
		expect([other?.status(), none.status()], id).toEqual([404, 404]);
		await expect(his.locator('main')).not.toContainText('Lindqvist');
	}
});
