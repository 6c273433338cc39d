import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, chromium } from '@playwright/test';
import { Frame } from '../pages/frame.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { Gates } from '../support/gates.ts';
import { anna, jonas, type Person } from '../support/people.ts';
import { Portal, built } from '../support/portal.ts';
import { awake, expect, go, test, type Visit } from '../support/test.ts';

// Sessions end here: not on a portal that others use.
test.use({ purpose: 'offline-' });

/** Signs in; the worker is at work afterwards. */
async function enter(page: Page, person: Person, stay = true): Promise<void> {
	const door = new SignInPage(page);
	await page.goto('/sign-in');
	if (stay) {
		await door.stay.check({ force: true });
	}
	await door.send(person);
	await page.waitForURL('/');
	await awake(page);
	await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

const phone = (visit: Visit) => visit(undefined, { serviceWorkers: 'allow' });

/** The pages that this device keeps. */
async function kept(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const found: string[] = [];
		for (const name of await caches.keys()) {
			const cache = name.startsWith('kept-') ? await caches.open(name) : undefined;
			for (const { url } of (await cache?.keys()) ?? []) {
				found.push(new URL(url).pathname);
			}
		}
		return found.filter((path) => !path.startsWith('/pkg/')).sort();
	});
}

test('the browser can install it', async ({ portal, launchOptions, gates }) => {
	// A window that keeps nothing cannot install anything.
	const folder = mkdtempSync(join(tmpdir(), 'saldo-end2end-profile-'));
	const options = { ...launchOptions, baseURL: portal.origin, serviceWorkers: 'allow' as const };
	const context = await chromium.launchPersistentContext(folder, options);
	await gates.watch(context);
	const page = await context.newPage();
	await enter(page, anna);
	const tools = await context.newCDPSession(page);
	const { installabilityErrors } = await tools.send('Page.getInstallabilityErrors');
	expect(installabilityErrors).toEqual([]);
	const told = await tools.send('Page.getAppManifest');
	expect(told.errors).toEqual([]);
	const manifest = JSON.parse(told.data ?? '');
	expect(manifest).toMatchObject({ id: '/', name: 'Quayside', display: 'standalone', scope: '/' });
	expect(manifest.icons.map((icon: Picture) => `${icon.purpose} ${icon.sizes}`)).toEqual([
		'any 192x192',
		'any 512x512',
		'maskable 192x192',
		'maskable 512x512',
	]);
	expect(manifest.screenshots.map((one: Picture) => one.form_factor)).toEqual(['wide', 'narrow']);
	for (const { src, sizes } of [...manifest.icons, ...manifest.screenshots] as Picture[]) {
		const size = await page.evaluate(async (src) => {
			const picture = new Image();
			picture.src = src;
			await picture.decode();
			return `${picture.naturalWidth}x${picture.naturalHeight}`;
		}, src);
		expect(size, src).toBe(sizes);
	}
	for (const { url } of manifest.shortcuts as { url: string }[]) {
		expect((await page.goto(url))?.status(), url).toBe(200);
	}
	await context.close();
	rmSync(folder, { recursive: true, force: true });
});

interface Picture {
	src: string;
	sizes: string;
	purpose: string;
	form_factor: string;
}

