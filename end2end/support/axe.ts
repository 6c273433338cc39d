import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
	id: string;
	nodes: { html: string }[];
}

type Run = (what?: { runOnly: string[] }) => Promise<{ violations: Finding[] }>;

/** What axe finds on the page, by all its rules or by some. */
export async function findings(page: Page, ...rules: string[]): Promise<string[]> {
	await page.evaluate(axe);
	return page.evaluate(async (rules) => {
		const { run } = (window as unknown as { axe: { run: Run } }).axe;
		const { violations } = await run(rules.length > 0 ? { runOnly: rules } : undefined);
		return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join('\n')}`);
	}, rules);
}
