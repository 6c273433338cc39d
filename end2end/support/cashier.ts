import type { Customer } from './customer.ts';
import type { Portal } from './portal.ts';

/** Somebody who pays by the forms that need no script, without a browser. */
export class Cashier {
	readonly #origin: string;
	#cookie = '';

	private constructor(origin: string) {
		this.#origin = origin;
	}

	static async of(portal: Portal, { email, password }: Customer): Promise<Cashier> {
		const cashier = new Cashier(portal.origin);
		const answer = await cashier.#post('/sign-in', new URLSearchParams({ email, password }));
		const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
		cashier.#cookie = cookies.join('; ');
		return cashier;
	}

	/** Confirms what the page offers of all that is open; the address of the payment. */
	async pay(): Promise<string> {
		const headers = { cookie: this.#cookie };
		const page = await (await fetch(`${this.#origin}/pay`, { headers })).text();
		const form = /<form method="post"[^>]*>(.*?)<\/form>/s.exec(page)?.[1] ?? '';
		const fields = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
		const typed = new URLSearchParams([...fields].map(([, name, value]) => [name, value]));
		return (await this.#post('/pay', typed)).headers.get('location') ?? '';
	}

	async #post(path: string, body: URLSearchParams): Promise<Response> {
		const headers = { cookie: this.#cookie };
		const options = { method: 'POST', body, headers, redirect: 'manual' as const };
		const answer = await fetch(this.#origin + path, options);
		if (answer.status !== 303) {
			throw new Error(`${path} answers ${answer.status}`);
		}
		return answer;
	}
}
