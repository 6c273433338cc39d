// The portal is killed (`kill -9`) again and again at a random moment 20 to 1,000 ms after it is
// ready, while clients pay, each repeating its own key until it is answered. Afterwards what the
// gateway has captured is what stands in the ledger, order by order: none lost, none double.
// `node soak.mjs [--payments N] [--kills N] [--clients N] [--seed N]`.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { book } from './soak/book.mjs';
import { Client } from './soak/client.mjs';
import { House } from './soak/house.mjs';
import { numbers } from './soak/numbers.mjs';

const text = (value) => ({ type: 'string', default: String(value) });
const { values } = parseArgs({
	options: { payments: text(10_000), kills: text(200), clients: text(16), seed: text(1) },
});
const [payments, kills, clients, seed] = ['payments', 'kills', 'clients', 'seed'].map((name) =>
	Number(values[name]),
);
/** Invoices of an account; some payments take several, some are refused and take none. */
const invoices = 50;
/** What is not at its end so long after the last payment never comes to it. */
const quiet = 60 * 60_000;
const log = (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

const house = new House();
const told = { keys: new Set(), answered: new Map(), refused: new Map() };
Object.assign(told, { unanswered: 0, troubled: 0, idle: 0 });

function done() {
	return told.answered.size >= payments;
}

/** Does something with each, as many at once as there are clients. */
async function each(seats, what) {
	const waiting = [...seats];
	const one = async () => {
		while (waiting.length > 0) {
			await what(waiting.shift());
		}
	};
	await Promise.all(Array.from({ length: clients }, one));
}

/** Everybody is signed in before the first life is killed: who is cut off while signing in counts
 * as somebody who guesses. */
async function seated(people) {
	const seats = people.map((who, n) => {
		const address = `10.0.${n >> 8}.${n & 255}`;
		return new Client(who, house.origin, numbers(seed * 1_000_003 + n), { address, told });
	});
	const { child, gone } = await house.serve();
	await each(seats, (seat) => seat.signIn());
	child.kill('SIGKILL');
	await gone;
	return seats;
}

/** Kills one life after the other; the last one goes on. */
async function live(state) {
	const random = numbers(seed);
	for (let n = 0; n < kills && !state.over; n += 1) {
		const { child, gone } = await house.serve();
		const wait = 20 + random.below(981);
		await pause(wait);
		child.kill('SIGKILL');
		if ((await gone) !== 'SIGKILL') {
			throw new Error('the portal had ended before it was killed');
		}
		state.kills += 1;
		const torn = Number(house.python('soak/audit.py', 'torn', house.portal, house.gateway).stdout);
		state.torn += torn;
		state.deep += torn > 0 ? 1 : 0;
		if (state.kills % 10 === 0) {
			log(`${state.kills} kills, ${told.answered.size} payments answered`);
		}
	}
	return house.serve();
}

/** Customers look at what is not at its end, until everything is. */
async function settle(seats) {
	for (const end = Date.now() + quiet; ; await pause(2_000)) {
		const { stdout } = house.python('soak/audit.py', 'open', house.portal, house.gateway);
		const open = String(stdout).split('\n').filter(Boolean);
		if (open.length === 0) {
			return;
		}
		if (Date.now() > end) {
			throw new Error(`${open.length} do not come to their end: ${open[0]}`);
		}
		log(`${open.length} are not at their end`);
		for (const [email, checkout] of open.map((line) => line.split(' '))) {
			// A webhook comes by itself.
			const seat = seats.find(({ who }) => who.email === email);
			await seat?.look(`/payments/${checkout}`);
		}
	}
}

/** What two strangers and `verify` have to say; whether all is well. */
function audit() {
	const file = join(house.folder, 'answered.json');
	const keys = (map) => [...map.keys()];
	const what = { answered: keys(told.answered), refused: keys(told.refused) };
	writeFileSync(file, JSON.stringify(what));
	const count = house.python('soak/audit.py', 'count', house.portal, house.gateway, file);
	const verify = house.saldo(['verify']);
	const books = join(house.folder, 'books.ndjson');
	writeFileSync(books, house.saldo(['export']).stdout);
	const recompute = house.python('recompute.py', books);
	const last = (done) => String(done.stdout).trim().split('\n').slice(-1)[0];
	log(String(count.stdout).trim() + String(count.stderr));
	log(verify.status === 0 ? 'verify: every invariant holds' : `verify:\n${verify.stdout}`);
	log(recompute.status === 0 ? `recompute: ${last(recompute)}` : String(recompute.stdout));
	const panics = house.log().split('\n').filter((line) => line.includes('panicked'));
	panics.slice(0, 5).forEach(log);
	return panics.length === 0 && [count, verify, recompute].every(({ status }) => status === 0);
}

async function main() {
	const begun = Date.now();
	await house.open();
	const accounts = Math.ceil((payments * 1.5) / invoices) + clients;
	const { text: rows, people } = book(accounts, invoices, numbers(seed));
	const brought = house.saldo(['import', '-'], rows);
	if (brought.status !== 0) {
		throw new Error(`import: ${brought.stderr}`);
	}
	log(`seed ${seed}: ${accounts} accounts of ${invoices} invoices, ${clients} clients`);
	const seats = await seated(people);
	log(`${seats.length} people are signed in`);
	const state = { kills: 0, torn: 0, deep: 0, over: false };
	const lives = live(state);
	await Promise.all([lives, each(seats, (seat) => (done() ? undefined : seat.pay(done)))]);
	state.over = true;
	log(`${state.kills} kills, ${told.answered.size} payments answered in ${minutes(begun)}`);
	log(`${state.deep} kills fell between capture and booking, of ${state.torn} payments`);
	log(`${told.unanswered} tries without an answer, ${told.troubled} with an error, `
		+ `${told.refused.size} refused, ${told.idle} pages with nothing to pay`);
	await settle(seats);
	const { child, gone } = await lives;
	child.kill('SIGTERM');
	const end = await Promise.race([gone, pause(30_000, 'late', { ref: false })]);
	const well = audit() && end === 0 && state.kills >= kills && done();
	log(`${well ? 'well' : `NOT well (the portal ended with ${end})`}, ${minutes(begun)} in all`);
	return well;
}

function minutes(since) {
	return `${((Date.now() - since) / 60_000).toFixed(1)} min`;
}

let well = false;
try {
	well = await main();
} finally {
	house.close();
	if (well) {
		rmSync(house.folder, { recursive: true, force: true });
	} else {
		console.error(`what is left is in ${house.folder}`);
		process.exitCode = 1;
	}
}
