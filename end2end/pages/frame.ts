import type { Locator, Page } from '@playwright/test';

/** What stands around every page. */
export class Frame {
	readonly main: Locator;
	readonly heading: Locator;
	readonly navigation: Locator;
	readonly person: Locator;
	readonly menu: Locator;

	constructor(readonly page: Page) {
		this.main = page.getByRole('main');
		this.heading = page.getByRole('heading', { level: 1 });
		this.navigation = page.locator('#side');
		this.person = page.locator('button.person');
		this.menu = page.locator('#person');
	}

	async openMenu(): Promise<void> {
		await this.person.click();
		await this.menu.waitFor();
	}

	/** Presses a button of the person's menu, which leads to a new document. */
	async choose(name: string): Promise<void> {
		await this.openMenu();
		await this.menu.getByRole('button', { name, exact: true }).click();
		await this.page.waitForLoadState();
	}

	async signOut(): Promise<void> {
		await this.choose('Sign out');
		await this.page.waitForURL('/sign-in?out=1');
	}
}
