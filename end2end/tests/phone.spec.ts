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
