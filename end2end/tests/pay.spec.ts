import type { Page } from '@playwright/test';
import { findings } from '../support/axe.ts';
import { customer, payments } from '../support/customer.ts';
import { overflow, sizes } from '../support/places.ts';
import { expect, go, test } from '../support/test.ts';

test.use({ purpose: 'pay' });

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const button = (page: Page) => page.getByRole('button', { name: /^Pay / });

for (const javaScriptEnabled of [true, false]) {
	const how = javaScriptEnabled ? 'with' : 'without';
	test(`an invoice is paid in two taps, ${how} scripts`, async ({ visit, portal }) => {
		const who = customer(portal, { cards: ['ok'], open: ['19.90', '5.00'] });
		const page = await visit(who, { javaScriptEnabled });
		await page.goto('/');
		await page.getByRole('link', { name: new RegExp(`Pay now.*${who.numbers[0]}`) }).click();
		await expect(heading(page)).toHaveText(`Pay ${who.numbers[0]}`);
		await button(page).click();
		await expect(heading(page)).toHaveText('€19.90 paid');
		expect(payments(portal, who)).toEqual(['succeeded 19.90']);
		await page.getByRole('link', { name: who.numbers[0] }).click();
		await expect(page.locator('main')).toContainText('Paid');
		// What is paid cannot be paid again, by whatever way one gets there.
		await page.goto('/pay');
		await expect(heading(page)).toHaveText(`Pay ${who.numbers[1]}`);
	});

	test(`who must confirm at the bank comes back, ${how} scripts`, async ({ visit, portal }) => {
		const who = customer(portal, { cards: ['authenticate'], open: ['8.00'] });
		const page = await visit(who, { javaScriptEnabled });
		await page.goto('/pay');
		await button(page).click();
		await page.getByRole('button', { name: 'Confirm' }).click();
		await expect(heading(page)).toHaveText('€8.00 paid');
		expect(page.url()).not.toContain('go=');
		await page.reload();
		await expect(heading(page)).toHaveText('€8.00 paid');
		expect(payments(portal, who)).toEqual(['succeeded 8.00']);
	});
}

test('a card that is added on the way to paying leads back there', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['decline'], open: ['5.00', '6.00'] });
	const page = await visit(who, { javaScriptEnabled: false });
	await page.goto('/');
	await page.getByRole('link', { name: new RegExp(`Pay now.*${who.numbers[1]}`) }).click();
	await page.getByRole('link', { name: 'Add new billing account' }).click();
	await page.locator('.choice label', { hasText: 'Card' }).click();
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByLabel('Call it').fill('On the way');
	const frame = page.frameLocator('iframe.entry');
	await frame.getByLabel('Card number').fill('4242424242424242');
	await frame.getByLabel('Expires').fill('12/30');
	await frame.getByLabel('Security code').fill('123');
	await frame.getByRole('button', { name: 'Save' }).click();
	await expect(frame.getByRole('heading', { name: 'Done' })).toBeVisible();
	await page.getByRole('button', { name: 'OK' }).click();
	await expect(heading(page)).toHaveText(`Pay ${who.numbers[1]}`);
	await page.locator('.choice', { hasText: 'On the way' }).locator('label').click();
	await page.getByRole('button', { name: 'Show the new figures' }).first().click();
	await button(page).click();
	await expect(heading(page)).toHaveText('€6.00 paid');
});

for (const javaScriptEnabled of [true, false]) {
	const how = javaScriptEnabled ? 'with' : 'without';
	test(`a part of an invoice is paid, then the rest, ${how} scripts`, async ({ visit, portal }) => {
		const who = customer(portal, { cards: ['ok'], open: ['19.90'], credit: '2.00' });
		const page = await visit(who, { javaScriptEnabled });
		await page.goto('/');
		await page.getByRole('link', { name: new RegExp(`Pay now.*${who.numbers[0]}`) }).click();
		const part = page.getByLabel('How much of it');
		await expect(part).toHaveValue('19.90');
		const typed = async (text: string) => {
			await part.fill(text);
			await (javaScriptEnabled ? part.blur() : part.press('Enter'));
		};
		await typed('30');
		await expect(page.locator('#amount-wrong')).toContainText('At most €19.90 is possible.');
		await expect(button(page)).toHaveCount(0);
		await typed('5,00');
		const left = /€14\.90.* stays open, and is due as before/;
		await expect(page.locator('#summary')).toContainText(left);
		await button(page).click();
		await expect(heading(page)).toHaveText('€5.00 paid');
		expect(payments(portal, who)).toEqual(['succeeded 3.00']);
		await page.getByRole('link', { name: who.numbers[0] }).click();
		await expect(page.locator('main')).toContainText('€14.90');
		await page.goto('/pay');
		await expect(button(page)).toHaveText('Pay €14.90');
		await button(page).click();
		await expect(heading(page)).toHaveText('€14.90 paid');
		expect(payments(portal, who)).toEqual(['succeeded 14.90', 'succeeded 3.00']);
	});
}

