import type { Locator, Page } from '@playwright/test';

/** What a list answers to: its search, its segments, its pages. */
export class List {
	readonly search: Locator;
	readonly rows: Locator;
	readonly next: Locator;

	constructor(readonly page: Page) {
		this.search = page.getByRole('main').getByRole('searchbox');
		this.rows = page.locator('main tbody tr');
		this.next = page.locator('main nav.pager a[rel=next]');
	}

	/** One choice among a few. */
	segment(name: string): Locator {
		return this.page.locator('main nav.segments').getByRole('link', { name, exact: true });
	}

	/** The addresses to which the rows lead, one for each. */
	async named(): Promise<string[]> {
		const links = this.rows.locator('th a[href]');
		return links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
	}

	/** Those of all pages, by following *next* to the end; `size` rows are on each but the last. */
	async all(size: number): Promise<string[]> {
		const found = await this.named();
		while ((await this.next.count()) > 0) {
			const before = this.page.url();
			const last = found.at(-1);
			await this.next.click();
			await this.page.waitForURL((url) => url.href !== before);
			// The old page stays until the new one is there.
			await this.page.locator(`main th a[href="${last}"]`).waitFor({ state: 'detached' });
			const rows = await this.named();
			if (rows.length !== size && (await this.next.count()) > 0) {
				throw new Error(`${rows.length} rows on a page instead of ${size}`);
			}
			found.push(...rows);
		}
		return found;
	}
}
