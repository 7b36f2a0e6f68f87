// The script of every page but the lab's, served with all that it imports in it.
// Pages work without it; this file finds what the page has and starts the code
// for it.

import { start as follow } from './page.js';
import { start as list } from './lobby.js';
import { start as watch } from './watch.js';

/** @type {[string, (el: HTMLElement) => void][]} */
const parts = [['main[data-game]', follow], ['main[data-watch]', watch], ['[data-lobby]', list]];

for (const [selector, start] of parts) {
	/** @type {HTMLElement | null} */
	const el = document.querySelector(selector);
	if (el) start(el);
}
