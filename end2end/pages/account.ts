import type { Locator, Page } from '@playwright/test';

/** The account page. */
export class AccountPage {
	readonly due: Locator;
	readonly dueTotal: Locator;
	readonly dueParts: Locator;
	readonly credit: Locator;
	readonly creditTotal: Locator;
	readonly outstanding: Locator;
	readonly subscriptions: Locator;

	constructor(readonly page: Page) {
		const section = (name: string) => page.getByRole('region', { name, exact: true });
		this.due = section('Due balance');
		this.dueTotal = this.due.locator('.amount[data-size=large]');
		this.dueParts = this.due.locator('li .amount');
		this.credit = section('Credit balance');
		this.creditTotal = this.credit.locator('.amount[data-size=medium]');
		this.outstanding = section('Latest outstanding invoices').locator('li.row');
		this.subscriptions = section('Subscriptions').locator('tbody tr');
	}
}
