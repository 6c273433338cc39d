// Draws the pictures of the manifest into `public`: the icons from `favicon.svg`; with the address
// of a portal that serves the demo, also the screenshots.
//
//     node end2end/pictures.mjs [http://127.0.0.1:3000]
//     pngquant --force --strip --nofs --ext .png 32 public/icons/any-192.png
//
// The second line makes a third of the one icon that Chromium fetches at every first visit.

import { readFileSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium } from '@playwright/test';

const origin = process.argv[2];
const house = resolve(import.meta.dirname, '..');
const sign = readFileSync(resolve(house, 'public/favicon.svg'), 'utf8');
const people = JSON.parse(readFileSync(resolve(house, 'server/demo/people.json'), 'utf8'));

/** Name, size in pixels, and the share of the picture that the sign takes. The ground of an icon
 * that is cut to a shape reaches its edges, and all that matters lies in the inner four fifths. */
const icons = [
	['any-192', 192, 1],
	['any-512', 512, 1],
	['maskable-192', 192, 0.72],
	['maskable-512', 512, 0.72],
	['apple', 180, 0.8],
];

const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({
	executablePath: process.env.SALDO_CHROMIUM ?? '/usr/bin/chromium',
	args: ['--disable-gpu', ...flags],
});

async function icon([name, size, share]) {
	const page = await browser.newPage({ viewport: { width: size, height: size } });
	const ground = share < 1 ? '#00588c' : 'transparent';
	const svg = `svg{position:fixed;inset:0;margin:auto;width:${share * 100}%}`;
	const body = `body{margin:0;background:${ground}}`;
	await page.setContent(`<style>${body}${svg}</style>${sign}`);
	const path = resolve(house, `public/icons/${name}.png`);
	await page.screenshot({ path, omitBackground: true });
	await page.close();
}

async function screenshot(form, options) {
	const page = await browser.newPage({ baseURL: origin, locale: 'en-GB', ...options });
	await page.goto('/sign-in');
	await page.getByLabel('E-mail').fill(people[0].email);
	await page.getByLabel('Password', { exact: true }).fill(people[0].password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL('/');
	await page.screenshot({ path: resolve(house, `public/screenshots/${form}.png`) });
	await page.close();
}

mkdirSync(resolve(house, 'public/icons'), { recursive: true });
mkdirSync(resolve(house, 'public/screenshots'), { recursive: true });
for (const one of icons) {
	await icon(one);
}
if (origin !== undefined) {
	await screenshot('wide', { viewport: { width: 1280, height: 800 } });
	const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
	await screenshot('narrow', { ...phone, isMobile: true, hasTouch: true });
}
await browser.close();
