import type { Page } from '@playwright/test';

/** Every page of those who are signed in, by its place; the two kinds of details among them. */
export const places = [
	'/',
	'/invoices',
	'/invoices/next',
	'/invoices/:id',
	'/pay',
	'/credit',
	'/credit/add',
	'/credit/withdraw',
	'/statement',
	'/subscriptions',
	'/subscriptions/:id',
	'/todos',
	'/usage',
	'/billing-accounts',
	'/affiliate',
	'/sessions',
	'/accounts',
];

export const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 375, height: 812 } };

/** The address of a place: of details, the first that its list names, or the list's own. */
export async function address(page: Page, place: string): Promise<string> {
	if (!place.endsWith('/:id')) {
		return place;
	}
	const list = place.replace('/:id', '');
	await page.goto(list);
	const details = page.locator(`main a[href^="${list}/"]`);
	const hrefs = await details.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
	return hrefs[0] ?? list;
}

/** By how much the page is wider than the window. */
export async function overflow(page: Page): Promise<number> {
	return page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
	);
}

/** What has jumped in the page since it began, and by how much. */
export async function jumps(page: Page): Promise<string[]> {
	return page.evaluate(() => (window as unknown as { jumps: string[] }).jumps);
}
