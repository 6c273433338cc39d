import type { Locator, Page } from '@playwright/test';
import type { Person } from '../support/people.ts';

/** The way in. */
export class SignInPage {
	readonly email: Locator;
	readonly password: Locator;
	readonly stay: Locator;
	readonly submit: Locator;
	readonly error: Locator;

	constructor(readonly page: Page) {
		this.email = page.getByLabel('E-mail');
		this.password = page.getByLabel('Password', { exact: true });
		this.stay = page.getByLabel('Stay signed in');
		this.submit = page.getByRole('button', { name: 'Sign in' });
		this.error = page.getByRole('alert');
	}

	/** Fills the form and sends it; whatever comes of it is there afterwards. */
	async send({ email, password }: Person): Promise<void> {
		await this.email.fill(email);
		await this.password.fill(password);
		await this.submit.click();
		await this.page.waitForLoadState();
	}

	/** From nothing to the account page. */
	async enter(person: Person): Promise<void> {
		await this.page.goto('/sign-in');
		await this.send(person);
		await this.page.waitForURL('/');
	}
}
