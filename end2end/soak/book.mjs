// The books of the soak: accounts, each with somebody who pays, two cards, open invoices, and
// every fourth with credit.

/** What the first card of an account does; more often than not it works. */
const first = [
	...['ok', 'ok', 'timeout_after', 'ok', 'slow', 'timeout_before', 'ok', 'twice', 'ok'],
	...['webhook_twice', 'timeout_after', 'ok', 'webhook_lost', 'slow', 'ok', 'webhook_reversed'],
	...['timeout_before', 'ok', 'other_amount', 'ok', 'disputed', 'ok', 'dispute_won', 'returned'],
];
/** What the second one does. */
const second = ['insufficient_funds', 'slow_declined', 'timeout_declined', 'do_not_honor', 'ok'];
/** After ten refusals within an hour an account has to wait. */
export const refusals = 8;

const password = 'four-brisk-herons-humming';
const address = { line1: 'Weg 1', city: 'Kiel', postal_code: '24103', country: 'DE' };
const day = (away) => new Date(Date.now() + away * 86_400_000).toISOString().slice(0, 10);

const seller = {
	...{ type: 'seller', ref: 'quay', name: 'Quayside', address, currency: 'EUR', time_zone: 'UTC' },
	invoice_template: 'INV-{year}-{n:05}',
};

/** The rows of one account with so many invoices, all due long after the soak. */
function account(n, invoices, { below }) {
	const ref = `A-${n}`;
	const email = `payer-${n}@example.org`;
	const own = { account: ref, currency: 'EUR' };
	const card = (which, token, more) => ({
		...{ type: 'billing_account', ref: `B-${n}-${which}`, account: ref, owner: email },
		...{ method: 'card', gateway: 'sandbox', token, brand: 'visa', last4: `000${which}`, ...more },
	});
	const rows = [
		{
			...{ type: 'account', ref, seller: 'quay', name: `Customer ${n}`, email, address },
			...{ currency: 'EUR', time_zone: 'UTC', language: 'en', created_on: day(-90) },
		},
		{ type: 'person', ref: email, name: `Payer ${n}`, email, password, account: ref, role: 'owner' },
		card(1, `${first[n % first.length]}:${n}`, { default: true }),
		card(2, `${second[n % second.length]}:${n}`, { default: false }),
	];
	for (let i = 1; i <= invoices; i += 1) {
		const net = (1 + below(9_999) / 100).toFixed(2);
		const number = `SOAK-${n}-${i}`;
		rows.push({
			...{ type: 'invoice', ref: number, number, issued_on: day(-2), due_on: day(90), ...own },
			lines: [{ text: `Service ${i}`, net, tax_rate: '0', tax_category: 'Z' }],
			...{ net, tax: '0.00', total: net },
		});
	}
	if (n % 4 === 0) {
		const amount = (50 + below(20_000) / 100).toFixed(2);
		const origin = { origin: 'paid_in', on: day(-30), note: '' };
		rows.push({ type: 'credit', ref: `C-${n}`, ...own, amount, ...origin });
	}
	return { who: { email, password, refuses: second[n % second.length] !== 'ok' }, rows };
}

/** Everything, as lines of an import; and who pays. */
export function book(accounts, invoices, random) {
	const made = Array.from({ length: accounts }, (_, n) => account(n + 1, invoices, random));
	const rows = [seller, ...made.flatMap(({ rows }) => rows)];
	const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
	return { text, people: made.map(({ who }) => who) };
}
