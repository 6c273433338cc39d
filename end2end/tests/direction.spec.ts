import { findings } from '../support/axe.ts';
import { anna } from '../support/people.ts';
import { address, jumps, overflow, places, sizes } from '../support/places.ts';
import { expect, go, test } from '../support/test.ts';

for (const [name, viewport] of Object.entries(sizes)) {
	test(`from right to left, ${name}`, async ({ visit, portal }) => {
		test.setTimeout(120_000);
		const page = await visit(anna, { viewport });
		const { hostname } = new URL(portal.origin);
		const whole = { domain: hostname, path: '/', secure: true };
		await page.context().addCookies([{ name: '__Host-dir', value: 'rtl', ...whole }]);
		for (const place of places) {
			await go(page, await address(page, place));
			await page.waitForLoadState('networkidle');
			await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
			expect(await jumps(page), `${place} stands still`).toEqual([]);
			expect(await overflow(page), place).toBeLessThanOrEqual(0);
			expect(await page.evaluate(turned), place).toEqual([]);
			if (name === 'desktop') {
				const side = await page.locator('#side').boundingBox();
				const main = await page.locator('main').boundingBox();
				expect(side?.x, place).toBeGreaterThanOrEqual((main?.x ?? 0) + (main?.width ?? 0));
			}
			expect(await findings(page), place).toEqual([]);
		}
	});
}

/** The amounts whose currency does not stand before the figure, to the left of it. */
function turned(): string[] {
	const amounts = [...document.querySelectorAll('main .amount')];
	const wrong = amounts.filter((amount) => {
		const currency = amount.querySelector('.currency');
		const figure = currency?.nextSibling;
		if (!currency || !figure) {
			return true;
		}
		const range = document.createRange();
		range.selectNodeContents(figure);
		const [before, after] = [currency.getBoundingClientRect(), range.getBoundingClientRect()];
		return before.width > 0 && before.right > after.left + 1;
	});
	return wrong.map((amount) => amount.outerHTML);
}
