import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Cashier } from '../support/cashier.ts';
import { customer, payments } from '../support/customer.ts';
import { expect, test } from '../support/test.ts';

test.use({ purpose: 'recompute' });

const house = resolve(import.meta.dirname, '..');
const script = join(house, 'recompute.py');
const binary = process.env.SALDO_BINARY ?? join(house, '../target/debug/saldo');

/** What an outsider who has only the export has to say of it. */
function recomputed(books: string, ...options: string[]): { status: number | null; told: string } {
	const { status, stdout, stderr } = spawnSync('python3', [script, ...options], { input: books });
	return { status, told: `${stdout}${stderr}` };
}

/** What becomes of payments, by the tokens of the cards; each customer has 12.50 of credit. */
const ends: [token: string, open: string[], captured: string[]][] = [
	['ok', ['30.00', '20.00'], ['succeeded 37.50']],
	['insufficient_funds', ['14.00'], ['declined 0.00']],
	['twice', ['40.00'], ['succeeded 55.00']],
	['authenticate', ['19.90'], ['requires_action 0.00']],
	['timeout_after', ['21.00'], ['succeeded 8.50']],
	['other_amount', ['50.00'], ['succeeded 37.49']],
	['slow', ['15.00'], ['processing 0.00']],
	['ok', ['12.50'], ['succeeded 0.00']],
];

test('every figure of an export follows from the export alone', async ({ portal, gates }) => {
	test.setTimeout(300_000);
	gates.alarm('captured what was not to be', 'something else was captured than was asked');
	const demo = recomputed(portal.books());
	expect(demo.told).toContain(' 0 differ');
	expect(demo.status).toBe(0);

	for (const [token, open, captured] of ends) {
		const who = customer(portal, { cards: [token], open, credit: '12.50' });
		const cashier = await Cashier.of(portal, who);
		expect(await cashier.pay()).toContain('/payments/');
		await expect.poll(() => payments(portal, who), { timeout: 90_000 }).toEqual(captured);
		if (token === 'slow') {
			const flying = recomputed(portal.books());
			expect(flying.told).toContain(' 0 differ');
		}
	}
	// What came twice goes back by the jobs of whoever looks first.
	const refunds = () => rows(portal.books(), 'payment').flatMap((row) => row.refunds as Row[]);
	await portal.work(() => refunds().some(({ status }) => status === 'succeeded'));

	const all = recomputed(portal.books(), '--self-test');
	expect(all.told).toContain(' 0 differ');
	expect(all.told).not.toContain('not noticed');
	expect(all.status).toBe(0);
});

// Prices with their tax and without, a reverse charge, an exemption, coupons, parts of months,
// usage with late readings, in currencies of no, two and three decimals.
test('every figure follows from the export, whatever prices hold', () => {
	const folder = mkdtempSync(join(tmpdir(), 'saldo-recompute-'));
	const env = {
		PATH: process.env.PATH,
		SALDO_DATABASE_URL: `sqlite://${join(folder, 'saldo.db')}`,
		SALDO_GATEWAYS__SANDBOX__KIND: 'sandbox',
	};
	const saldo = (...command: string[]) => {
		const done = spawnSync(binary, command, { cwd: folder, env });
		expect(done.status, `${command.join(' ')}: ${done.stderr}`).toBe(0);
		return String(done.stdout);
	};
	const bring = (name: string, day: string) =>
		saldo('import', join(house, 'prices', `${name}.ndjson`), '--now', `${day}T00:00:00Z`);
	const bill = (day: string) => saldo('bill', '--until', day, '--now', `${day}T12:00:00Z`);
	bring('book', '2026-01-10');
	for (const day of ['2026-01-31', '2026-03-15']) {
		bill(day);
	}
	bring('usage', '2026-04-02');
	bill('2026-04-10');
	bring('late', '2026-04-20');
	bill('2026-05-10');
	const { status, told } = recomputed(saldo('export'), '--now', '2026-05-10T12:00:00+00:00');
	expect(told).toContain(' 0 differ');
	expect(told).toMatch(/[1-9] returned by a credit note/);
	expect(status).toBe(0);
	rmSync(folder, { recursive: true });
});

type Row = Record<string, unknown>;

function rows(books: string, type: string): Row[] {
	const lines = books.trim().split('\n');
	return lines.map((line) => JSON.parse(line)).filter((row) => row.type === type);
}
