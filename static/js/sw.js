// The service worker: a page for when the server cannot be reached, and the files
// of this release. No module, as not every browser takes one for this; /sw.js
// names the folder of the files and brings this in.
//
// Feeds, moves and data never pass through here: for them the worker does not
// answer, and browsers that can are told not to ask it. It neither takes over
// pages that are open nor replaces an older worker before those are closed: both
// would throw pages out of the cache for going back, and take files away from a
// page of another release.

const worker = /** @type {ServiceWorkerGlobalScope & { files: string }} */ (/** @type {unknown} */ (self));
const offline = '/offline';

worker.addEventListener('install', (e) => {
	const { addRoutes } = /** @type {any} */ (e);
	const others = { not: { or: [{ requestMode: 'navigate' }, { urlPattern: `${worker.files}*` }] } };
	e.waitUntil(Promise.all([
		keep(),
		addRoutes?.call(e, { condition: others, source: 'network' }).catch(() => {}), // it is only faster
	]));
});

// Keeps the offline page with all that it names, which a page has just brought
// from the same addresses: little of it comes over the network.
async function keep() {
	const page = await fetch(offline, { cache: 'no-cache' });
	if (!page.ok) throw new Error(`${offline}: ${page.status}`);
	const named = [...(await page.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg))"/g)];
	const needs = [...new Set(named.map(([, path]) => path))];
	// Another release may have answered, in an upgrade: this one is tried again at the next page.
	if (needs.some((path) => !path.startsWith(worker.files))) throw new Error(`${offline} is not of ${worker.files}`);
	const cache = await caches.open(worker.files);
	await cache.addAll(needs);
	await cache.put(offline, page);
}

worker.addEventListener('activate', (e) => {
	const forget = async () => {
		const names = await caches.keys();
		await Promise.all(names.filter((name) => name !== worker.files).map((name) => caches.delete(name)));
	};
	e.waitUntil(forget());
});

worker.addEventListener('fetch', (e) => {
	const { request } = e;
	const { origin, pathname } = new URL(request.url);
	if (request.method !== 'GET' || origin !== location.origin) return;
	if (pathname.startsWith(worker.files)) e.respondWith(file(e));
	else if (request.mode === 'navigate' && !/\.\w+$|\/feed$/.test(pathname)) e.respondWith(page(request));
});

/** A page comes from the server or not at all. @param {Request} request */
async function page(request) {
	try {
		return await fetch(request);
	} catch {
		return await caches.match(offline, { ignoreVary: true }) ?? Response.error();
	}
}

/** A file never changes. Where nothing can be kept, it comes from the server. @param {FetchEvent} e */
async function file(e) {
	const cache = await caches.open(worker.files).catch(() => {});
	const kept = await cache?.match(e.request, { ignoreVary: true }).catch(() => {});
	if (kept) return kept;
	const answer = await fetch(e.request);
	if (cache && answer.ok) e.waitUntil(cache.put(e.request, answer.clone()).catch(() => {}));
	return answer;
}