test('credit and two cards pay all of it, as it was shown', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['ok', 'ok'], open: ['30.00', '20.00'], credit: '12.50' });
	const page = await visit(who);
	await go(page, '/');
	await page.getByRole('link', { name: 'Pay all' }).click();
	await expect(heading(page)).toHaveText('Pay all outstanding invoices');
	await expect(button(page)).toHaveText('Pay €50.00');
	const rows = page.getByRole('row');
	await expect(rows.filter({ hasText: who.numbers[0] })).toContainText('€17.50');
	// Another choice shows at once what it comes to, and keeps the place.
	await page.getByText(/All from Visa .*0002/).click();
	const first = rows.filter({ hasText: who.numbers[0] });
	await expect(first).toContainText('0002');
	await expect(page.getByLabel(/All from Visa .*0002/)).toBeFocused();
	await page.getByText('Credit first').click();
	await expect(first).toContainText('€30.00');
	await page.getByText('Credit first').click();
	await expect(first).toContainText('€17.50');
	await expect(page.locator('#summary')).toContainText(/€0\.00.* of your credit is left/);
	await button(page).click();
	await expect(heading(page)).toHaveText('€50.00 paid');
	expect(payments(portal, who)).toEqual(['succeeded 37.50']);
});

test('what is chosen and not shown yet is not paid', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['ok', 'ok'], open: ['21.00'], credit: '1.00' });
	const plain = await visit(who, { javaScriptEnabled: false });
	await plain.goto('/pay');
	await plain.getByText(/All from Visa .*0002/).click();
	await expect(button(plain)).toBeHidden();
	const stale = plain.locator('[data-stale]');
	await expect(stale).toContainText('Something else is chosen');
	await stale.getByRole('button').click();
	await expect(stale).toBeHidden();
	await expect(button(plain)).toHaveText('Pay €21.00');
	// With scripts the figures follow by themselves; until they do there is nothing to tap.
	const page = await visit(who);
	await page.goto('/pay');
	let answer = () => {};
	const slow = new Promise<void>((done) => {
		answer = done;
	});
	await page.route(/\/pay\?/, async (route) => {
		await slow;
		await route.continue();
	});
	await page.getByText('Credit first').click();
	await expect(button(page)).toBeHidden();
	answer();
	await expect(button(page)).toBeVisible();
	await expect(page.locator('#rest')).toHaveText('The rest, €21.00');
	await button(page).click();
	await expect(heading(page)).toHaveText('€21.00 paid');
	expect(payments(portal, who)).toEqual(['succeeded 21.00']);
});

test('who left the bank finds the payment again', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['authenticate'], open: ['9.00'] });
	const page = await visit(who);
	await page.goto('/pay');
	await button(page).click();
	await expect(page.getByRole('button', { name: 'Confirm' })).toBeVisible();
	await go(page, '/');
	const todo = page.locator('.todo').filter({ hasText: 'Confirm your payment' });
	await expect(todo).toContainText(who.numbers[0] ?? '');
	await expect(page.getByRole('link', { name: 'Waits for you' }).first()).toBeVisible();
	await page.goto('/pay');
	await page.getByRole('link', { name: 'Waits for you' }).click();
	await expect(heading(page)).toHaveText('Confirm €9.00');
	await page.getByRole('link', { name: 'Continue to your bank' }).click();
	await page.getByRole('button', { name: 'Confirm' }).click();
	await expect(heading(page)).toHaveText('€9.00 paid');
	await page.getByRole('link', { name: who.numbers[0] }).click();
	const payment = page.getByRole('link', { name: /the payment/ });
	await expect(page.locator('main')).toContainText('Visa •••• 0001');
	await payment.click();
	const receipt = page.getByRole('link', { name: /^Receipt R-/ });
	const file = await page.request.get((await receipt.getAttribute('href')) ?? '');
	expect(file.headers()['content-type']).toBe('application/pdf');
});

test('a double tap, a second tab, a reload and the way back are one payment', async ({
	visit,
	portal,
}) => {
	const who = customer(portal, { cards: ['ok'], open: ['11.00'] });
	const page = await visit(who);
	const other = await page.context().newPage();
	await page.goto('/pay');
	await other.goto('/pay');
	await button(page).dblclick();
	await expect(heading(page)).toHaveText('€11.00 paid');
	const place = new URL(page.url()).pathname;
	await button(other).click();
	await expect(heading(other)).toHaveText('€11.00 paid');
	expect(new URL(other.url()).pathname).toBe(place);
	await page.reload();
	await expect(heading(page)).toHaveText('€11.00 paid');
	await page.goBack();
	await expect(page.locator('main')).toContainText('Nothing to pay');
	expect(payments(portal, who)).toEqual(['succeeded 11.00']);
});

