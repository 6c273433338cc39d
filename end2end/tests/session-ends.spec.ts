import type { Page } from '@playwright/test';
import { Frame } from '../pages/frame.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { findings } from '../support/axe.ts';
import { anna, jonas, type Person } from '../support/people.ts';
import { awake, expect, go, test } from '../support/test.ts';

// Sessions end and passwords change here: not on a portal that others use.
test.use({ purpose: 'sessions-' });

async function enter(page: Page, person: Person): Promise<void> {
	await new SignInPage(page).enter(person);
	await awake(page);
}

test('one device is signed out from another', async ({ visit, gates }) => {
	gates.expect(401);
	const agent = { userAgent: 'Lynx/2.9 of the library' };
	const [here, there] = [await visit(), await visit(undefined, agent)];
	await enter(here, anna);
	await enter(there, anna);
	await go(here, '/sessions');
	const rows = here.locator('main li.row');
	await expect(rows.filter({ hasText: 'This device' })).toHaveCount(1);
	const other = rows.filter({ hasText: 'Lynx/2.9' });
	await other.getByRole('button', { name: 'Sign out there' }).click();
	await expect(other).toHaveCount(0);
	await expect(rows.filter({ hasText: 'This device' })).toHaveCount(1);
	// The other one learns of it with its next step, by script as well.
	await there.locator('#side').getByRole('link', { name: 'Invoices' }).click();
	await there.waitForURL('/sign-in?next=%2Finvoices');
	await here.reload();
	await expect(here).toHaveURL('/sessions');
});

test('signing out everywhere ends every session', async ({ visit }) => {
	const [here, there] = [await visit(), await visit()];
	await enter(here, anna);
	await enter(there, anna);
	await go(here, '/sessions');
	await here.getByRole('button', { name: 'Sign out everywhere' }).click();
	await here.waitForURL('/sign-in?out=1');
	await expect(here.getByRole('status')).toContainText('You are signed out');
	for (const page of [here, there]) {
		await page.goto('/credit');
		await page.waitForURL('/sign-in?next=%2Fcredit');
	}
});

test('a mailed link sets a new password, once', async ({ visit, gates }) => {
	gates.expect(410, 422);
	const [page, old] = [await visit(), await visit()];
	await enter(old, jonas);
	const next = { ...jonas, password: 'four-wet-geese-whistle' };
	await page.goto('/sign-in');
	await page.getByRole('link', { name: 'Forgot the password' }).click();
	await page.getByLabel('E-mail').fill(jonas.email);
	await page.getByRole('button', { name: 'Send the link' }).click();
	await page.waitForURL('/reset?sent=1');
	await expect(page.getByRole('status')).toContainText('a link is on its way');
	const link = page.locator('article a[href*="/reset/"]').first();
	await expect(async () => {
		await page.goto('/dev/mail');
		await expect(link).toBeVisible({ timeout: 500 });
	}).toPass({ timeout: 30_000 });
	const address = (await link.getAttribute('href')) ?? '';
	await link.click();
	expect(await findings(page)).toEqual([]);
	await page.getByLabel('New password').fill('short');
	await page.getByRole('button', { name: 'Set the password' }).click();
	await expect(page.getByRole('alert')).toContainText('At least 12 characters');
	await page.getByLabel('New password').fill(next.password);
	await page.getByRole('button', { name: 'Set the password' }).click();
	await page.waitForURL('/sign-in?reset=1');
	await expect(page.getByRole('status')).toContainText('Your new password is set');

	await old.goto('/');
	await old.waitForURL('/sign-in?next=%2F');
	await new SignInPage(page).send(jonas);
	await expect(page.getByRole('alert')).toContainText('do not belong together');
	await enter(page, next);

	await old.goto(address);
	await expect(old.getByRole('alert')).toContainText('was used before or has expired');
	await expect(old.getByLabel('New password')).toHaveCount(0);
});

test('a stranger who guesses is stopped, the owner is not', async ({ visit, portal, gates }) => {
	gates.expect(429);
	const own = await visit();
	await enter(own, anna);
	await new Frame(own).signOut();
	const guess = (address: string) =>
		fetch(`${portal.origin}/sign-in`, {
			method: 'POST',
			redirect: 'manual',
			headers: { 'x-forwarded-for': address },
			body: new URLSearchParams({ email: anna.email, password: 'a-guess-like-many' }),
		}).then((answer) => answer.status);
	const answers: number[] = [];
	for (let network = 1; network <= 7; network++) {
		for (let round = 0; round < 9; round++) {
			answers.push(await guess(`198.51.100.${network}`));
		}
	}
	expect(answers.slice(0, 9)).toEqual([...Array(8).fill(422), 429]);
	expect(answers.filter((status) => status === 422)).toHaveLength(50);

	const stranger = await visit();
	await stranger.goto('/sign-in');
	await new SignInPage(stranger).send(anna);
	await expect(stranger.getByRole('alert')).toContainText('Too many tries.');
	await enter(own, anna);
	await expect(new Frame(own).heading).toHaveText('Atelier Lindqvist GmbH');
});
