import { findings } from '../support/axe.ts';
import { anna, jule, maria, nele, salma } from '../support/people.ts';
import { address, jumps, overflow, places, sizes } from '../support/places.ts';
import { expect, go, test } from '../support/test.ts';

for (const colorScheme of ['light', 'dark'] as const) {
	for (const [name, viewport] of Object.entries(sizes)) {
		test(`axe finds nothing, ${colorScheme}, ${name}`, async ({ visit, gates }) => {
			gates.expect(404, 410);
			test.setTimeout(180_000);
			const page = await visit(anna, { colorScheme, viewport });
			for (const place of places) {
				await go(page, await address(page, place));
				// Before axe, which scrolls and measures by itself.
				await page.waitForLoadState('networkidle');
				expect(await jumps(page), `${place} stands still`).toEqual([]);
				expect(await findings(page), place).toEqual([]);
			}
			const stranger = await visit(undefined, { colorScheme, viewport });
			for (const place of ['/sign-in', '/reset', '/reset/dead-link', '/nowhere']) {
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
			expect(await overflow(page), `${place} ${dir}`).toBeLessThanOrEqual(0);
		}
	}
});

test('axe finds nothing behind what opens', async ({ visit }) => {
	for (const viewport of Object.values(sizes)) {
		const page = await visit(maria, { viewport });
		await go(page, '/subscriptions');
		const more = page.getByRole('button', { name: 'More', exact: true });
		if (await more.isVisible()) {
			await more.click();
			await expect(page.locator('#side')).toBeVisible();
			expect(await findings(page), 'the navigation').toEqual([]);
		}
		await page.locator('button.person').click();
		await expect(page.locator('#person')).toBeVisible();
		expect(await findings(page), 'the menu of the person').toEqual([]);
		await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
		await expect(page.getByRole('dialog')).toBeVisible();
		expect(await findings(page), 'the keys').toEqual([]);
		await page.getByRole('button', { name: 'Close' }).click();
		await page.getByRole('button', { name: /^Status/ }).click();
		await expect(page.locator('#states')).toBeVisible();
		expect(await findings(page), 'the states').toEqual([]);
		await go(page, await address(page, '/invoices/:id'));
		for (const why of await page.locator('main summary').all()) {
			await why.click();
		}
		expect(await findings(page), 'derivations').toEqual([]);
	}
});

for (const [name, who] of Object.entries({ empty: nele, suspended: jule, Arabic: salma })) {
	test(`axe finds nothing in an account that is ${name}`, async ({ visit }) => {
		test.setTimeout(120_000);
		const page = await visit(who, { viewport: sizes.phone });
		for (const place of places) {
			await go(page, await address(page, place));
			await page.waitForLoadState('networkidle');
			expect(await jumps(page), `${place} stands still`).toEqual([]);
			expect(await overflow(page), place).toBeLessThanOrEqual(0);
			expect(await findings(page), place).toEqual([]);
		}
	});
}

test('German is clean as well, and fits into 320 px', async ({ visit }) => {
	test.setTimeout(120_000);
	const page = await visit(anna, { viewport: { width: 320, height: 640 } }, 'de');
	for (const place of places) {
		await go(page, await address(page, place));
		await expect(page.locator('html')).toHaveAttribute('lang', 'de');
		expect(await overflow(page), place).toBeLessThanOrEqual(0);
		expect(await findings(page), place).toEqual([]);
	}
});

for (const colorScheme of ['light', 'dark'] as const) {
	test(`every accent has contrast, ${colorScheme}`, async ({ visit }) => {
		const page = await visit(anna, { colorScheme });
		for (const place of ['/', '/subscriptions']) {
			await go(page, place);
			for (let hue = 0; hue < 360; hue += 30) {
				await page.evaluate((hue) => {
					document.documentElement.style.setProperty('--brand-hue', String(hue));
				}, hue);
				expect(await findings(page, 'color-contrast'), `${place} ${hue}`).toEqual([]);
			}
		}
	});
}
