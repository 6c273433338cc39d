import { Frame } from '../pages/frame.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { anna, maria } from '../support/people.ts';
import { expect, go, test } from '../support/test.ts';

test('signing in, and out again', async ({ page }) => {
	const door = new SignInPage(page);
	await page.goto('/');
	await page.waitForURL('/sign-in?next=%2F');
	await expect(page).toHaveTitle('Sign in – Quayside');
	await door.send(anna);
	await page.waitForURL('/');
	await expect(new Frame(page).heading).toHaveText('Atelier Lindqvist GmbH');
	const [session] = (await page.context().cookies()).filter(({ name }) => name === '__Host-sid');
	expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', expires: -1 });
	await new Frame(page).signOut();
	const left = (await page.context().cookies()).map(({ name }) => name);
	expect(left).not.toContain('__Host-sid');
});

test('a wrong password says so and keeps what was typed', async ({ page, gates }) => {
	gates.expect(422);
	const door = new SignInPage(page);
	await page.goto('/sign-in?next=/credit');
	await door.send({ ...anna, password: 'not-the-right-one' });
	await expect(door.error).toContainText('E-mail and password do not belong together.');
	await expect(door.email).toHaveValue(anna.email);
	await expect(door.password).toHaveValue('');
	// The way on is kept as well.
	await door.send(anna);
	await page.waitForURL('/credit');
});

test('an unknown address gets the same answer', async ({ page, gates }) => {
	gates.expect(422);
	const door = new SignInPage(page);
	await page.goto('/sign-in');
	await door.send({ email: 'nobody@nowhere.example', password: 'not-the-right-one' });
	await expect(door.error).toContainText('E-mail and password do not belong together.');
});

test('sign-in comes back to the page that was asked for', async ({ page }) => {
	await page.goto('/invoices?filter=open');
	await page.waitForURL(/\/sign-in\?next=/);
	await new SignInPage(page).send(anna);
	await page.waitForURL('/invoices?filter=open');
});

test('sign-in leads to no other site', async ({ page }) => {
	for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example']) {
		await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
		await expect(page.locator('input[name=next]')).toHaveValue('/');
	}
	await new SignInPage(page).send(anna);
	await page.waitForURL('/');
});

test('who stays signed in keeps the session with the browser closed', async ({ page }) => {
	const door = new SignInPage(page);
	await page.goto('/sign-in');
	// Its label covers it, as a finger would find it.
	await door.stay.check({ force: true });
	await door.send(anna);
	await page.waitForURL('/');
	const [session] = (await page.context().cookies()).filter(({ name }) => name === '__Host-sid');
	const days = (session.expires - Date.now() / 1000) / 86_400;
	expect(days).toBeGreaterThan(13.9);
	expect(days).toBeLessThan(14.1);
	await new Frame(page).signOut();
});

test('who is signed in needs no sign-in', async ({ visit }) => {
	const page = await visit(anna);
	await page.goto('/sign-in?next=/credit');
	await expect(page).toHaveURL('/credit');
});

test('language and appearance change with a new document', async ({ visit }) => {
	const page = await visit(anna);
	const frame = new Frame(page);
	await go(page, '/invoices?filter=open');
	await frame.choose('Deutsch');
	await expect(page).toHaveURL('/invoices?filter=open');
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	await expect(frame.heading).toHaveText('Rechnungen');
	await frame.choose('Dunkel');
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	const paper = () =>
		page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
	const dark = await paper();
	await frame.choose('Hell');
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
	expect(await paper()).not.toBe(dark);
	await frame.choose('English');
	await expect(frame.heading).toHaveText('Invoices');
});

test('before sign-in the browser chooses the language', async ({ visit }) => {
	const page = await visit(undefined, { locale: 'de-DE' });
	await page.goto('/sign-in');
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Anmelden');
});

test('an accountant opens another of her customers', async ({ visit }) => {
	const page = await visit(maria);
	const frame = new Frame(page);
	await go(page, '/accounts');
	const rows = page.locator('main li.row');
	await expect(rows).toHaveCount(3);
	await expect(rows.filter({ hasText: 'Open now' })).toHaveCount(1);
	for (const name of ['Praxis Dr. Sommer MVZ', 'Atelier Lindqvist GmbH']) {
		await go(page, '/accounts');
		const row = rows.filter({ hasText: name });
		if ((await row.getByRole('button').count()) > 0) {
			await row.getByRole('button').click();
			await page.waitForURL('/');
		} else {
			await go(page, '/');
		}
		await expect(frame.heading).toHaveText(name);
		await expect(frame.person).toContainText(name);
	}
});

test('who has one account is offered no other', async ({ visit }) => {
	const page = await visit(anna);
	await go(page, '/');
	await new Frame(page).openMenu();
	await expect(page.getByRole('link', { name: 'Switch account' })).toHaveCount(0);
	await expect(page.getByRole('link', { name: 'Signed-in devices' })).toBeVisible();
});
