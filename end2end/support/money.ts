import type { Locator } from '@playwright/test';

/** What an amount on the page says, without the words for those who do not see it. */
export async function texts(amounts: Locator): Promise<string[]> {
	return amounts.evaluateAll((found) =>
		found.map((amount) => {
			const copy = amount.cloneNode(true) as Element;
			for (const spoken of copy.querySelectorAll('.spoken')) {
				spoken.remove();
			}
			return (copy.textContent ?? '').trim();
		}),
	);
}

/** An amount in the smallest unit of its currency: `−€14.97` is -1497, `€1,234.50` is 123450. */
export function minor(text: string): number {
	const digits = text.replace(/[^0-9]/g, '');
	if (digits === '') {
		throw new Error(`\`${text}\` is no amount`);
	}
	return (text.includes('−') ? -1 : 1) * Number(digits);
}

/** The amounts of a place on the page. */
export async function amounts(of: Locator): Promise<number[]> {
	return (await texts(of)).map(minor);
}

/** The one amount of a place on the page. */
export async function amount(of: Locator): Promise<number> {
	const all = await amounts(of);
	if (all.length !== 1) {
		throw new Error(`${all.length} amounts instead of one`);
	}
	return all[0];
}

export function sum(of: number[]): number {
	return of.reduce((sum, one) => sum + one, 0);
}
