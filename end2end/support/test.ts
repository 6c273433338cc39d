import { type BrowserContext, type Page, expect, test as plain } from '@playwright/test';
import type { BrowserContextOptions as Options } from '@playwright/test';
import { Gates } from './gates.ts';
import type { Person } from './people.ts';
import { Portal } from './portal.ts';
import { type Cookies, Seats } from './seats.ts';

/** Opens a browser of somebody who is signed in, or of a stranger. */
export type Visit = (person?: Person, options?: Options, language?: string) => Promise<Page>;

interface Each {
	gates: Gates;
	visit: Visit;
}

interface Worker {
	/** Tests with another one than `''` have a portal of their own: they leave it in disorder. */
	purpose: string;
	portal: Portal;
	seats: Seats;
}

export const test = plain.extend<Each, Worker>({
	purpose: ['', { option: true, scope: 'worker' }],
	portal: [
		async ({ purpose }, use) => {
			const portal = await Portal.open(purpose);
			await use(portal);
			await portal.close();
		},
		{ scope: 'worker', timeout: 300_000 },
	],
	seats: [async ({ portal }, use) => use(new Seats(portal)), { scope: 'worker' }],
	gates: [
		async ({ portal }, use) => {
			const gates = new Gates(portal);
			await use(gates);
			expect(gates.faults(), 'what no test may provoke').toEqual([]);
		},
		{ auto: true },
	],
	baseURL: async ({ portal }, use) => use(portal.origin),
	context: async ({ context, gates }, use) => {
		await gates.watch(context);
		await use(context);
	},
	visit: async ({ browser, contextOptions, portal, seats, gates }, use) => {
		const open: BrowserContext[] = [];
		await use(async (person, options, language = 'en') => {
			const all = { ...contextOptions, baseURL: portal.origin, ...options };
			const context = await browser.newContext(all);
			open.push(context);
			await gates.watch(context);
			if (person !== undefined) {
				await context.addCookies(await seats.take(person, language));
			}
			return context.newPage();
		});
		await Promise.all(open.map((context) => context.close()));
	},
});

/** Waits until the page answers by script, where one comes with it. */
export async function awake(page: Page): Promise<void> {
	await page.waitForFunction(
		() => 'awake' in window || document.querySelector('link[rel=modulepreload]') === null,
	);
}

/** Goes to an address and waits until the page answers by script. */
export async function go(page: Page, address: string): Promise<void> {
	await page.goto(address);
	await awake(page);
}

export { type Cookies, expect };
