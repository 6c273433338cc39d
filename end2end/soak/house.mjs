// The processes of the soak: the gateway, which nothing kills, and the portal, which is killed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const house = resolve(import.meta.dirname, '../..');
const binary = process.env.SALDO_BINARY ?? join(house, 'target/debug/saldo');
const secret = 'whsec_soak';
/** What takes its time at the gateway takes so many seconds. */
const pace = '2';
/** A portal that is not ready by then does not come any more. */
const patience = 240_000;

async function free() {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address();
	await new Promise((done) => server.close(done));
	return port;
}

export class House {
	folder = mkdtempSync(join(tmpdir(), 'saldo-soak-'));
	portal = join(this.folder, 'saldo.db');
	gateway = join(this.folder, 'gateway.db');
	#running = [];
	#log = openSync(join(this.folder, 'log'), 'a');
	#env;

	async open() {
		const port = await free();
		this.origin = `http://127.0.0.1:${port}`;
		writeFileSync(join(this.folder, 'secret'), secret);
		const listen = ['--listen', '127.0.0.1:0', '--books', this.gateway, '--pace', pace];
		const webhooks = ['--secret-file', 'secret', '--webhooks', `${this.origin}/webhooks/sandbox`];
		const basic = { PATH: process.env.PATH, HOME: this.folder, RUST_BACKTRACE: '1' };
		const gateway = this.#start(['sandbox', ...listen, ...webhooks], basic);
		const url = await this.#said(gateway, /^The sandbox serves (\S+)$/m);
		this.#env = {
			...basic,
			SALDO_ADDRESS: `127.0.0.1:${port}`,
			SALDO_DATABASE_URL: `sqlite://${this.portal}`,
			SALDO_MAIL__DIRECTORY: join(this.folder, 'mail'),
			SALDO_SITE_ROOT: process.env.SALDO_SITE_ROOT ?? join(house, 'target/site'),
			SALDO_SERVER__TRUSTED_PROXIES: '["127.0.0.1/32"]',
			SALDO_GATEWAYS__SANDBOX__KIND: 'sandbox',
			SALDO_GATEWAYS__SANDBOX__URL: url,
			SALDO_GATEWAYS__SANDBOX__SECRET: secret,
			SALDO_GATEWAYS__SANDBOX__WEBHOOK_SECRETS: `["${secret}"]`,
		};
	}

	#start(command, env) {
		const out = join(this.folder, `out-${this.#running.length}`);
		const stdio = ['ignore', openSync(out, 'a'), this.#log];
		const child = spawn(binary, command, { cwd: this.folder, env, stdio });
		const gone = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)));
		const process = { child, out, gone };
		this.#running.push(process);
		return process;
	}

	async #said({ child, out }, what) {
		for (const end = Date.now() + patience; Date.now() < end; await pause(5)) {
			const found = what.exec(readFileSync(out, 'utf8'))?.[1];
			if (found !== undefined) {
				return found;
			}
			if (child.exitCode !== null) {
				break;
			}
		}
		throw new Error(`it does not start:\n${this.log().slice(-4000)}`);
	}

	/** A portal that is ready. */
	async serve() {
		const process = this.#start(['serve'], this.#env);
		await this.#said(process, /^Saldo serves (\S+)$/m);
		return process;
	}

	/** What a command of the portal says; `input` is its standard input. */
	saldo(command, input = '') {
		const options = { cwd: this.folder, env: this.#env, input, maxBuffer: 2 ** 30 };
		return spawnSync(binary, command, options);
	}

	/** What a script of ours says of the books. */
	python(script, ...words) {
		const path = join(house, 'end2end', script);
		return spawnSync('python3', [path, ...words], { maxBuffer: 2 ** 30 });
	}

	log() {
		return readFileSync(join(this.folder, 'log'), 'utf8');
	}

	close() {
		for (const { child } of this.#running) {
			child.kill('SIGKILL');
		}
	}
}
