import type { FrameLocator, Page } from '@playwright/test';
import { findings } from '../support/axe.ts';
import { anna } from '../support/people.ts';
import { overflow, sizes } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

test.use({ purpose: 'payers-new' });
test.describe.configure({ mode: 'serial' });

/** Types test data into the sandbox's page. */
async function enter(place: FrameLocator | Page, number: string): Promise<void> {
	await place.getByLabel('Card number').fill(number);
	await place.getByLabel('Expires').fill('12/30');
	await place.getByLabel('Security code').fill('123');
	await place.getByRole('button', { name: 'Save' }).click();
}

/** Through the first step to where the data is entered. */
async function begin(page: Page, method: string): Promise<void> {
	await page.goto('/billing-accounts');
	await page.getByRole('link', { name: 'Add new billing account' }).click();
	await expect(page).toHaveURL('/billing-accounts/new');
	await page.locator('.choice label', { hasText: method }).click();
	await page.getByRole('button', { name: 'Next' }).click();
	await expect(page).toHaveURL(/\/billing-accounts\/new\/stp_/);
}

const cards = (page: Page, name: string) =>
	page.locator('main article').filter({ has: page.getByRole('heading', { name }) });

for (const [size, viewport] of Object.entries(sizes)) {
	for (const javaScriptEnabled of [true, false]) {
		const how = `${size}, ${javaScriptEnabled ? 'with' : 'without'} scripts`;
		test(`a card is added, and pays what was ticked (${how})`, async ({ visit, gates }) => {
			gates.expect(422);
			const page = await visit(anna, { viewport, javaScriptEnabled });
			await begin(page, 'Card');
			expect(await overflow(page)).toBe(0);
			const name = `Card ${how.replace(/\W+/g, ' ')}`;
			await page.getByLabel('Call it').fill(name);
			const first = page.locator('section[aria-labelledby=pays] .choice label').first();
			const subscription = await first.innerText();
			// What was ticked stands at once in what changes, with scripts and without.
			const changes = page.getByRole('complementary', { name: 'What changes' });
			await expect(changes).toContainText('Nothing is charged now');
			await expect(changes.getByText('no subscription is ticked')).toBeVisible();
			await expect(changes.getByText(subscription)).toBeHidden();
			await first.click();
			await expect(changes.getByText(subscription)).toBeVisible();
			await expect(changes.getByText('no subscription is ticked')).toBeHidden();
			const country = page.getByLabel('Country');
			await expect(country.locator('option:checked')).toHaveText('Germany');
			await country.selectOption('Austria');
			// Nothing was entered yet: said at once, and what was typed stays.
			await page.getByRole('button', { name: 'OK' }).click();
			await expect(page.getByRole('alert').first()).toBeVisible();
			await expect(page.getByLabel('Call it')).toHaveValue(name);
			await expect(page.getByLabel('Country')).toHaveValue('AT');
			await expect(changes.getByText(subscription)).toBeVisible();
			const frame = page.frameLocator('iframe.entry');
			await enter(frame, '4242424242424242');
			await expect(frame.getByRole('heading', { name: 'Done' })).toBeVisible();
			await page.getByRole('button', { name: 'OK' }).click();
			await expect(page).toHaveURL('/billing-accounts');
			const card = page.locator('main article').filter({ hasText: name });
			await expect(card).toContainText('4242');
			await expect(card).toContainText(subscription);
		});
	}
}

test('entered beside the portal, with strong authentication, and come back to', async ({
	visit,
}) => {
	const page = await visit(anna);
	await begin(page, 'Card');
	const here = page.url();
	await page.getByRole('link', { name: 'on a page of its own' }).click();
	await enter(page, '4000002500003155');
	await page.getByRole('button', { name: 'Confirm' }).click();
	await page.waitForURL((url) => url.href.startsWith(here));
	await expect(page.locator('main')).toContainText('Entered: Visa •••• 3155');
	await page.reload();
	await page.getByRole('button', { name: 'OK' }).click();
	await expect(page).toHaveURL('/billing-accounts');
	await expect(cards(page, '3155')).toHaveCount(1);
});

test('a card is replaced, and what it pays stays', async ({ visit }) => {
	const page = await visit(anna);
	await page.goto('/billing-accounts');
	const card = cards(page, '3155');
	await card.getByRole('link', { name: 'View or change' }).click();
	const place = page.url();
	await page.getByLabel('Call it').fill('Replaced');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page).toHaveURL('/billing-accounts');
	await page.goto(place);
	await page.getByRole('button', { name: 'Replace the card' }).click();
	await enter(page.frameLocator('iframe.entry'), '5555555555554444');
	await expect(page.frameLocator('iframe.entry').getByText('Done')).toBeVisible();
	await page.getByRole('button', { name: 'OK' }).click();
	await expect(page).toHaveURL('/billing-accounts');
	const replaced = page.locator('main article').filter({ hasText: 'Replaced' });
	await expect(replaced).toContainText('4444');
});

test('a mandate waits until it is verified', async ({ visit }) => {
	const page = await visit(anna);
	await begin(page, 'Direct debit');
	await expect(page.locator('main')).toContainText('SEPA direct debit');
	const frame = page.frameLocator('iframe.entry');
	await frame.getByLabel('IBAN').fill('DE08370400440532013003');
	await frame.getByRole('button', { name: 'Save' }).click();
	await expect(frame.getByText('Done')).toBeVisible();
	await page.getByLabel('Call it').fill('Waits');
	await page.getByRole('button', { name: 'OK' }).click();
	const waiting = page.locator('main article').filter({ hasText: 'Waits' });
	await expect(waiting.locator('.status')).toHaveText('Waiting for confirmation');
});

test('axe finds nothing on the way to a new billing account', async ({ visit }) => {
	for (const colorScheme of ['light', 'dark'] as const) {
		for (const viewport of Object.values(sizes)) {
			const page = await visit(anna, { viewport, colorScheme });
			await page.goto('/billing-accounts/new');
			expect(await findings(page)).toEqual([]);
			await page.goto('/billing-accounts');
			await page.getByRole('link', { name: 'View or change' }).first().click();
			expect(await findings(page)).toEqual([]);
		}
	}
	const page = await visit(anna);
	await begin(page, 'Card');
	expect(await findings(page)).toEqual([]);
});
