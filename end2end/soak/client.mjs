// Somebody who pays by the forms that need no script, whatever happens to the server meanwhile.
import { setTimeout as pause } from 'node:timers/promises';
import { refusals } from './book.mjs';

/** So long one request may take: longer than a page waits for a gateway. */
const patience = 20_000;

export class Client {
	who;
	#origin;
	#random;
	#address;
	#cookie = '';
	#told;

	/** `told` counts what happens; `address` is where the client seems to come from. */
	constructor(who, origin, random, { address, told }) {
		this.who = who;
		this.#origin = origin;
		this.#random = random;
		this.#address = address;
		this.#told = told;
	}

	/** Asks until there is an answer: the same request, to the letter. */
	async #ask(path, body) {
		for (;;) {
			const headers = { cookie: this.#cookie, 'x-forwarded-for': this.#address };
			const signal = AbortSignal.timeout(patience);
			const method = body === undefined ? 'GET' : 'POST';
			try {
				const options = { method, body, headers, signal, redirect: 'manual' };
				const answer = await fetch(this.#origin + path, options);
				const text = await answer.text();
				if (answer.status < 500) {
					return { status: answer.status, text, headers: answer.headers };
				}
				this.#told.troubled += 1;
			} catch {
				// Killed, or not there yet.
				this.#told.unanswered += 1;
			}
			await pause(20 + this.#random.below(80));
		}
	}

	async signIn() {
		const { email, password } = this.who;
		const answer = await this.#ask('/sign-in', new URLSearchParams({ email, password }));
		if (answer.status !== 303) {
			throw new Error(`sign-in of ${email} answers ${answer.status}`);
		}
		const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
		this.#cookie = cookies.join('; ');
	}

	/** Pays invoices, one by one or a few at once, until none is left or `done`. */
	async pay(done) {
		let [refused, vain] = [0, 0];
		const { text } = await this.#ask('/pay');
		let open = invoices(text);
		while (open.length > 0 && !done() && vain < 3) {
			const at = this.#random.below(10) === 0 ? 1 + this.#random.below(3) : 1;
			// Whose first card is not taken any more tries the other.
			const other = (refused < refusals && this.#random.below(8) === 0) || vain > 0;
			refused += other && this.who.refuses ? 1 : 0;
			vain = (await this.#confirm(open.slice(0, at), other)) ? 0 : vain + 1;
			open = open.slice(at);
			if (open.length === 0) {
				// What was refused is open again, and more than a page shows may be.
				open = invoices((await this.#ask('/pay')).text);
			}
		}
	}

	/** Confirms what the page offers for some invoices, with one key until that is answered; whether
	 * it was, with a payment. */
	async #confirm(some, other) {
		let path = `/pay?of=${some.join(',')}`;
		let page = (await this.#ask(path)).text;
		const cards = [...page.matchAll(/name="payer" value="(bil_\w+)"/g)].map(([, id]) => id);
		if (other && cards.length > 1) {
			path = `${path}&chosen=1&credit=1&payer=${cards[1]}`;
			page = (await this.#ask(path)).text;
		}
		const form = /<form method="post"[^>]*>(.*?)<\/form>/s.exec(page)?.[1];
		if (form === undefined) {
			this.#told.idle += 1;
			return false;
		}
		const fields = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
		const typed = new URLSearchParams([...fields].map(([, name, value]) => [name, value]));
		const key = typed.get('what[key]');
		this.#told.keys.add(key);
		const answer = await this.#ask('/pay', typed);
		if (answer.status !== 303) {
			// Refused for good, such as when figures have moved: nothing may have come of the key.
			this.#told.refused.set(key, answer.status);
			return false;
		}
		this.#told.answered.set(key, answer.headers.get('location'));
		if (this.#random.below(10) === 0) {
			await this.#ask(answer.headers.get('location'));
		}
		return true;
	}

	/** Looks at a payment, which has the gateway asked what became of it. */
	async look(place) {
		await this.#ask(place);
	}
}

/** The invoices that a page offers, in its order. */
function invoices(page) {
	const table = /<tbody>.*<\/tbody>/s.exec(page)?.[0] ?? '';
	return [...new Set([...table.matchAll(/\/invoices\/(inv_\w+)/g)].map(([, id]) => id))];
}
