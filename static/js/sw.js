// The service worker: a page for when the server cannot be reached, and the files
// of this release. It is not a module, since not every browser accepts one as a service
// worker; /sw.js sets the folder of the files and imports this.
//
// Feeds, moves and data never pass through here: the worker does not answer for
// them, and browsers with static routes do not even ask it. It neither takes over
// open pages nor replaces an older worker before they are closed: both would throw
// pages out of the back-forward cache, and take files away from a page of another
// release.

const worker = /** @type {ServiceWorkerGlobalScope & { files: string }} */ (/** @type {unknown} */ (self));
const offline = '/offline';

worker.addEventListener('install', (e) => {
	const { addRoutes } = /** @type {any} */ (e);
	const others = { not: { or: [{ requestMode: 'navigate' }, { urlPattern: `${worker.files}*` }] } };
	e.waitUntil(Promise.all([
		cacheOffline(),
		addRoutes?.call(e, { condition: others, source: 'network' }).catch(() => {}), // only an optimisation
	]));
});

// Caches the offline page and all that it names. A page has just loaded most of that
// from the same addresses, so little of it comes over the network.
async function cacheOffline() {
	const page = await fetch(offline, { cache: 'no-cache' });
	if (!page.ok) throw new Error(`${offline}: ${page.status}`);
	const named = [...(await page.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg))"/g)];
	const needs = [...new Set(named.map(([, path]) => path))];
	// During an upgrade another release may have answered: the next page tries again.
	if (needs.some((path) => !path.startsWith(worker.files))) throw new Error(`${offline} is not of ${worker.files}`);
	const cache = await caches.open(worker.files);
	await cache.addAll(needs);
	await cache.put(offline, page);
}

worker.addEventListener('activate', (e) => {
	const deleteOld = async () => {
		const names = await caches.keys();
		await Promise.all(names.filter((name) => name !== worker.files).map((name) => caches.delete(name)));
	};
	e.waitUntil(deleteOld());
});

worker.addEventListener('fetch', (e) => {
	const { request } = e;
	const { origin, pathname } = new URL(request.url);
	if (request.method !== 'GET' || origin !== location.origin) return;
	if (pathname.startsWith(worker.files)) e.respondWith(file(e));
	else if (request.mode === 'navigate' && !/\.\w+$|\/feed$/.test(pathname)) e.respondWith(page(request));
});

/** A page comes from the server, or else it is the offline page. @param {Request} request */
async function page(request) {
	try {
		return await fetch(request);
	} catch {
		return await caches.match(offline, { ignoreVary: true }) ?? Response.error();
	}
}

/** A file never changes. Where nothing can be cached, it comes from the server. @param {FetchEvent} e */
async function file(e) {
	const cache = await caches.open(worker.files).catch(() => {});
	const kept = await cache?.match(e.request, { ignoreVary: true }).catch(() => {});
	if (kept) return kept;
	const answer = await fetch(e.request);
	if (cache && answer.ok) e.waitUntil(cache.put(e.request, answer.clone()).catch(() => {}));
	return answer;
}
