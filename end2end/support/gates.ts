import type { BrowserContext, ConsoleMessage } from '@playwright/test';
import type { Portal } from './portal.ts';

/** What a browser reports of a resource that a test breaks on purpose. */
const failed = /^Failed to load resource: .*?(?:status of (\d{3})|(net::\w+))/;
/** What a browser says of a front end that it was to load and that nothing uses. */
const unused = /^The resource \S+ was preloaded using link preload but not used/;
/** What Playwright says where a test goes without the service worker. */
const blocked = 'Service Worker registration blocked by Playwright';

/**
 * What no test may provoke, whatever it is about: a panic or an error in the server's log, a word
 * in the browser's console, an error of the page, a breach of the content security policy, a
 * request to another host.
 */
export class Gates {
	readonly #portal: Portal;
	readonly #before: string;
	readonly #faults: string[] = [];
	#asleep = false;
	readonly #alarms: string[] = [];
	readonly #expected: { what: string; met: boolean }[] = [];

	constructor(portal: Portal) {
		this.#portal = portal;
		this.#before = portal.log();
	}

	/** The test provokes such failures (`404`, `net::ERR_FAILED`), at least one of each. */
	expect(...what: (number | string)[]): void {
		for (const one of what) {
			this.#expected.push({ what: String(one), met: false });
		}
	}

	/** The test does what the server tells its operator, in a line with these words. */
	alarm(...words: string[]): void {
		this.#alarms.push(...words);
	}

	/** The test keeps the front end away, of which a browser may say so. */
	asleep(): void {
		this.#asleep = true;
	}

	/** Listens to every page of a context. */
	async watch(context: BrowserContext): Promise<void> {
		context.on('console', (message) => this.#heard(message));
		context.on('weberror', (error) => {
			const { message, stack } = error.error();
			this.#faults.push(`error of the page: ${message}\n${stack ?? ''}`);
		});
		context.on('request', (request) => {
			const { protocol, host } = new URL(request.url());
			if (protocol.startsWith('http') && host !== this.#portal.host) {
				this.#faults.push(`request to another host: ${request.url()}`);
			}
		});
		await context.addInitScript(listen);
	}

	#heard(message: ConsoleMessage): void {
		const [kind, text] = [message.type(), message.text()];
		if (kind !== 'error' && kind !== 'warning' && kind !== 'assert') {
			return;
		}
		if (text === blocked || (this.#asleep && unused.test(text))) {
			return;
		}
		const [, status, net] = failed.exec(text) ?? [];
		const expected = this.#expected.find(({ what }) => what === status || what === net);
		if (expected === undefined) {
			this.#faults.push(`${kind} in the console: ${text} (${message.location().url})`);
		} else {
			expected.met = true;
		}
	}

	/** What must not have been, one a line. */
	faults(): string[] {
		const log = this.#portal.log().slice(this.#before.length);
		const known = (line: string) => this.#alarms.some((words) => line.includes(words));
		const other = log.split('\n').filter((line) => line.trim() !== '' && !known(line));
		const said = other.length === 0 ? [] : [`the server's log:\n${other.join('\n')}`];
		const quiet = this.#alarms.filter((words) => !log.includes(words));
		const missing = this.#expected.filter(({ met }) => !met).map(({ what }) => what);
		const vain = [...missing, ...quiet].map((what) => `expected, but did not happen: ${what}`);
		const gone = this.#portal.running ? [] : ['the server has ended'];
		return [...this.#faults, ...said, ...vain, ...gone];
	}
}

/** Runs in every page before its own scripts. */
function listen(): void {
	document.addEventListener('securitypolicyviolation', (breach) => {
		console.error(`breach of the policy: ${breach.violatedDirective} ${breach.blockedURI}`);
	});
	// The last thing that waking up does is to listen for keys.
	const plain = EventTarget.prototype.addEventListener;
	EventTarget.prototype.addEventListener = function add(kind: string, ...rest: never[]): void {
		if (this === window && kind === 'keydown') {
			Object.assign(window, { awake: true });
		}
		(plain as (...all: unknown[]) => void).call(this, kind, ...rest);
	};
	const jumps: string[] = [];
	Object.assign(window, { jumps });
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries() as (PerformanceEntry & Shift)[]) {
			// Less is rounding of pixels.
			if (!entry.hadRecentInput && entry.value > 0.0001) {
				const what = entry.sources.map(({ node }) => node?.textContent?.slice(0, 40));
				jumps.push(`${entry.value}: ${what.join(' | ')}`);
			}
		}
	}).observe({ type: 'layout-shift', buffered: true });
}

interface Shift {
	value: number;
	hadRecentInput: boolean;
	sources: { node: Node | null }[];
}
