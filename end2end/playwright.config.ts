import { defineConfig } from '@playwright/test';

/** What a browser without a desktop, without a network, and under root needs to hear. */
const flags = [
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];
const root = process.getuid?.() === 0;

export default defineConfig({
	testDir: 'tests',
	outputDir: 'results',
	fullyParallel: true,
	workers: Number(process.env.SALDO_E2E_WORKERS ?? 2),
	timeout: 60_000,
	expect: { timeout: 15_000 },
	forbidOnly: true,
	// Where others use the machine as well, once more; what then passes is called flaky.
	retries: process.env.CI ? 1 : 0,
	reporter: [['list']],
	use: {
		browserName: 'chromium',
		viewport: { width: 1280, height: 900 },
		locale: 'en-GB',
		timezoneId: 'UTC',
		serviceWorkers: 'block',
		trace: 'retain-on-failure',
		launchOptions: {
			executablePath: process.env.SALDO_CHROMIUM ?? '/usr/bin/chromium',
			args: root ? ['--no-sandbox', ...flags] : flags,
		},
	},
});
