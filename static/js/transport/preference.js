// Which transport a visitor prefers: the one in the address, or the last that was
// chosen in this browser, or the usual one.

import { names } from './transports.js';

/** @typedef {import('./transports.js').TransportName} TransportName */

const key = 'transport';

/**
 * @param {string} usual
 * @returns {TransportName}
 */
export function preferred(usual) {
	const wanted = new URLSearchParams(location.search).get(key) ?? '';
	return names.find((name) => name === wanted) ?? names.find((name) => name === stored()) ?? names.find((name) => name === usual) ?? 'sse';
}

/** @param {TransportName} name */
export function savePreferred(name) {
	try {
		localStorage.setItem(key, name);
	} catch {
		// This browser stores nothing: the choice lasts as long as the page.
	}
	const url = new URL(location.href);
	if (!url.searchParams.has(key)) return;
	url.searchParams.set(key, name); // otherwise a reload would undo the choice
	history.replaceState(null, '', url);
}

function stored() {
	try {
		return localStorage.getItem(key) ?? '';
	} catch {
		return '';
	}
}
