import { type Locator, type Page, expect } from '@playwright/test';

/** How many steps a reader may need at most. */
const STEPS = 120;

/** Goes by Tab alone to a place on the page; each step on the way there is seen. */
export async function tabTo(page: Page, to: Locator): Promise<void> {
	for (let step = 0; step < STEPS; step++) {
		await page.keyboard.press('Tab');
		const unseen = await page.evaluate(unseenFocus);
		expect(unseen, 'what has the focus is seen').toBe('');
		if (await to.evaluate((one) => one === document.activeElement)) {
			return;
		}
	}
	throw new Error(`Tab does not lead to ${to}`);
}

/** What has the focus without a mark around it, or out of sight; empty if it is seen. */
function unseenFocus(): string {
	const at = document.activeElement;
	if (at === null || at === document.body) {
		return '';
	}
	const label = at.closest('label') ?? at;
	const marked = [at, label].some((one) => {
		const { outlineStyle, outlineWidth } = getComputedStyle(one);
		return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
	});
	const { width, height, top, bottom } = at.getBoundingClientRect();
	const inside = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
	return marked && inside ? '' : at.outerHTML.slice(0, 200);
}
