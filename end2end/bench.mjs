// What a customer's browser sees of the account page: the largest paint, beside the same page from
// memory with nothing that wakes it up (C2), and how long the page is seen before it is awake,
// beside a minimal page that wakes up (C3). In turns, medians of seven cold visits; a row a line,
// cells by tabs. `bench` runs it and names itself by SALDO_BENCH: it serves the minimal page, and
// Saldo's binary lies in the folder above it.
import { spawn } from 'node:child_process';
import { createServer as serveHttp, request } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';

const visits = 7;
const root = resolve(import.meta.dirname, '..');
const bench = process.env.SALDO_BENCH ?? join(root, 'target/release/examples/bench');
const saldo = join(dirname(bench), '../saldo');
const [database] = process.argv.slice(2);
const person = { email: 'light@bench.example', password: 'bench-copper-kettle-sundial' };
const running = [];

/** Slow 4G (150 ms, 1.6 and 0.75 Mbit/s) on a quarter of the processor. */
const slow = {
	network: { offline: false, latency: 150, downloadThroughput: 2e5, uploadThroughput: 93_750 },
	cpu: 4,
};

function median(values) {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function free() {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address();
	await new Promise((done) => server.close(done));
	return port;
}

async function start(binary, args, env, origin) {
	const options = { env: { ...process.env, ...env }, stdio: 'ignore' };
	const child = spawn(binary, args, options);
	running.push(child);
	for (let tries = 0; tries < 500 && child.exitCode === null; tries += 1) {
		const answer = await fetch(origin, { redirect: 'manual' }).catch(() => undefined);
		if (answer !== undefined) {
			return;
		}
		await pause(20);
	}
	throw new Error(`${binary} does not answer`);
}

async function signIn(origin) {
	const answer = await fetch(new URL('/sign-in', origin), {
		method: 'POST',
		body: new URLSearchParams(person),
		redirect: 'manual',
	});
	const pairs = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
	const [name, value] = pairs.find((pair) => pair.split('=')[0].endsWith('sid')).split('=');
	return { name, value };
}

/** Runs in the page before its own scripts: notes paints, and when the page listens to keys. */
function listen() {
	const add = EventTarget.prototype.addEventListener;
	EventTarget.prototype.addEventListener = function noted(kind, ...rest) {
		if (this === window && kind === 'keydown') {
			window.awake = performance.now();
		}
		add.call(this, kind, ...rest);
	};
	new PerformanceObserver((list) => {
		window.largest = list.getEntries().at(-1).startTime;
	}).observe({ type: 'largest-contentful-paint', buffered: true });
}

async function visit(browser, { origin, holds }, cookie, conditions) {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
	// A name with the prefix `__Host-` is for secure origins only, and this one counts as such.
	await context.addCookies([{ ...cookie, url: origin.replace('http:', 'https:') }]);
	await context.addInitScript(listen);
	const page = await context.newPage();
	if (conditions !== undefined) {
		const session = await context.newCDPSession(page);
		await session.send('Network.enable');
		await session.send('Network.emulateNetworkConditions', conditions.network);
		await session.send('Emulation.setCPUThrottlingRate', { rate: conditions.cpu });
	}
	await page.goto(origin, { waitUntil: 'networkidle' });
	await page.locator('h1', { hasText: holds }).waitFor();
	await pause(200);
	const seen = await page.evaluate(() => ({
		largest: window.largest,
		gap: window.awake - performance.getEntriesByName('first-contentful-paint')[0].startTime,
	}));
	await context.close();
	return seen;
}

async function measure(browser, houses, cookie, conditions) {
	const seen = houses.map(() => []);
	for (let n = 0; n < visits; n += 1) {
		const turns = houses.map((house, at) => async () => {
			seen[at].push(await visit(browser, house, cookie, conditions));
		});
		for (const turn of n % 2 === 0 ? turns : turns.toReversed()) {
			await turn();
		}
	}
	const middle = (what) => seen.map((visits) => median(visits.map((visit) => visit[what])));
	return { largest: middle('largest'), gap: middle('gap') };
}

function row(id, what, value, anchor, bound) {
	console.log([id, what, value.toFixed(1), anchor?.toFixed(1) ?? '', bound].join('\t'));
}

async function house(binary, words, env, holds) {
	const port = await free();
	const origin = `http://127.0.0.1:${port}/`;
	const address = { SALDO_ADDRESS: `127.0.0.1:${port}` };
	await start(binary, words.map((word) => word ?? String(port)), { ...address, ...env }, origin);
	return { origin, holds };
}

/** The account page as it stands, without what wakes it up: packed once, written from memory.
 * What it links to comes from where it came from. */
async function asleep({ origin, holds }, { name, value }) {
	const answer = await fetch(origin, { headers: { cookie: `${name}=${value}` } });
	const text = (await answer.text())
		.replace(/<script\b.*?<\/script>/gs, '')
		.replace(/<link rel="(modulepreload|preload)"[^>]*>/g, '');
	const page = gzipSync(text);
	const headers = {
		'content-type': 'text/html; charset=utf-8',
		'content-encoding': 'gzip',
		'content-length': page.length,
		'content-security-policy': answer.headers.get('content-security-policy'),
	};
	const server = serveHttp((asked, reply) => {
		if (asked.url === '/') {
			reply.writeHead(200, headers).end(page);
			return;
		}
		const options = { method: asked.method, headers: asked.headers };
		request(new URL(asked.url, origin), options, (from) => {
			from.pipe(reply.writeHead(from.statusCode, from.headers));
		}).end();
	});
	const port = await free();
	await new Promise((done) => server.listen(port, '127.0.0.1', done));
	running.push({ kill: () => server.close() });
	return { origin: `http://127.0.0.1:${port}/`, holds };
}

try {
	const env = {
		SALDO_DATABASE_URL: database,
		SALDO_MAIL__DIRECTORY: join(root, 'target/bench/mail'),
		SALDO_SITE_ROOT: join(root, 'target/site'),
	};
	const product = await house(saldo, ['serve', '--no-jobs'], env, 'Light Bench');
	const hello = await house(bench, ['hello', undefined], {}, 'Hello');
	const cookie = await signIn(product.origin);
	const houses = [product, await asleep(product, cookie), hello];
	const browser = await chromium.launch({
		executablePath: process.env.SALDO_CHROMIUM ?? '/usr/bin/chromium',
		args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'],
	});
	for (const [name, conditions, bound] of [
		['fast', undefined, 800],
		['slow 4G, 4 × CPU', slow, 2_000],
	]) {
		const { largest, gap } = await measure(browser, houses, cookie, conditions);
		row('C2', `largest paint, ${name}, ms`, largest[0], undefined, bound);
		row('C2', `largest paint / the same page asleep, ${name}, ms`, largest[0], largest[1], 1.25);
		row('C3', `seen until awake / hello, ${name}, ms`, gap[0], gap[2], 1.5);
	}
	await browser.close();
} finally {
	for (const child of running) {
		child.kill();
	}
}
