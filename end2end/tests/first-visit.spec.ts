import type { Page } from '@playwright/test';
import { anna } from '../support/people.ts';
import { awake, expect, go, test } from '../support/test.ts';

/** What the worker has of its release. */
async function shell(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const names = (await caches.keys()).filter((name) => name.startsWith('shell-'));
		const caught = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
		return caught.flat().map(({ url }) => new URL(url).pathname);
	});
}

for (const language of ['en', 'de']) {
	test(`the worker keeps the texts of one language, ${language}`, async ({ visit }) => {
		const page = await visit(anna, { serviceWorkers: 'allow' }, language);
		const texts = async () =>
			(await shell(page))
				.filter((path) => path.startsWith('/pkg/text.'))
				.map((path) => path.split('.')[1]);
		await go(page, '/');
		await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
		const ahead = await shell(page);
		for (const name of ['/pkg/saldo.', '/pkg/site.', '/pkg/pwa.', '/offline']) {
			expect(ahead.some((path) => path.startsWith(name)), name).toBe(true);
		}
		expect(await texts(), 'none is fetched ahead').toEqual([]);
		await page.reload();
		await awake(page);
		await expect.poll(texts, 'what is read is kept').toEqual([language]);
	});
}
