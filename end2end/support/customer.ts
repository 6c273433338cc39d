import type { Person } from './people.ts';
import type { Portal } from './portal.ts';

interface Wishes {
	/** What the billing accounts do, as their tokens say: the first is the default. */
	cards: string[];
	/** What is open of each invoice. */
	open: string[];
	/** Credit. */
	credit?: string;
	/** The most that the person may spend in a month; then a member, else the owner. */
	limit?: string;
}

export interface Customer extends Person {
	/** The reference of the account. */
	account: string;
	/** The numbers of the invoices. */
	numbers: string[];
}

let count = 0;
const password = 'four-brisk-herons-humming';
const day = (away: number) => new Date(Date.now() + away * 86_400_000).toISOString().slice(0, 10);
const address = { line1: 'Weg 1', city: 'Kiel', postal_code: '24103', country: 'DE' };

/** A customer of the demo for one test: with cards, open invoices that are due later, credit. */
export function customer(portal: Portal, { cards, open, credit, limit }: Wishes): Customer {
	const n = (count += 1);
	const account = `A-PAYS-${n}`;
	const email = `pays-${n}@example.org`;
	const own = { account, currency: 'EUR' };
	const role = limit === undefined ? 'owner' : 'accountant';
	const member = { account, role, ...(limit && { spending_limit: { EUR: limit } }) };
	const numbers = open.map((_, i) => `PAYS-${n}-${i + 1}`);
	portal.import([
		{
			...{ type: 'account', ref: account, name: `Customer ${n}`, email, address },
			...{ currency: 'EUR', time_zone: 'UTC', language: 'en', created_on: day(-90) },
		},
		{ type: 'person', ref: email, name: `Person ${n}`, email, password, memberships: [member] },
		...cards.map((token, i) => ({
			...{ type: 'billing_account', ref: `B-${n}-${i}`, account, owner: email, method: 'card' },
			...{ gateway: 'sandbox', token, brand: 'visa', last4: `000${i + 1}`, default: i === 0 },
		})),
		...numbers.map((number, i) => ({
			...{ type: 'invoice', ref: number, number, issued_on: day(-2), due_on: day(12 + i), ...own },
			lines: [{ text: `Service ${i + 1}`, net: open[i], tax_rate: '0', tax_category: 'Z' }],
			...{ net: open[i], tax: '0.00', total: open[i] },
		})),
		...(credit === undefined
			? []
			: [
					{
						...{ type: 'credit', ref: `C-${n}`, ...own, amount: credit },
						...{ origin: 'paid_in', on: day(-30), note: '' },
					},
				]),
	]);
	return { email, password, account, numbers };
}

/** What was captured of a customer, payment by payment: state and amount. */
export function payments(portal: Portal, { account }: Customer): string[] {
	const rows = portal.exported(account, 'payment');
	return rows.map(({ status, amount }) => `${status} ${amount}`).sort();
}
