// What a customer's browser sees of the account page: the largest paint, beside the floor's page
// (C2), and how long the page is seen before it is awake (C3). `node bench.mjs DATABASE-URL`, after
// the release build; SALDO_BUILT names cargo's folder. In turns, medians of seven cold visits.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from '@playwright/test';

const visits = 7;
const house = resolve(import.meta.dirname, '..');
const built = join(process.env.SALDO_BUILT ?? join(house, 'target'), 'release');
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
	const child = spawn(join(built, binary), args, options);
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

async function visit(browser, origin, cookie, conditions) {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
	await context.addCookies([{ ...cookie, url: origin }]);
	await context.addInitScript(listen);
	const page = await context.newPage();
	if (conditions !== undefined) {
		const session = await context.newCDPSession(page);
		await session.send('Network.enable');
		await session.send('Network.emulateNetworkConditions', conditions.network);
		await session.send('Emulation.setCPUThrottlingRate', { rate: conditions.cpu });
	}
	await page.goto(origin, { waitUntil: 'networkidle' });
	await page.getByText('Light Bench').first().waitFor();
	await pause(200);
	const seen = await page.evaluate(() => ({
		largest: window.largest,
		gap: window.awake - performance.getEntriesByName('first-contentful-paint')[0].startTime,
	}));
	await context.close();
	return seen;
}

async function measure(browser, [saldo, floor], cookie, conditions) {
	const [ours, theirs] = [[], []];
	for (let n = 0; n < visits; n += 1) {
		const turns = [
			async () => ours.push(await visit(browser, saldo, cookie, conditions)),
			async () => theirs.push(await visit(browser, floor, cookie, conditions)),
		];
		for (const turn of n % 2 === 0 ? turns : turns.toReversed()) {
			await turn();
		}
	}
	return {
		largest: median(ours.map((seen) => seen.largest)),
		floor: median(theirs.map((seen) => seen.largest)),
		gap: median(ours.map((seen) => seen.gap)),
	};
}

function row(id, what, value, anchor, target, met) {
	const ratio = anchor === undefined ? '-' : (value / anchor).toFixed(2);
	const cells = [value.toFixed(1), anchor?.toFixed(1) ?? '-', ratio, target];
	const [a, b, c, d] = cells.map((cell, at) => cell.padStart([9, 9, 7, 8][at]));
	console.log(`${id.padEnd(4)} ${what.padEnd(44)} ${a} ${b} ${c} ${d} ${met}`);
}

try {
	const [ours, theirs] = [await free(), await free()];
	const origins = [`http://127.0.0.1:${ours}/`, `http://127.0.0.1:${theirs}/`];
	const env = {
		SALDO_ADDRESS: `127.0.0.1:${ours}`,
		SALDO_DATABASE_URL: database,
		SALDO_SITE_ROOT: join(house, 'target/site'),
	};
	await start('saldo', ['serve'], env, origins[0]);
	await start('examples/bench', ['floor', database, String(theirs)], {}, origins[1]);
	const cookie = await signIn(origins[0]);
	const browser = await chromium.launch({
		executablePath: process.env.SALDO_CHROMIUM ?? '/usr/bin/chromium',
		args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'],
	});
	const goal = (met) => (met ? '(goal met)' : '(goal missed)');
	for (const [name, conditions, bound] of [
		['fast', undefined, 800],
		['slow 4G, 4 × CPU', slow, 2_000],
	]) {
		const { largest, floor, gap } = await measure(browser, origins, cookie, conditions);
		const told = goal(largest <= bound);
		row('C2', `largest paint, ${name}, ms`, largest, undefined, `≤ ${bound}`, told);
		const met = largest / floor <= 1.25 ? 'met' : 'MISSED';
		row('C2', `largest paint / floor's, ${name}, ms`, largest, floor, '≤ 1.25', met);
		row('C3', `seen until awake, ${name}, ms`, gap, undefined, '-', '(no anchor)');
	}
	await browser.close();
} finally {
	for (const child of running) {
		child.kill();
	}
}
