import { Frame } from '../pages/frame.ts';
import { minor } from '../support/money.ts';
import { anna } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('the figure on the account page leads to its details', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	const running = page.locator('section[aria-labelledby=running]');
	await expect(running).toContainText('In addition to the prices');
	const figure = await running.locator('a.amount').innerText();
	await running.getByRole('link', { name: 'See details' }).click();
	await page.waitForURL('/usage');
	await expect(new Frame(page).heading).toHaveText('Usage');
	const shown = await page.locator('main .money .amount').first().innerText();
	expect(minor(shown)).toBe(minor(figure));
	// Prices of usage are without tax; what is to be paid is not.
	const said = await page.locator('main .money section').first().innerText();
	const [, gross, tax] = /With tax (\S+), of which (\S+) is tax/.exec(said) ?? [];
	expect(minor(gross ?? '') - minor(tax ?? '')).toBe(minor(shown));
});
