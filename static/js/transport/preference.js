// Which transport a visitor wants: the address says, or the last choice made in
// this browser, or what is usual.

import { names } from './transports.js';

/** @typedef {import('./transports.js').TransportName} TransportName */

const key = 'transport';

/**
 * @param {string} usual
 * @returns {TransportName}
 */
export function chosen(usual) {
	const asked = new URLSearchParams(location.search).get(key) ?? '';
	return names.find((name) => name === asked) ?? names.find((name) => name === remembered()) ?? names.find((name) => name === usual) ?? 'sse';
}

/** @param {TransportName} name */
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
