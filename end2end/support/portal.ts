import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from './people.ts';

const house = resolve(import.meta.dirname, '../..');
const binary = process.env.SALDO_BINARY ?? join(house, 'target/debug/saldo');
/** The site as the bundle wrote it. */
export const built = resolve(process.env.SALDO_SITE_ROOT ?? join(house, 'target/site'));
/** To live through 14 months takes half a minute, more on a busy machine. */
const patience = 240_000;
/** Where the demo of the day is kept for the next start. */
const cache = join(tmpdir(), 'saldo-end2end-cache');

/** A portal of its own with the demo books, on a free port, with a folder of its own. */
export class Portal {
	readonly origin: string;
	readonly #process: ChildProcess;
	readonly #folder: string;

	private constructor(origin: string, process: ChildProcess, folder: string) {
		this.origin = origin;
		this.#process = process;
		this.#folder = folder;
	}

	static async open(purpose = '', site = built): Promise<Portal> {
		const folder = mkdtempSync(join(tmpdir(), `saldo-end2end-${purpose}`));
		const out = join(folder, 'out');
		const server = spawn(binary, ['serve', '--demo'], {
			cwd: folder,
			stdio: ['ignore', openSync(out, 'a'), openSync(join(folder, 'log'), 'a')],
			env: {
				PATH: process.env.PATH,
				HOME: folder,
				XDG_STATE_HOME: folder,
				XDG_CACHE_HOME: cache,
				RUST_BACKTRACE: '1',
				SALDO_ADDRESS: '127.0.0.1:0',
				SALDO_SITE_ROOT: site,
				// Tests come from many addresses: from that in the header, else from this machine.
				SALDO_SERVER__TRUSTED_PROXIES: '["127.0.0.1/32"]',
			},
		});
		for (const end = Date.now() + patience; Date.now() < end; await pause(50)) {
			const told = readFileSync(out, 'utf8');
			const origin = /^Saldo serves (\S+)$/m.exec(told)?.[1];
			if (origin !== undefined && told.includes('Sign in as')) {
				return new Portal(origin, server, folder);
			}
			if (server.exitCode !== null) {
				break;
			}
		}
		server.kill('SIGKILL');
		throw new Error(`the portal did not start:\n${readFileSync(join(folder, 'log'), 'utf8')}`);
	}

	get host(): string {
		return new URL(this.origin).host;
	}

	get running(): boolean {
		return this.#process.exitCode === null && this.#process.signalCode === null;
	}

	/** What the server had to say since it serves. */
	log(): string {
		const text = readFileSync(join(this.#folder, 'log'), 'utf8');
		return text.replace(/^.*days of the demo books.*(\r|\n)/gm, '');
	}

	/** Gives somebody a password, as the provider does. */
	admit({ email, password }: Person): void {
		this.#command(['user', 'password', email], password);
	}

	/** All that an export has to say. */
	books(): string {
		return this.#command(['export']);
	}

	/** The rows of a type that an export has of an account. */
	exported(account: string, type: string): Record<string, unknown>[] {
		const lines = this.#command(['export', '--account', account]).trim().split('\n');
		return lines.map((line) => JSON.parse(line)).filter((row) => row.type === type);
	}

	/** Has another process do the jobs, which begins with what is done now and then, until all is as
	 * it should be. */
	async work(done: () => boolean): Promise<void> {
		const log = openSync(join(this.#folder, 'work'), 'a');
		const env = this.#settings();
		const options: SpawnOptions = { cwd: this.#folder, env, stdio: ['ignore', log, log] };
		const jobs = spawn(binary, ['work'], options);
		const gone = new Promise((end) => jobs.once('exit', end));
		for (const end = Date.now() + 30_000; Date.now() < end && !done(); await pause(500)) {}
		jobs.kill('SIGTERM');
		await gone;
	}

	/** Brings rows into the books, as the provider does. */
	import(rows: Record<string, unknown>[]): void {
		this.#command(['import', '-'], rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
	}

	/** What the provider's API answers, asked on the command line. */
	call(path: string, body?: Record<string, unknown>) {
		const json = body === undefined ? [] : [JSON.stringify(body)];
		return JSON.parse(this.#command(['call', path, ...json]));
	}

	/** What a command has to say about the database of the demo. */
	#command(command: string[], input = ''): string {
		const env = this.#settings();
		const options = { cwd: this.#folder, env, input, maxBuffer: 2 ** 28 };
		const done = spawnSync(binary, command, options);
		if (done.status !== 0) {
			throw new Error(`saldo ${command.join(' ')}: ${done.stderr}`);
		}
		return String(done.stdout);
	}

	/** What lets a process of its own work on the demo. */
	#settings(): NodeJS.ProcessEnv {
		const { port } = new URL(this.origin);
		const demo = join(this.#folder, `saldo/demo-${port}`);
		return {
			PATH: process.env.PATH,
			SALDO_DATABASE_URL: `sqlite://${join(demo, 'saldo.db')}`,
			SALDO_MAIL__DIRECTORY: join(demo, 'mail'),
			SALDO_GATEWAYS__SANDBOX__KIND: 'sandbox',
			SALDO_GATEWAYS__SANDBOX__BOOKS: join(demo, 'sandbox.db'),
			SALDO_SERVER__PUBLIC_URL: this.origin,
		};
	}

	async close(): Promise<void> {
		if (this.running) {
			const gone = new Promise((done) => this.#process.once('exit', done));
			this.#process.kill('SIGTERM');
			await Promise.race([gone, pause(10_000)]);
			this.#process.kill('SIGKILL');
		}
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
