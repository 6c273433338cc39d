import { anna } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('what has to be done leads to where it is done', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	const panel = page.locator('main section').filter({ hasText: 'What you have to do' });
	const titles = await panel.locator('h3').allInnerTexts();
	expect(titles.length).toBeGreaterThan(0);
	expect(titles.length).toBeLessThanOrEqual(5);
	await panel.getByRole('link', { name: 'All to-dos' }).click();
	await page.waitForURL('/todos');
	const all = page.locator('main li.todo');
	await expect(all.first()).toBeVisible();
	// The account page has the first of the very same list.
	const every = await page.locator('main li.todo h3').allInnerTexts();
	expect(every.slice(0, titles.length)).toEqual(titles);
	expect(new Set(every).size).toBe(every.length);
	const links = page.locator('main li.todo a.button');
	const places = await links.evaluateAll((found) => found.map((one) => one.getAttribute('href')));
	for (const place of new Set(places)) {
		expect((await page.goto(place ?? ''))?.status(), place ?? '').toBe(200);
	}
});

test('to-dos are reached by key and without a script', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	await page.keyboard.press('g');
	await page.keyboard.press('t');
	await page.waitForURL('/todos');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('To-dos');
	const asleep = await visit(anna, { javaScriptEnabled: false });
	await asleep.goto('/todos');
	await expect(asleep.locator('main li.todo').first()).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
	test(`what is put off waits below, ${javaScriptEnabled ? 'with' : 'without'} a script`, async ({
		visit,
	}) => {
		const page = await visit(anna, { javaScriptEnabled });
		await page.goto('/todos');
		const open = page.locator('main li.todo');
		const all = await open.locator('h3').allInnerTexts();
		const more = page.getByRole('button', { name: /^More for/ });
		const item = open.filter({ has: more }).last();
		const title = await item.locator('h3').innerText();
		await item.getByRole('button', { name: /^More for/ }).click();
		await item.getByRole('button', { name: 'Snooze until tomorrow' }).click();
		await expect(open).toHaveCount(all.length - 1);
		const waiting = page.locator('section[aria-labelledby=snoozed] li').filter({ hasText: title });
		await expect(waiting).toContainText('Snoozed until');
		// Nor is it on the account page, whose list is the first of this one.
		const left = await open.locator('h3').allInnerTexts();
		await page.goto('/');
		const first = await page.locator('main li.todo h3').allInnerTexts();
		expect(left.slice(0, first.length)).toEqual(first);
		await page.goto('/todos');
		await waiting.getByRole('button', { name: 'Undo' }).click();
		await expect(open.locator('h3')).toHaveText(all);
	});
}
