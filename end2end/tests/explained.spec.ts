import { anna, carla, henrik, jonas, miriam } from '../support/people.ts';
import { address, places } from '../support/places.ts';
import { expect, test } from '../support/test.ts';

for (const [name, person] of Object.entries({ anna, jonas, henrik, carla, miriam })) {
	test(`every amount of ${name} opens its explanation`, async ({ visit, gates }) => {
		gates.asleep();
		test.setTimeout(120_000);
		const page = await visit(person, { javaScriptEnabled: false });
		for (const place of places) {
			await page.goto(await address(page, place));
			expect(await page.evaluate(unexplained), place).toEqual([]);
		}
		for (const list of ['/invoices', '/subscriptions']) {
			await page.goto(list);
			const links = page.locator(`main tbody th a[href^="${list}/"]`);
			const hrefs = await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')));
			for (const href of hrefs) {
				await page.goto(href ?? '');
				expect(await page.evaluate(unexplained), href ?? '').toEqual([]);
				expect(await page.evaluate(nowhere), href ?? '').toEqual([]);
			}
		}
	});
}

/**
 * The amounts that say nothing about where they come from: no link, not in a formula, no way on in
 * their row, and not the sum at the foot of the rows above. A payment, a price and what somebody
 * has set are where an explanation ends: words beside them say how it was made, or whose it is.
 */
function unexplained(): string[] {
	const ways = 'a, details, .derivation';
	const plain = [...document.querySelectorAll('main .amount:not(a)')];
	const silent = plain.filter((amount) => {
		const row = amount.closest('tr, li, dd');
		const beneath = row?.nextElementSibling?.querySelector('details, .hint');
		const paid = row?.matches('[aria-labelledby=payments] tr');
		const ends = paid || row?.matches('[aria-labelledby=price] tr, dd li, dd') === true;
		const words = row?.closest('tr, dd')?.querySelector(paid ? 'th' : 'small')?.textContent;
		return !(
			amount.closest('.derivation, tfoot') ||
			row?.querySelector(ways) ||
			(row?.tagName === 'TR' && beneath) ||
			(ends && words)
		);
	});
	return silent.map((amount) => amount.parentElement?.textContent ?? '');
}

/** The links to a part of the page that is not there. */
function nowhere(): string[] {
	const links = [...document.querySelectorAll('main a[href^="#"]')];
	const targets = links.map((link) => link.getAttribute('href')?.slice(1) ?? '');
	return targets.filter((id) => document.getElementById(id) === null);
}
