// Beside the front end, and on pages without it (docs/adr/0018): registers the service worker, says
// when there is no connection, offers a new release, and lets no page of one release take answers
// from a server of another.

const root = document.documentElement;
/** The release of this page, if it wakes up; whether its session may keep pages; since when this
 * one was kept, if it comes from there. */
const { release, stays, kept } = root.dataset;
/** Absent where the portal is reached over plain http from another machine. */
const worker = navigator.serviceWorker;
const frame = document.querySelector('.frame');

const offline = () => kept !== undefined || !navigator.onLine;

/** A copy of what the document holds ready to be shown. */
function notice(kind) {
	const { content } = document.getElementById('notices');
	return document.importNode(content.querySelector(kind), true);
}

// One release ---------------------------------------------------------------------------------

const ask = window.fetch;
/** The server refuses what another release asks: a page that only read is loaded anew, one that
 * did something is offered it. */
async function checked(...asked) {
	const request = new Request(...asked);
	if (!request.url.startsWith(`${location.origin}/api/`)) {
		return ask(request);
	}
	request.headers.set('saldo-release', release);
	const answer = await ask(request);
	if (answer.headers.has('saldo-release')) {
		if (request.method === 'GET') {
			location.reload();
			return new Promise(() => {});
		}
		offer(() => location.reload());
	}
	return answer;
}

function offer(load) {
	document.querySelector('.toast')?.remove();
	const toast = notice('.toast');
	toast.querySelector('button').addEventListener('click', load);
	document.body.append(toast);
}

// No connection -------------------------------------------------------------------------------

/** Says so, or takes it back. At the end of the frame, where waking up does not meet it; the
 * styles put it first. */
function tell(what) {
	document.querySelector('.offline-bar')?.remove();
	if (what === undefined || frame === null) {
		return;
	}
	const bar = notice('.offline-bar');
	for (const words of bar.querySelectorAll('[data-says]')) {
		words.hidden = words.dataset.says !== what;
	}
	stamp(bar.querySelector('time'));
	bar.querySelector('button').addEventListener('click', () => location.reload());
	frame.append(bar);
}

/** When this page was so, as people say it. */
function stamp(time) {
	const at = new Date(kept ?? Date.now());
	// The product writes English dates with the day first.
	const tag = root.lang === 'en' ? 'en-GB' : root.lang;
	const clock = { hour: '2-digit', minute: '2-digit' };
	time.dateTime = at.toISOString();
	if (at.toDateString() === new Date().toDateString()) {
		const today = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(0, 'day');
		time.textContent = `${today}, ${at.toLocaleTimeString(tag, clock)}`;
	} else {
		time.textContent = at.toLocaleString(tag, { day: 'numeric', month: 'long', ...clock });
	}
}

function state() {
	tell(!offline() ? undefined : kept === undefined ? 'live' : 'kept');
}

let leaving = false;

/** Without a connection a link leads to a new document, which the worker may have. */
function follow(event) {
	const link = event.target.closest?.('a[href]');
	const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
	if (link && plain && offline() && link.origin === location.origin && !link.target) {
		event.stopImmediatePropagation();
		leaving = true;
	}
}

/** A page that was kept is loaded anew; not while it is being left, which that would undo. */
function back() {
	if (kept === undefined) {
		state();
	} else if (!leaving) {
		location.reload();
	}
}

/** Nothing is sent without a connection, nor kept to be sent later. Who signs out leaves nothing
 * to read here all the same. */
async function hold(event) {
	const { method, action } = event.target;
	if (frame === null || method !== 'post' || !offline()) {
		return;
	}
	event.preventDefault();
	event.stopImmediatePropagation();
	tell('blocked');
	if (new URL(action).pathname === '/sign-out') {
		const names = (await caches.keys()).filter((name) => name.startsWith('kept-'));
		await Promise.all(names.map((name) => caches.delete(name)));
	}
}

/** On the page for what was not kept: what was; of invoices each by its title. */
async function list() {
	let last;
	for (const link of document.querySelectorAll('a[data-kept]')) {
		last = link.closest('li');
		if ((await globalThis.caches?.match(link.href)) !== undefined) {
			last.hidden = false;
			link.closest('section').hidden = false;
		}
	}
	for (const name of last ? ((await globalThis.caches?.keys()) ?? []) : []) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			if (new URL(request.url).pathname.startsWith('/invoices/')) {
				const text = await (await cache.match(request)).text();
				const item = last.cloneNode(true);
				const [link] = item.children;
				link.href = request.url;
				// Not the whole page: the policy of this one is against its styles.
				const [title] = text.match(/<title>[^<]*/) ?? [''];
				link.textContent = new DOMParser().parseFromString(title, 'text/html').title;
				item.hidden = false;
				last.closest('section').hidden = false;
				last.after(item);
			}
		}
	}
}

