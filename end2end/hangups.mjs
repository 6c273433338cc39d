// Clients that hang up at random moments: 18,000 aborted page loads, after which the server has
// said nothing, answers as before, and ends in order. `node hangups.mjs [how many]`.
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const wanted = Number(process.argv[2] ?? 18_000);
const clients = 24;
/** The longest that a client waits before it hangs up, in milliseconds. */
const patience = 250;
/** A server that answers no more ends the run. */
const limit = 10 * 60_000;

const house = resolve(import.meta.dirname, '..');
const people = JSON.parse(readFileSync(join(house, 'server/demo/people.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'saldo-hangups-'));
const [out, log] = [join(folder, 'out'), join(folder, 'log')];
const binary = process.env.SALDO_BINARY ?? join(house, 'target/debug/saldo');
const server = spawn(binary, ['serve', '--demo'], {
	cwd: folder,
	stdio: ['ignore', openSync(out, 'a'), openSync(log, 'a')],
	env: {
		PATH: process.env.PATH,
		HOME: folder,
		XDG_STATE_HOME: folder,
		XDG_CACHE_HOME: join(tmpdir(), 'saldo-end2end-cache'),
		SALDO_ADDRESS: '127.0.0.1:0',
		SALDO_SITE_ROOT: process.env.SALDO_SITE_ROOT ?? join(house, 'target/site'),
	},
});
const gone = new Promise((done) => server.once('exit', (code, signal) => done(code ?? signal)));

/** What the server had to say, without how far it got with the demo books. */
function said() {
	return readFileSync(log, 'utf8').replace(/^.*days of the demo books.*(\r|\n)/gm, '').trim();
}

function fail(why) {
	throw new Error(`${why}\n${said().slice(-4000)}`);
}

async function origin() {
	for (const end = Date.now() + 240_000; Date.now() < end; await pause(50)) {
		const told = readFileSync(out, 'utf8');
		if (told.includes('Sign in as')) {
			return new URL(/^Saldo serves (\S+)$/m.exec(told)[1]);
		}
		if (server.exitCode !== null) {
			break;
		}
	}
	return fail('the portal did not start');
}

async function signIn(at) {
	const { email, password } = people[0];
	const body = new URLSearchParams({ email, password });
	const answer = await fetch(new URL('/sign-in', at), { method: 'POST', body, redirect: 'manual' });
	if (answer.status !== 303) {
		fail(`sign-in answers ${answer.status}`);
	}
	return answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]).join('; ');
}

/** The same numbers in every run. */
function numbers(seed) {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/** One page load; says how far it was when the client hung up. */
function load(at, text, { wait, greedy }) {
	return new Promise((done) => {
		const socket = connect({ host: at.hostname, port: at.port }, () => socket.write(text));
		const end = (how) => {
			clearTimeout(timer);
			socket.resetAndDestroy();
			done(how);
		};
		const timer = setTimeout(() => end('before the answer'), wait);
		// Some hang up with the first bytes; they take so few that more must be on its way.
		socket.once('readable', () => {
			if (greedy) {
				socket.resume();
			} else {
				socket.read(1);
				end('in the answer');
			}
		});
		socket.on('end', () => end('answered'));
		socket.on('error', () => end('refused'));
	});
}

/** The pages, each with the status that it has for who is signed in. */
async function pages(show) {
	const [invoice] = /\/invoices\/inv_\w+/.exec(await (await show('/invoices')).text()) ?? [];
	const [subscription] =
		/\/subscriptions\/sub_\w+/.exec(await (await show('/subscriptions')).text()) ?? [];
	const known = ['/', '/invoices', invoice, '/credit', '/subscriptions', subscription];
	known.push('/billing-accounts', '/sessions', '/invoices?search=hosting', '/nowhere');
	for (const path of known) {
		const { status } = await show(path);
		if (status !== (path === '/nowhere' ? 404 : 200)) {
			fail(`${path} answers ${status}`);
		}
	}
	return known;
}

async function main() {
	const at = await origin();
	const cookie = await signIn(at);
	const show = (path) => fetch(new URL(path, at), { headers: { cookie }, redirect: 'manual' });
	const known = await pages(show);
	const counts = { 'before the answer': 0, 'in the answer': 0, answered: 0, refused: 0 };
	const aborted = () => counts['before the answer'] + counts['in the answer'];
	const begun = Date.now();
	const client = async (seed) => {
		const random = numbers(seed);
		while (aborted() < wanted && Date.now() - begun < limit && server.exitCode === null) {
			const path = known[Math.floor(random() * known.length)];
			const head = `GET ${path} HTTP/1.1\r\nHost: ${at.host}\r\nAccept: text/html\r\n`;
			const text = `${head}Cookie: ${cookie}\r\nConnection: close\r\n\r\n`;
			const how = { wait: random() ** 2 * patience, greedy: random() < 0.3 };
			counts[await load(at, text, how)] += 1;
		}
	};
	await Promise.all(Array.from({ length: clients }, (_, number) => client(number + 1)));
	const seconds = (Date.now() - begun) / 1000;
	console.log(`${aborted()} aborted page loads in ${seconds.toFixed(0)} s:`, counts);
	if (aborted() < wanted || counts.refused > 0) {
		fail('not every client was served');
	}
	await pages(show);
	if (!(await (await show('/')).text()).includes('Atelier Lindqvist')) {
		fail('afterwards the account page is another');
	}
}

try {
	await main();
	server.kill('SIGTERM');
	const end = await Promise.race([gone, pause(30_000, 'late')]);
	if (end !== 0) {
		fail(`told to stop, the server ended with ${end}`);
	}
	if (said() !== '') {
		fail('the server had something to say');
	}
} finally {
	server.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
}