test('what was seen is read without a connection', async ({ visit, gates }) => {
	gates.expect(503);
	const page = await phone(visit);
	await enter(page, anna);
	await expect.poll(() => kept(page)).toEqual(['/']);
	// Reached without a new document, it is kept all the same.
	await page.locator('#side').getByRole('link', { name: 'Invoices' }).click();
	await page.waitForURL('/invoices');
	await expect.poll(() => kept(page)).toEqual(['/', '/invoices']);
	const row = page.locator('main tbody tr, main li.row').first();
	const first = await row.innerText();
	await page.locator('main tbody th a').first().click();
	await expect.poll(() => kept(page)).toHaveLength(3);
	const invoice = await page.title();
	await page.goto('/invoices');
	await awake(page);

	await page.context().setOffline(true);
	const bar = page.locator('.offline-bar');
	await expect(bar).toContainText('You are offline. What is here may have changed since.');
	await page.reload();
	await awake(page);
	await expect(bar).toContainText('This is what was here today, ');
	expect(await row.innerText()).toBe(first);
	// A link leads to the page as it was kept, not to one that cannot be loaded.
	// The emulated line flickers with each document: a page that is being left does not load anew.
	const side = page.locator('#side');
	await side.getByRole('link', { name: 'Account', exact: true }).click();
	await page.waitForURL('/');
	await expect(bar).toContainText('This is what was here today, ');
	await expect(new Frame(page).heading).toHaveText('Atelier Lindqvist GmbH');
	// What was not seen, or may not be kept, says so and what there is.
	await side.getByRole('link', { name: 'Credit', exact: true }).click();
	await expect(page).toHaveTitle('You are offline – Quayside');
	await expect(page).toHaveURL('/credit');
	await expect(page.locator('main').getByRole('link', { name: 'Invoices' })).toBeVisible();
	await expect(page.locator('main').getByRole('link', { name: invoice })).toBeVisible();

	await page.context().setOffline(false);
	await page.getByRole('link', { name: 'Try again' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Credit');
	await expect(bar).toHaveCount(0);
});

test('nothing is sent, nor kept to be sent, without a connection', async ({ visit, gates }) => {
	gates.expect(503);
	const page = await phone(visit);
	await enter(page, anna);
	await expect.poll(() => kept(page)).toEqual(['/']);
	const posts: string[] = [];
	page.context().on('request', (request) => {
		if (request.method() === 'POST') {
			posts.push(request.url());
		}
	});
	await page.context().setOffline(true);
	const frame = new Frame(page);
	await frame.openMenu();
	await frame.menu.getByRole('button', { name: 'Sign out' }).click();
	const bar = page.locator('.offline-bar');
	await expect(bar).toContainText('Nothing was sent, and nothing is kept');
	await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
	await expect(bar).toBeInViewport();
	// Who signs out leaves nothing here all the same.
	await expect.poll(() => kept(page)).toEqual([]);
	await page.reload();
	await expect(page).toHaveTitle('You are offline – Quayside');
	await page.context().setOffline(false);
	await page.reload();
	await expect(frame.heading).toHaveText('Atelier Lindqvist GmbH');
	expect(posts).toEqual([]);
});

test('without staying signed in nothing is kept', async ({ visit, gates }) => {
	gates.expect(503);
	const page = await phone(visit);
	await enter(page, anna, false);
	await page.goto('/invoices');
	await page.goto('/');
	await page.context().setOffline(true);
	await page.reload();
	await expect(page).toHaveTitle('You are offline – Quayside');
	expect(await kept(page)).toEqual([]);
});

test('signing out erases, and another person sees nothing', async ({ visit, gates }) => {
	gates.expect(503);
	const page = await phone(visit);
	await enter(page, anna);
	await page.goto('/invoices');
	await expect.poll(() => kept(page)).toEqual(['/', '/invoices']);
	await new Frame(page).signOut();
	expect(await kept(page)).toEqual([]);
	// Without signing out before: the next person's pages take the place of all.
	await enter(page, anna);
	await page.goto('/invoices');
	await expect.poll(() => kept(page)).toEqual(['/', '/invoices']);
	await page.context().clearCookies();
	await enter(page, jonas);
	await expect.poll(() => kept(page)).toEqual(['/']);
	await page.context().setOffline(true);
	await page.goto('/invoices');
	await expect(page).toHaveTitle('You are offline – Quayside');
	await page.goto('/');
	await expect(new Frame(page).heading).toHaveText('Pixelwerft GmbH');
});

test('a session that was ended elsewhere is erased at the next contact', async ({ visit }) => {
	const [page, other] = [await phone(visit), await visit()];
	await enter(page, anna);
	await expect.poll(() => kept(page)).toEqual(['/']);
	await new SignInPage(other).enter(anna);
	await other.goto('/sessions');
	await other.getByRole('button', { name: 'Sign out everywhere' }).click();
	await other.waitForURL('/sign-in?out=1');
	await page.reload();
	await page.waitForURL('/sign-in?next=%2F');
	await expect.poll(() => kept(page)).toEqual([]);
});

test('a new release is offered', async ({ browser }) => {
	const site = mkdtempSync(join(tmpdir(), 'saldo-end2end-site-'));
	cpSync(built, site, { recursive: true });
	const portal = await Portal.open('release-', site);
	const gates = new Gates(portal);
	const options = { serviceWorkers: 'allow' as const, baseURL: portal.origin };
	const context = await browser.newContext(options);
	await gates.watch(context);
	const page = await context.newPage();
	await page.goto('/sign-in');
	await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
	const shells = () => page.evaluate(() => caches.keys());
	const [before, ...rest] = await shells();
	expect(rest).toEqual([]);

	const worker = join(site, 'public/sw.js');
	const next = readFileSync(worker, 'utf8').replace("const RELEASE = '", "$&next-");
	for (const packed of ['.br', '.gz']) {
		rmSync(worker + packed, { force: true });
	}
	writeFileSync(worker, next);
	await page.reload();
	const toast = page.locator('.toast');
	await expect(toast).toContainText('A new version is here.');
	expect(await shells()).toContain(before);
	await page.evaluate(() => Object.assign(window, { old: true }));
	await toast.getByRole('button', { name: 'Load it' }).click();
	await page.waitForFunction(() => !('old' in window));
	await expect.poll(shells).toEqual([before.replace('shell-', 'shell-next-')]);
	await expect(toast).toHaveCount(0);
	await context.close();
	expect(gates.faults()).toEqual([]);
	await portal.close();
	rmSync(site, { recursive: true, force: true });
});

test('a page of one release takes no answer from another', async ({ page, gates }) => {
	gates.expect(409);
	await new SignInPage(page).enter(anna);
	await page.route('/', async (route) => {
		const answer = await route.fetch();
		const text = await answer.text();
		const body = text.replace(/data-release="[^"]+"/, 'data-release="another"');
		await route.fulfill({ response: answer, body });
	});
	await go(page, '/');
	await page.evaluate(() => Object.assign(window, { old: true }));
	await page.locator('#side').getByRole('link', { name: 'Invoices' }).click();
	// The page that was asked for, as a document of the release that serves.
	await page.waitForFunction(() => !('old' in window));
	await expect(page).toHaveURL('/invoices');
	await expect(new Frame(page).heading).toHaveText('Invoices');
	await awake(page);
});
