import type { Page } from '@playwright/test';
import { Frame } from '../pages/frame.ts';
import { anna } from '../support/people.ts';
import { jumps } from '../support/places.ts';
import { expect, go, test } from '../support/test.ts';

/** Follows a link as a script does: what jumps afterwards is nobody's input. */
async function follow(page: Page, href: string): Promise<void> {
	const link = page.locator(`a[href^="${href}"]:visible`).first();
	await link.evaluate((one) => (one as HTMLElement).click());
}

const steps = [
	['/invoices', 'Invoices'],
	['/invoices/inv_', 'Invoice INV-'],
	['/subscriptions', 'Subscriptions'],
	['/', 'Atelier Lindqvist GmbH'],
];

test('what is still to come is told, and comes without a jump', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	for (const [href, heading] of steps) {
		let release = () => {};
		const held = new Promise<void>((done) => {
			release = done;
		});
		await page.route('**/api/**', async (route) => {
			await held;
			await route.continue();
		});
		await follow(page, href);
		const waits = page.locator('main').getByRole('status');
		await expect(waits).toHaveText('Loading');
		release();
		await expect(waits).toHaveCount(0);
		await expect(new Frame(page).heading).toContainText(heading);
		await page.unroute('**/api/**');
		expect(await jumps(page), `${href} comes without a jump`).toEqual([]);
	}
});

test('a portal that cannot answer says what to do, and answers later', async ({ visit, gates }) => {
	gates.expect(503);
	const page = await visit(anna);
	await go(page, '/');
	await page.route('**/api/**', (route) => route.fulfill({ status: 503, body: '' }));
	for (const [href] of steps.slice(0, 1)) {
		await follow(page, href);
		const told = page.getByRole('alert');
		await expect(told).toContainText('Not available at the moment');
		await expect(told).toContainText('Nothing was changed. Try again in a minute.');
		await expect(new Frame(page).heading).toHaveText('Invoices');
	}
	await follow(page, '/');
	await expect(new Frame(page).heading).toHaveText('Not available at the moment');
	await expect(page.locator('main')).toContainText('Try again in a minute.');
	await page.unroute('**/api/**');
	await follow(page, '/invoices');
	await expect(page.locator('main tbody tr').first()).toBeVisible();
});

test('a line that breaks says what to do', async ({ visit, gates }) => {
	gates.expect('net::ERR_CONNECTION_REFUSED');
	const page = await visit(anna);
	await go(page, '/');
	await page.route('**/api/**', (route) => route.abort('connectionrefused'));
	await follow(page, '/subscriptions');
	await expect(page.getByRole('alert')).toContainText('Try again in a minute.');
});
