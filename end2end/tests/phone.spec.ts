import { anna } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

for (const language of ['en', 'de']) {
	test(`the bar under the thumb has room at 240 px, ${language}`, async ({ visit }) => {
		const page = await visit(anna, { viewport: { width: 240, height: 480 } }, language);
		await go(page, '/');
		const ways = page.locator('.bottom-bar :is(a, button)');
		await expect(ways).toHaveCount(4);
		const boxes = await ways.evaluateAll((all) =>
			all.map((way) => {
				const words = document.createRange();
				words.selectNodeContents(way);
				const { left, right } = words.getBoundingClientRect();
				return { left, right };
			}),
		);
		boxes.forEach(({ left, right }, place) => {
			expect(left, `${place} begins after the one before`).toBeGreaterThanOrEqual(
				boxes[place - 1]?.right ?? 0,
			);
			expect(right, `${place} ends on the screen`).toBeLessThanOrEqual(240);
		});
	});
}

test('the parts of the balance stand in two columns at 390 px', async ({ visit }) => {
	const page = await visit(anna, { viewport: { width: 390, height: 844 } });
	await go(page, '/');
	const parts = page.locator('.split li');
	expect(await parts.count()).toBeGreaterThanOrEqual(3);
	const starts = await parts.evaluateAll((all) => all.map((part) => part.getBoundingClientRect().x));
	expect(new Set(starts).size).toBe(2);
});

test('a statement keeps labels and amounts apart to its last row', async ({ visit }) => {
	const page = await visit(anna, { viewport: { width: 390, height: 844 } });
	await page.goto('/statement');
	const cells = page.locator('table tfoot td[data-label]');
	await expect(cells).not.toHaveCount(0);
	const gaps = await cells.evaluateAll((all) =>
		all.map((cell) => {
			const { right } = cell.firstElementChild?.getBoundingClientRect() ?? { right: 0 };
			return cell.closest('tr')!.getBoundingClientRect().right - right;
		}),
	);
	for (const gap of gaps) {
		expect(gap, 'the amount stands at the far edge').toBeLessThan(40);
	}
});

test('what an invoice is for has room at 1024 px', async ({ visit }) => {
	const page = await visit(anna, { viewport: { width: 1024, height: 768 } });
	await page.goto('/invoices');
	const table = page.locator('table.invoices');
	await expect(table.locator('tbody td').first()).toBeVisible();
	const widths = await table.evaluate((table) => ({
		subject: table.querySelector('tbody td')!.getBoundingClientRect().width,
		whole: table.getBoundingClientRect().width,
		panel: table.closest('.panel')!.getBoundingClientRect().width,
	}));
	expect(widths.subject).toBeGreaterThan(130);
	expect(widths.whole).toBeLessThanOrEqual(widths.panel);
});
