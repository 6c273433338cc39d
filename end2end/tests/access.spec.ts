import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { anna } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every page by its place, the two kinds of details among them. */
const places = [
	'/',
	'/invoices',
	'/invoices/:id',
	'/credit',
	'/subscriptions',
	'/subscriptions/:id',
	'/billing-accounts',
	'/sessions',
];

/** The address of a place: of details, the first that its list names. */
async function address(page: Page, place: string): Promise<string> {
	if (!place.endsWith('/:id')) {
		return place;
	}
	const list = place.replace('/:id', '');
	await page.goto(list);
	return (await page.locator(`main a[href^="${list}/"]`).first().getAttribute('href')) ?? '';
}

interface Finding {
	id: string;
	nodes: { html: string }[];
}

async function findings(page: Page): Promise<string[]> {
	await page.evaluate(axe);
	const found = await page.evaluate(async () => {
		const { violations } = await (
			window as unknown as { axe: { run: () => Promise<{ violations: Finding[] }> } }
		).axe.run();
		return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join('\n')}`);
	});
	return found;
}

const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 375, height: 812 } };

for (const colorScheme of ['light', 'dark'] as const) {
	for (const [name, viewport] of Object.entries(sizes)) {
		test(`axe finds nothing, ${colorScheme}, ${name}`, async ({ visit, gates }) => {
			gates.expect(404);
			test.setTimeout(180_000);
			const page = await visit(anna, { colorScheme, viewport });
			for (const place of places) {
				await go(page, await address(page, place));
				// Before axe, which scrolls and measures by itself.
				await page.waitForLoadState('networkidle');
				expect(await page.evaluate('window.shift'), `${place} stands still`).toBe(0);
				expect(await findings(page), place).toEqual([]);
			}
			const stranger = await visit(undefined, { colorScheme, viewport });
			for (const place of ['/sign-in', '/reset', '/nowhere']) {
				await stranger.goto(place);
				expect(await findings(stranger), place).toEqual([]);
			}
		});
	}
}

test('nothing scrolls sideways at 320 px, whatever the direction', async ({ visit }) => {
	test.setTimeout(180_000);
	const page = await visit(anna, { viewport: { width: 320, height: 640 } });
	for (const dir of ['ltr', 'rtl']) {
		for (const place of places) {
			await go(page, await address(page, place));
			await page.evaluate((way) => document.documentElement.setAttribute('dir', way), dir);
			const over = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
			);
			expect(over, `${place} ${dir}`).toBeLessThanOrEqual(0);
		}
	}
});

test('the way to an invoice needs no pointer', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	await page.keyboard.press('Tab');
	await expect(page.locator('.skip')).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.press('g');
	await page.keyboard.press('i');
	await expect(page).toHaveURL(/\/invoices$/);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
	const first = page.locator('main a[href^="/invoices/inv"]').first();
	await first.focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/invoices\/inv_/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Invoice INV-');
	const why = page.locator('main summary').first();
	await why.focus();
	await page.keyboard.press('Enter');
	await expect(page.locator('main details').first()).toHaveAttribute('open');
});