test('what has moved since it was shown is not paid', async ({ visit, portal, gates }) => {
	gates.expect(409);
	const who = customer(portal, { cards: ['ok'], open: ['11.00', '12.00'] });
	const page = await visit(who);
	const other = await page.context().newPage();
	await page.goto('/pay');
	await other.goto('/invoices');
	await other.goto(`/pay`);
	await other.getByRole('link', { name: 'Service 2' }).click();
	await other.getByRole('link', { name: /^Pay now/ }).click();
	await button(other).click();
	await expect(heading(other)).toHaveText('€12.00 paid');
	await button(page).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expect(button(page)).toHaveText('Pay €11.00');
	expect(payments(portal, who)).toEqual(['succeeded 12.00']);
});

test('what is refused says why, and another card pays it', async ({ visit, portal }) => {
	const cards = ['insufficient_funds', 'ok'];
	const who = customer(portal, { cards, open: ['14.00'], credit: '4.00' });
	const page = await visit(who);
	await page.goto('/pay');
	await button(page).click();
	await expect(heading(page)).toHaveText('Not paid');
	const steps = page.locator('.stepper');
	await expect(steps).toContainText('There is not enough money on it.');
	await expect(steps).toContainText('insufficient_funds');
	await page.goto('/credit');
	await expect(page.locator('main')).toContainText('€4.00');
	await page.goBack();
	await page.getByRole('link', { name: 'Pay with another method' }).click();
	await page.getByText(/All from Visa .*0002/).click();
	await expect(page.locator('#summary')).toContainText('0002');
	await button(page).click();
	await expect(heading(page)).toHaveText('€14.00 paid');
	expect(payments(portal, who)).toEqual(['declined 0.00', 'succeeded 10.00']);
});

test('one card is refused, the other pays its part', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['lost_card'], open: ['9.00', '7.00'], credit: '9.00' });
	const page = await visit(who);
	await page.goto('/pay');
	await button(page).click();
	await expect(heading(page)).toHaveText(/Not paid|Paid in part/);
	// That a card is known as lost is not told to who pays with it.
	await expect(page.locator('main')).not.toContainText('lost');
});

test('what waits for the bank can be given up and begun anew', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['authenticate', 'ok'], open: ['6.00'] });
	const page = await visit(who);
	await page.goto('/pay');
	await button(page).click();
	await page.waitForURL(/payments/);
	const back = new URL(page.url()).pathname;
	await page.waitForURL(/confirm/);
	await page.goto('/pay');
	await expect(page.locator('main')).toContainText('All that is open is being paid already.');
	await page.goto(back);
	await expect(heading(page)).toHaveText('Confirm €6.00');
	await page.getByRole('button', { name: 'Start again' }).click();
	await expect(heading(page)).toHaveText('Not paid');
	await page.getByRole('link', { name: 'Pay with another method' }).click();
	await page.getByText(/All from Visa .*0002/).click();
	await expect(page.locator('#summary')).toContainText('0002');
	await button(page).click();
	await expect(heading(page)).toHaveText('€6.00 paid');
	expect(payments(portal, who)).toEqual(['cancelled 0.00', 'succeeded 6.00']);
});

test('what takes its time is followed by the page itself', async ({ visit, portal }) => {
	const who = customer(portal, { cards: ['slow'], open: ['3.50'] });
	const page = await visit(who);
	await page.goto('/pay');
	await button(page).click();
	await expect(heading(page)).toHaveText('Paying €3.50');
	await expect(page.locator('.stepper')).toContainText('The bank is checking.');
	const other = await page.context().newPage();
	await other.goto('/invoices');
	await other.getByRole('link', { name: who.numbers[0] }).first().click();
	await expect(other.locator('main')).toContainText('Processing');
	await expect(other.getByRole('link', { name: /^Pay now/ })).toHaveCount(0);
	await expect(heading(page)).toHaveText('€3.50 paid', { timeout: 45_000 });
});

test('nobody pays more than their limit', async ({ visit, portal, gates }) => {
	gates.expect(422);
	const who = customer(portal, { cards: ['ok'], open: ['60.00'], limit: '50.00' });
	const page = await visit(who);
	await page.goto('/pay');
	await button(page).click();
	await expect(page.getByRole('alert')).toContainText('more than you may spend this month');
	await expect(button(page)).toHaveText('Pay €60.00');
	expect(payments(portal, who)).toEqual([]);
});

for (const [size, viewport] of Object.entries(sizes)) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`axe finds nothing where one pays, ${size}, ${colorScheme}`, async ({ visit, portal }) => {
			const cards = ['card_velocity_exceeded', 'ok'];
			const who = customer(portal, { cards, open: ['30.00', '20.00'], credit: '12.50' });
			const page = await visit(who, { viewport, colorScheme });
			await page.goto('/pay');
			expect(await findings(page)).toEqual([]);
			expect(await overflow(page)).toBe(0);
			await button(page).click();
			await expect(heading(page)).toHaveText('Not paid');
			expect(await findings(page)).toEqual([]);
			expect(await overflow(page)).toBe(0);
		});
	}
}
