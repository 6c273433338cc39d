import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, type FrameLocator, type Page, test } from '@playwright/test';
import { findings } from '../support/axe.ts';

/** The test gateway in a process of its own, and a page of another origin that frames it. */
const secret = 'whsec_browser';
let folder: string;
let sandbox: ChildProcess;
let base: string;
let portal: Server;
let origin: string;
let framed: string;

const shell = () => `<!doctype html><title>Portal</title><iframe src="${framed}"></iframe>
<script>addEventListener('message', (e) => { document.title = JSON.stringify(e.data); });</script>`;

test.beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'saldo-sandbox-'));
	writeFileSync(join(folder, 'secret'), secret);
	const binary = process.env.SALDO_BINARY ?? join(import.meta.dirname, '../../target/debug/saldo');
	const options = ['sandbox', '--listen', '127.0.0.1:0', '--secret-file', 'secret'];
	sandbox = spawn(binary, options, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
	for await (const line of createInterface({ input: sandbox.stdout! })) {
		base = line.split(' ').at(-1)!;
		break;
	}
	portal = createServer((request, answer) => {
		answer.setHeader('content-type', 'text/html');
		answer.end(request.url?.startsWith('/back') ? '<title>Back</title>' : shell());
	});
	await new Promise<void>((ready) => portal.listen(0, '127.0.0.1', ready));
	origin = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
});

test.afterAll(() => {
	sandbox.kill();
	portal.close();
	rmSync(folder, { recursive: true });
});

async function ask(verb: string, body: unknown) {
	const headers = { authorization: `Bearer ${secret}` };
	const request = { method: 'POST', headers, body: JSON.stringify(body) };
	const answer = await fetch(`${base}/v1/${verb}`, request);
	expect(answer.status).toBe(200);
	return answer.json();
}

async function begin(key: string): Promise<string> {
	const back = { return_url: `${origin}/back?step=2`, origin };
	const order = { key, method: 'card', customer: null, email: null, ...back };
	const started = await ask('set_up', order);
	framed = started.entry.Frame;
	return started.reference;
}

async function enter(page: Page | FrameLocator, number: string) {
	await page.getByLabel('Card number').fill(number);
	await page.getByLabel('Expires').fill('12/30');
	await page.getByLabel('Security code').fill('123');
	await page.getByRole('button', { name: 'Save' }).click();
}

test('a card is entered in a frame, confirmed there, and the portal is told', async ({ page }) => {
	const complaints: string[] = [];
	page.on('console', (message) => complaints.push(message.text()));
	const reference = await begin('framed/1');
	await page.goto(origin);
	const frame = page.frameLocator('iframe');
	await enter(frame, '4000002500003155');
	await frame.getByRole('button', { name: 'Confirm' }).click();
	await expect(page).toHaveTitle(JSON.stringify({ saldo: 'saved', reference }));
	const { Saved } = await ask('saved', reference);
	expect(Saved.data.Card.last4).toBe('3155');
	expect(complaints).toEqual([]);
});

test('axe finds nothing in the page that asks for a card', async ({ page }) => {
	await begin('axe/1');
	// The policy of the page lets no script in, axe neither.
	const html = await (await fetch(framed)).text();
	await page.setContent(html);
	expect(await findings(page)).toEqual([]);
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('a card is entered beside the portal, which is come back to', async ({ page }) => {
		const reference = await begin('plain/1');
		await page.goto(framed);
		await enter(page, '4111111111111111');
		await expect(page.getByRole('alert')).toHaveText('That is none of the test numbers.');
		await enter(page, '4242424242424242');
		await expect(page).toHaveURL(`${origin}/back?step=2&set_up=${reference}`);
		const { Saved } = await ask('saved', reference);
		expect(Saved.data.Card.brand).toBe('visa');
	});
});
