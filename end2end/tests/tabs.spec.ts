import { Frame } from '../pages/frame.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { anna } from '../support/people.ts';
import { awake, expect, go, test } from '../support/test.ts';

// Sessions end here: not on a portal that others use.
test.use({ purpose: 'tabs-' });

test('signed out in one tab is signed out in the other', async ({ visit, gates }) => {
	gates.expect(401);
	const one = await visit();
	await new SignInPage(one).enter(anna);
	await awake(one);
	const other = await one.context().newPage();
	await go(other, '/sessions');
	await new Frame(one).signOut();
	await new Frame(other).navigation.getByRole('link', { name: 'Invoices' }).click();
	await other.waitForURL('/sign-in?next=%2Finvoices');
	await expect(other.locator('body')).not.toContainText('Lindqvist');
	await new SignInPage(other).send(anna);
	await other.waitForURL('/invoices');
});

test('a form of a tab that is signed out does nothing', async ({ visit }) => {
	const [one, elsewhere] = [await visit(), await visit()];
	for (const page of [one, elsewhere]) {
		await new SignInPage(page).enter(anna);
		await awake(page);
	}
	const other = await one.context().newPage();
	await go(other, '/sessions');
	await new Frame(one).signOut();
	await other.getByRole('button', { name: 'Sign out everywhere' }).click();
	// Asked who it is, not told that it is done; the session on the other device goes on.
	await other.waitForURL('/sign-in?next=%2Fsessions');
	await go(elsewhere, '/sessions');
	await expect(elsewhere).toHaveURL('/sessions');
	await expect(new Frame(elsewhere).heading).toBeVisible();
});

test('the way back shows nothing after signing out', async ({ visit }) => {
	const page = await visit();
	await new SignInPage(page).enter(anna);
	await awake(page);
	await new Frame(page).navigation.getByRole('link', { name: 'Invoices' }).click();
	await expect(page).toHaveURL('/invoices');
	await expect(page.locator('main tbody tr').first()).toBeVisible();
	await new Frame(page).signOut();
	for (const _ of [1, 2]) {
		await page.goBack();
		await expect(page).toHaveURL(/\/sign-in\?next=/);
		await expect(page.locator('body')).not.toContainText(/Lindqvist|INV-/);
	}
});

test('a button that is pressed twice acts once', async ({ visit }) => {
	const [here, there] = [await visit(), await visit()];
	for (const page of [here, there]) {
		await new SignInPage(page).enter(anna);
		await awake(page);
	}
	await go(here, '/sessions');
	const sent: string[] = [];
	let release = () => {};
	const held = new Promise<void>((done) => {
		release = done;
	});
	await here.route('**/api/session/**', async (route) => {
		if (route.request().method() === 'POST') {
			sent.push(route.request().url());
			await held;
		}
		await route.continue();
	});
	const ways = here.getByRole('button', { name: 'Sign out there' });
	const count = await ways.count();
	const end = ways.first();
	await end.dblclick();
	await expect(end).toHaveAttribute('aria-busy', 'true');
	await end.click();
	release();
	await expect(ways).toHaveCount(count - 1);
	expect(sent).toHaveLength(1);
});
