import { minor, texts } from '../support/money.ts';
import { anna } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('each billing account says what it is, whose it is and what it pays', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/billing-accounts');
	const cards = page.locator('main article');
	await expect(cards).toHaveCount(3);
	const named = (name: string) => cards.filter({ has: page.getByRole('heading', { name }) });
	const visa = named('Visa •••• 4242');
	await expect(visa).toContainText('Company card');
	await expect(visa).toContainText('Anna Lindqvist');
	await expect(visa.locator('.status')).toHaveAttribute('data-tone', 'warn');
	await expect(named('Mastercard •••• 5100')).toContainText('Maria Keller');
	await expect(named('Commerzbank').locator('.status')).toHaveAttribute('data-tone', 'good');
	const bank = named('Commerzbank');
	await expect(bank).toContainText('DE89 •••• 3000');
	const paid = bank.locator('a[href^="/subscriptions/sub_"]').first();
	const name = await paid.textContent();
	await paid.click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(name ?? '–');
	await expect(page.getByRole('region', { name: 'Who pays' })).toContainText('3000');
});

test('the next charge says how it comes to be', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/billing-accounts');
	const card = page.locator('main article').filter({ hasText: 'Commerzbank' });
	const charge = card.locator('dd div', { has: page.locator('details') });
	const [told] = await texts(charge.locator('.amount').first());
	const why = charge.locator('details').first();
	await expect(why.locator('.formula').first()).toBeHidden();
	await why.locator('summary').click();
	const formula = why.locator('.formula').first();
	await expect(formula.locator('.total b')).toHaveText(told);
	const terms = await formula.locator('span:not(.total)').evaluateAll((all) =>
		all.map((term) => {
			const sign = term.querySelector('i')?.textContent ?? '';
			return sign + (term.querySelector('b')?.textContent ?? '');
		}),
	);
	expect(terms.map(minor).reduce((all, one) => all + one, 0)).toBe(minor(told));
});