// Forms without the module ---------------------------------------------------------------------

/** What is sent once is sent once: its button says that it is on its way. */
function once(event) {
	const form = event.target;
	if (form.dataset.once === undefined || event.defaultPrevented) {
		return;
	}
	if (form.dataset.once === 'sent') {
		event.preventDefault();
	}
	form.dataset.once = 'sent';
	event.submitter?.setAttribute('aria-busy', 'true');
}

/** A page that the way back shows as it was left may send again: it is the same to the server. */
function afresh() {
	for (const form of document.querySelectorAll('form[data-once]')) {
		form.dataset.once = '';
		form.querySelector('[aria-busy]')?.removeAttribute('aria-busy');
	}
	// What was chosen before this script was there, or came back with the way back.
	const fields = [...document.querySelectorAll('[data-follows] input')];
	const target = fields.find(
		(it) => it.value !== it.defaultValue || it.checked !== it.defaultChecked,
	);
	if (target) {
		choose({ target });
	}
}

let choice = 0;
/** What is chosen shows at once what it comes to: the parts of the page that follow from it are
 * those of the page to which the form leads. */
async function choose({ target }) {
	const form = target.form;
	if (form?.dataset.follows === undefined) {
		return;
	}
	const mine = ++choice;
	const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
	const answer = await ask(address).catch(() => undefined);
	const text = await answer?.text();
	if (mine !== choice) {
		return;
	}
	if (!answer?.ok || answer.redirected) {
		location.assign(address);
		return;
	}
	// Not the head: the policy of this page is against its styles.
	const body = text.slice(text.indexOf('<body'));
	const page = new DOMParser().parseFromString(body, 'text/html');
	for (const part of document.querySelectorAll('[data-part]')) {
		part.replaceWith(page.getElementById(part.id) ?? '');
	}
	// The figures are those of what is chosen now: the style compares the two.
	for (const field of form.querySelectorAll('input')) {
		field.defaultChecked = field.checked;
		field.defaultValue = field.value;
	}
	delete form.dataset.typed;
	history.replaceState(null, '', address);
}

/** While an amount is typed the figures say another one: the style sees that, too. */
function types({ target }) {
	if (target.type === 'text' && target.form?.dataset.follows !== undefined) {
		target.form.dataset.typed = '';
	}
}

// Keys ----------------------------------------------------------------------------------------

let goes = false;
/** `g` and a letter goes to a place, `/` to the search box, also where no module wakes up. The list
 * of keys comes with the module, and whoever turned them off there has none. */
function key(event) {
	const { target, key } = event;
	const writes = target.matches?.('input, textarea, select') || event.isComposing;
	if (writes || event.ctrlKey || event.metaKey || event.altKey || off()) {
		return;
	}
	const place = goes && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
	goes = !place && key === 'g';
	const search = key === '/' && document.querySelector('main input[type=search]');
	if (place) {
		place.click();
	} else if (search) {
		event.preventDefault();
		search.focus();
	}
}

function off() {
	try {
		return localStorage.getItem('shortcuts') === 'off';
	} catch {
		return false;
	}
}

// The worker ----------------------------------------------------------------------------------

let wanted = false;
let later;

/** A page that came without a document is looked at by the worker, once it stands. */
function keep() {
	clearTimeout(later);
	later = setTimeout(() => worker.controller?.postMessage({ keep: location.href }), 1000);
}

function taken() {
	if (wanted) {
		location.reload();
	} else if (stays !== undefined) {
		keep();
	}
}

/** Offers a release that is there and waits. */
function watch(registration) {
	const ready = (fresh) => {
		if (fresh?.state === 'installed' && worker.controller) {
			offer(() => {
				wanted = true;
				fresh.postMessage('take over');
			});
		}
	};
	ready(registration.waiting);
	registration.addEventListener('updatefound', () => {
		const fresh = registration.installing;
		fresh.addEventListener('statechange', () => ready(fresh));
	});
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible') {
			registration.update().catch(() => {});
		}
	});
}

function register() {
	// Without a connection, the worker that is there stays.
	worker.register('/sw.js', { updateViaCache: 'none' }).catch(() => {});
	worker.ready.then(watch);
}

if (release !== undefined) {
	window.fetch = checked;
}
state();
list();
addEventListener('offline', state);
addEventListener('online', back);
document.addEventListener('keydown', key);
addEventListener('click', follow, true);
addEventListener('submit', hold, true);
addEventListener('submit', once);
addEventListener('pageshow', afresh);
addEventListener('change', choose);
addEventListener('input', types);
if (worker) {
	worker.addEventListener('controllerchange', taken);
	if (stays !== undefined) {
		window.navigation?.addEventListener('currententrychange', keep);
	}
	if (document.readyState === 'complete') {
		register();
	} else {
		addEventListener('load', register);
	}
}
