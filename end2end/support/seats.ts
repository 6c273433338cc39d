import type { BrowserContext } from '@playwright/test';
import type { Person } from './people.ts';
import type { Portal } from './portal.ts';

export type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Sessions that tests share: one for each person, signed in without a browser. */
export class Seats {
	readonly #portal: Portal;
	readonly #kept = new Map<string, Cookies>();

	constructor(portal: Portal) {
		this.#portal = portal;
	}

	/** What the browser of somebody who is signed in keeps; the person reads that language. */
	async take(person: Person, language: string): Promise<Cookies> {
		let cookies = this.#kept.get(person.email) ?? [];
		if (!(await this.#good(cookies))) {
			// The browser is known from before, which is no stranger's.
			const device = cookies.filter(({ name }) => name.endsWith('device'));
			const { email, password } = person;
			if (person.guest && cookies.length === 0) {
				this.#portal.admit(person);
			}
			cookies = this.#read(await this.post('/sign-in', { email, password }, device));
			this.#kept.set(person.email, cookies);
		}
		await this.post('/preferences', { language }, cookies);
		return cookies;
	}

	/** Posts a form. */
	async post(path: string, form: Record<string, string>, cookies: Cookies): Promise<Response> {
		const answer = await fetch(this.#portal.origin + path, {
			method: 'POST',
			body: new URLSearchParams(form),
			headers: { cookie: line(cookies) },
			redirect: 'manual',
		});
		if (answer.status !== 303) {
			throw new Error(`${path} answers ${answer.status}`);
		}
		return answer;
	}

	async #good(cookies: Cookies): Promise<boolean> {
		const headers = { cookie: line(cookies) };
		const answer = await fetch(`${this.#portal.origin}/api/session/list`, { headers });
		return answer.ok;
	}

	#read(answer: Response): Cookies {
		const { hostname } = new URL(this.#portal.origin);
		return answer.headers.getSetCookie().map((text) => {
			const [pair] = text.split(';', 1);
			const at = pair.indexOf('=');
			const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
			const keep = { expires: -1, httpOnly: true, secure: true, sameSite: 'Lax' as const };
			return { name, value, domain: hostname, path: '/', ...keep };
		});
	}
}

/** The cookies as a header has them. */
export function line(cookies: Cookies): string {
	return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
