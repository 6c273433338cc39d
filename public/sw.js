// The service worker (docs/adr/0018). Pages come from the network; what this device may keep of
// them is shown where there is none. It answers reads only: nothing that changes anything passes
// through here, so nothing is ever queued or sent a second time.
'use strict';

// The bundle writes these two lines anew: each release has files of its own.
const RELEASE = '';
const FILES = [];

const SHELL = `shell-${RELEASE}`;
const OFFLINE = '/offline';
/** Files of the shell that keep their names: asked for anew, and had while that fails. */
const PLAIN = ['/favicon.svg', '/brand/logo'];

/** Before the names of the caches that hold pages: one for each session that may keep some. */
const KEPT = 'kept-';
/** The header that says which one, in every answer that was made for somebody. */
const NAME = 'saldo-offline';
/** The header of a kept page that says when it was as it is. */
const AT = 'saldo-kept-at';
/** Pages that may be read offline. */
const PAGES = /^\/(account|invoices(\/[^/]+)?)?$/;
/** What a page needs to look as it did. */
const NEEDS = /\/(?:pkg|brand)\/[\w.-]+/g;
/** How many of them, and for how long, in milliseconds: no session lives longer. */
const MOST = 50;
const LONGEST = 14 * 24 * 60 * 60 * 1000;

self.addEventListener('install', (event) => event.waitUntil(prepare()));
self.addEventListener('activate', (event) => event.waitUntil(begin()));
self.addEventListener('message', (event) => {
	if (event.data === 'take over') {
		event.waitUntil(self.skipWaiting());
	} else if (event.data?.keep !== undefined) {
		event.waitUntil(look(event.data.keep));
	}
});
self.addEventListener('fetch', (event) => {
	const { request } = event;
	const { origin, pathname } = new URL(request.url);
	if (request.method !== 'GET' || origin !== location.origin) {
		return;
	}
	if (request.mode === 'navigate') {
		event.respondWith(page(event));
	} else if (pathname.startsWith('/pkg/')) {
		event.respondWith(file(event, pathname));
	} else if (PLAIN.includes(pathname)) {
		event.respondWith(fetch(request).catch(async () => (await had(request)) ?? Response.error()));
	}
});

/** Fetches all that a page of this release needs, before the release is used at all; but for texts,
 * of which each reader needs one language. */
async function prepare() {
	const cache = await caches.open(SHELL);
	await cache.addAll([...FILES, '/favicon.svg']);
	await store(cache, OFFLINE, await fetch(OFFLINE));
}

/** Takes the pages over, and drops the releases before: kept pages have their own files. */
async function begin() {
	const names = await caches.keys();
	const old = names.filter((name) => name.startsWith('shell-') && name !== SHELL);
	await Promise.all(old.map((name) => caches.delete(name)));
	await self.clients.claim();
}

/** A file that was fetched ahead, else from the network; texts that are read stay here. */
async function file({ request }, pathname) {
	const known = await had(request);
	if (known !== undefined) {
		return known;
	}
	const answer = await fetch(request);
	if (answer.ok && pathname.startsWith('/pkg/text.')) {
		const cache = await caches.open(SHELL);
		await cache.put(request, answer.clone());
	}
	return answer;
}

function had(request) {
	return caches.match(request, { ignoreVary: true });
}

/** A page from the network, else as it was kept, else the page that says so. */
async function page(event) {
	const { url } = event.request;
	try {
		const answer = await fetch(event.request);
		event.waitUntil(note(url, answer.clone()));
		return answer;
	} catch {
		return (await kept(url)) ?? (await unkept());
	}
}

/** Looks at a page that was reached without a new document, to keep it as if it had been one. */
async function look(url) {
	const { origin, pathname } = new URL(url);
	if (origin !== location.origin || !PAGES.test(pathname)) {
		return;
	}
	try {
		await note(url, await fetch(url));
	} catch {
		// Without a connection, what was kept before stays.
	}
}

/** Keeps the page if it may be kept, and forgets what belongs to any other session. */
async function note(url, answer) {
	const name = answer.headers.get(NAME);
	if (name === null) {
		return;
	}
	await forget((known) => known !== KEPT + name);
	const { pathname } = new URL(url);
	if (name !== 'none' && answer.status === 200 && !answer.redirected && PAGES.test(pathname)) {
		const cache = await caches.open(KEPT + name);
		await store(cache, url, answer);
		await prune(cache);
	}
}

async function forget(which) {
	const names = await caches.keys();
	const found = names.filter((name) => name.startsWith(KEPT) && which(name));
	await Promise.all(found.map((name) => caches.delete(name)));
}

/** Stores a page with the files that it names, so that it never meets those of another release. */
async function store(cache, url, answer) {
	if (!answer.ok) {
		throw new Error(`${url} answers ${answer.status}`);
	}
	const text = await answer.text();
	const needs = new Set(text.match(NEEDS));
	await Promise.all([...needs].map((file) => take(cache, file)));
	const headers = new Headers(answer.headers);
	// The text is unpacked already.
	headers.delete('content-encoding');
	headers.delete('content-length');
	headers.set(AT, new Date().toISOString());
	await cache.put(url, new Response(text, { headers }));
}

async function take(cache, file) {
	if ((await cache.match(file)) === undefined) {
		const known = await caches.match(file);
		await (known === undefined ? cache.add(file) : cache.put(file, known));
	}
}

/** Drops what is too old, and the oldest of what is too much. */
async function prune(cache) {
	const pages = [];
	for (const request of await cache.keys()) {
		const answer = await cache.match(request);
		const at = Date.parse(answer.headers.get(AT));
		if (!Number.isNaN(at)) {
			pages.push({ request, at });
		}
	}
	pages.sort((a, b) => b.at - a.at);
	const fresh = ({ at }, place) => place < MOST && Date.now() - at < LONGEST;
	const old = pages.filter((page, place) => !fresh(page, place));
	await Promise.all(old.map(({ request }) => cache.delete(request)));
}

/** The page as it was, with the time at which it was so. */
async function kept(url) {
	for (const name of await caches.keys()) {
		const cache = name.startsWith(KEPT) ? await caches.open(name) : undefined;
		const answer = await cache?.match(url, { ignoreVary: true });
		if (answer === undefined) {
			continue;
		}
		const at = answer.headers.get(AT);
		if (Date.now() - Date.parse(at) < LONGEST) {
			const text = await answer.text();
			const stamped = text.replace('<html', `<html data-kept="${at}"`);
			return new Response(stamped, { headers: answer.headers });
		}
		await prune(cache);
	}
	return undefined;
}

async function unkept() {
	const cache = await caches.open(SHELL);
	const answer = await cache.match(OFFLINE, { ignoreVary: true });
	if (answer === undefined) {
		return Response.error();
	}
	return new Response(answer.body, { status: 503, headers: answer.headers });
}
