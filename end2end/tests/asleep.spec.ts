import type { Page } from '@playwright/test';
import { Frame } from '../pages/frame.ts';
import { List } from '../pages/list.ts';
import { jonas } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

/** From the door through every place and out again, by links, forms and buttons; `look` looks at
 * each page on which one arrives. */
async function tour(page: Page, look = async () => {}): Promise<void> {
	const [frame, list] = [new Frame(page), new List(page)];
	await page.goto('/invoices?filter=settled');
	await expect(page).toHaveURL('/sign-in?next=%2Finvoices%3Ffilter%3Dsettled');
	await page.fill('[name=email]', jonas.email);
	await page.fill('[name=password]', jonas.password);
	await page.locator('main button[type=submit]').click();
	await expect(page).toHaveURL('/invoices?filter=settled');
	await frame.navigation.locator('a[href="/"]').last().click();
	await expect(frame.heading).toHaveText('Pixelwerft GmbH');
	await look();
	await page.locator('main .section-head a[href="/invoices"]').click();
	await expect(page).toHaveURL('/invoices');
	await look();

	const [first] = await list.named();
	await list.next.click();
	await expect(page).toHaveURL(/\/invoices\?after=/);
	expect(await list.named()).not.toContain(first);
	await page.locator('main nav.segments a[href*="filter=open"]').click();
	await expect(page).toHaveURL('/invoices?filter=open');
	const number = (await list.rows.first().locator('th').innerText()).trim();
	await list.search.fill(number);
	await list.search.press('Enter');
	await expect(page).toHaveURL(`/invoices?search=${number}&filter=open`);
	await expect(list.rows).toHaveCount(1);
	await list.rows.first().locator('th a').click();
	await expect(frame.heading).toContainText('INV-');
	await look();
	const why = page.locator('main tbody details').first();
	await expect(why.locator('.formula')).toBeHidden();
	await why.locator('summary').click();
	await expect(why.locator('.formula')).toBeVisible();

	for (const place of ['/credit', '/subscriptions', '/usage', '/billing-accounts']) {
		await frame.navigation.locator(`a[href="${place}"]`).click();
		await expect(page).toHaveURL(place);
		await expect(frame.heading).toBeVisible();
		await look();
	}
	await frame.openMenu();
	await frame.menu.locator('a[href="/sessions"]').click();
	await expect(page).toHaveURL('/sessions');
	await frame.openMenu();
	await frame.menu.locator('form[action="/sign-out"] button').click();
	await expect(page).toHaveURL('/sign-in?out=1');
	await page.goto('/');
	await expect(page).toHaveURL('/sign-in?next=%2F');
}

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('from the door to a derivation and out again', async ({ page, gates }) => {
		gates.asleep();
		await tour(page);
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

test('the same where the front end does not arrive', async ({ page, gates }) => {
	gates.asleep();
	gates.expect('net::ERR_FAILED');
	const missed: string[] = [];
	await page.route(/\.(js|wasm)$/, (route) => {
		missed.push(route.request().url());
		return route.abort();
	});
	const woken = page.locator('head link[rel=modulepreload]');
	let asleep = 0;
	await tour(page, async () => {
		// Only what would wake up proves that it did not.
		if ((await woken.count()) > 0) {
			await page.waitForLoadState('load');
			expect(await page.evaluate(() => 'awake' in window), page.url()).toBe(false);
			asleep += 1;
		}
	});
	expect(asleep, 'pages that would have woken up').toBeGreaterThanOrEqual(4);
	for (const file of ['saldo\\.\\w+\\.js', 'saldo\\.\\w+\\.wasm', 'pwa\\.\\w+\\.js']) {
		const named = new RegExp(`/pkg/${file}$`);
		expect(missed.some((url) => named.test(url)), file).toBe(true);
	}
});
