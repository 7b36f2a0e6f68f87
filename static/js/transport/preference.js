// Which transport a visitor wants: the address says, or the last choice made in
// this browser, or what is usual.

/** @typedef {import('../game/feed.js').Transport} Transport */

const names = ['polling', 'long-polling', 'sse', 'websocket'];
const key = 'transport';

/**
 * @param {string} usual
 * @returns {Transport}
 */
export function chosen(usual) {
	const asked = new URLSearchParams(location.search).get(key) ?? '';
	const name = [asked, remembered(), usual].find((n) => names.includes(n));
	return /** @type {Transport} */ (name ?? 'sse');
}

/** @param {Transport} name */
export function choose(name) {
	try {
		localStorage.setItem(key, name);
	} catch {
		// A browser that keeps nothing: the choice lasts as long as the page.
	}
	const url = new URL(location.href);
	if (!url.searchParams.has(key)) return;
	url.searchParams.set(key, name); // or a reload would take the choice back
	history.replaceState(null, '', url);
}

function remembered() {
	try {
		return localStorage.getItem(key) ?? '';
	} catch {
		return '';
	}
}
