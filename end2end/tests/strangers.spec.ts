import type { APIResponse, Page } from '@playwright/test';
import { SignInPage } from '../pages/sign-in.ts';
import { anna, jonas, maria } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

/** The same id with another end, which nobody has. */
function invented(id: string): string {
	return id.replace(/.{4}$/, '0000');
}

/** What the main part of a document says. */
async function said(answer: APIResponse): Promise<string> {
	const [main] = /<main[\s\S]*<\/main>/.exec(await answer.text()) ?? [''];
	return main.replace(/<!--[\s\S]*?-->|<script[\s\S]*?<\/script>|<[^>]*>/g, '');
}

async function links(page: Page, places: string[]): Promise<Set<string>> {
	const found = new Set<string>();
	for (const place of places) {
		await page.goto(place);
		const links = page.locator('main a[href*="_"]');
		for (const href of await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
			found.add((href ?? '').split('#')[0]);
		}
	}
	return found;
}

async function values(page: Page, place: string, name: string): Promise<string[]> {
	await page.goto(place);
	const fields = page.locator(`main [name=${name}]`);
	return fields.evaluateAll((all) => all.map((field) => (field as HTMLInputElement).value));
}

test('two customers cannot see each other by any id', async ({ visit }) => {
	const [hers, his] = [await visit(anna), await visit(jonas)];
	const all = await links(hers, ['/', '/invoices', '/subscriptions', '/billing-accounts']);
	expect(all.size).toBeGreaterThan(10);
	for (const id of all) {
		const [other, none] = [await his.request.get(id), await his.request.get(invented(id))];
		expect([other.status(), none.status()], id).toEqual([404, 404]);
		const words = await said(other);
		expect(words, id).toContain('Nothing is here');
		expect(words, id).toBe(await said(none));
	}
});

test('nor act on what is the other one\'s', async ({ visit }) => {
	const [door, her, his] = [await visit(), await visit(maria), await visit(jonas)];
	await new SignInPage(door).enter(maria);
	const sessions = await values(door, '/sessions', 'session_id');
	const accounts = await values(her, '/accounts', 'account');
	expect(sessions.length).toBeGreaterThan(0);
	expect(accounts).toHaveLength(2);
	const tries = [
		...sessions.map((id) => ['/sessions', 'session_id', id]),
		...accounts.map((id) => ['/accounts', 'account', id]),
	];
	for (const [place, name, id] of tries) {
		const send = (value: string) => his.request.post(place, { form: { [name]: value } });
		const [other, none] = [await send(id), await send(invented(id))];
		expect(other.status(), id).toBe(404);
		expect(none.status(), id).toBe(404);
		expect(await said(other), id).toBe((await said(none)).replaceAll(invented(id), id));
	}
	expect(await values(door, '/sessions', 'session_id')).toEqual(sessions);
	await his.goto('/');
	await expect(his.getByRole('heading', { level: 1 })).toHaveText('Pixelwerft GmbH');
});
