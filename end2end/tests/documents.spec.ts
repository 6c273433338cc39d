import type { Page } from '@playwright/test';
import { AccountPage } from '../pages/account.ts';
import { amount, amounts, sum } from '../support/money.ts';
import { anna, jonas } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

/** The address of the first invoice in the list. */
async function invoice(page: Page): Promise<string> {
	await page.goto('/invoices');
	const first = page.locator('main a[href^="/invoices/inv_"]').first();
	return (await first.getAttribute('href')) ?? '';
}

test('an invoice is there to keep, and stays what it is', async ({ visit }) => {
	const page = await visit(anna);
	const place = await invoice(page);
	await go(page, place);
	const links = page.locator('.page-head a[rel=external]');
	await expect(links.filter({ hasText: 'PDF' })).toHaveAttribute('href', `${place}/invoice.pdf`);
	await expect(links.filter({ hasText: 'CSV' })).toHaveAttribute('href', `${place}/lines.csv`);
	const [once, again] = [
		await page.request.get(`${place}/invoice.pdf`),
		await page.request.get(`${place}/invoice.pdf`),
	];
	expect(once.headers()).toMatchObject({
		'content-type': 'application/pdf',
		'cache-control': 'no-store',
	});
	expect(once.headers()['content-disposition']).toMatch(/^inline; filename="INV-[-\w]+\.pdf"$/);
	const body = await once.body();
	expect(body.subarray(0, 5).toString()).toBe('%PDF-');
	expect(body.equals(await again.body())).toBe(true);
});

test('a link to a file is followed by the browser, awake or not', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, await invoice(page));
	const coming = page.waitForEvent('download');
	await page.locator('.page-head a', { hasText: 'CSV' }).click();
	const file = await coming;
	expect(file.suggestedFilename()).toMatch(/^INV-[-\w]+\.csv$/);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Invoice INV-');
});

test('no file of another customer is found', async ({ visit }) => {
	const [hers, his] = [await visit(anna), await visit(jonas)];
	const stranger = await visit();
	const place = await invoice(hers);
	const made = place.replace(/.{4}$/, '0000');
	for (const file of ['invoice.pdf', 'xrechnung.xml', 'lines.csv']) {
		const [other, none] = [
			await his.request.get(`${place}/${file}`),
			await his.request.get(`${made}/${file}`),
		];
		expect([other.status(), none.status()], file).toEqual([404, 404]);
		expect(await other.text()).not.toContain('Lindqvist');
		const answer = await stranger.request.get(`${place}/${file}`);
		expect(new URL(answer.url()).pathname, file).toBe('/sign-in');
	}
	const [own, foreign] = [
		await (await hers.request.get('/statement.csv')).text(),
		await (await his.request.get('/statement.csv')).text(),
	];
	expect(own).not.toBe(foreign);
});

for (const javaScriptEnabled of [true, false]) {
	const how = javaScriptEnabled ? 'awake' : 'asleep';
	test(`a statement adds up to what the account page says, ${how}`, async ({ visit, gates }) => {
		const page = await visit(anna, { javaScriptEnabled });
		if (!javaScriptEnabled) {
			gates.asleep();
		}
		await page.goto('/');
		const account = new AccountPage(page);
		const [due, credit] = [await amount(account.dueTotal), await amount(account.creditTotal)];
		await page.getByRole('link', { name: 'Statement' }).click();
		await expect(page).toHaveURL(/\/statement$/);
		await page.locator('[name=from]').fill('2020-01-01');
		await page.getByRole('button', { name: 'Show' }).click();
		await expect(page).toHaveURL(/from=2020-01-01/);
		const rows = page.locator('main table tr:has(td)');
		const figures = (place: number) => amounts(rows.locator(`td:nth-child(${place}) .amount`));
		const [owed, favour] = [await figures(4), await figures(6)];
		expect([owed[0], favour[0]]).toEqual([0, 0]);
		expect([owed.at(-1), favour.at(-1)]).toEqual([due, credit]);
		expect([sum(await figures(3)), sum(await figures(5))]).toEqual([due, credit]);
		const [pdf, csv] = ['PDF', 'CSV'].map((name) => page.locator('a', { hasText: name }));
		for (const [link, kind] of [
			[pdf, 'application/pdf'],
			[csv, 'text/csv; charset=utf-8'],
		] as const) {
			const answer = await page.request.get((await link.getAttribute('href')) ?? '');
			expect([answer.status(), answer.headers()['content-type']]).toEqual([200, kind]);
		}
	});
}
