// The script of every page but the lab's, bundled with all that it imports. Pages
// work without it; it finds what the page has and starts the code for that.

import { start as game } from './game/page.js';
import { start as lobby } from './lobby.js';
import { start as settings } from './settings.js';
import { start as share } from './share.js';
import { start as watch } from './watch.js';

/** @type {[string, (el: HTMLElement) => void][]} */
const starts = [
	['main[data-game]', game], ['main[data-share]', share], ['[data-watch]', watch], ['[data-lobby]', lobby],
	['form[data-settings]', (el) => settings(/** @type {HTMLFormElement} */ (el))],
];

for (const [selector, start] of starts) {
	/** @type {HTMLElement | null} */
	const el = document.querySelector(selector);
	if (el) start(el);
}

// The service worker has a page for when there is no network (sw.js). It is
// registered once this page has loaded.
if (navigator.serviceWorker) {
	const later = self.requestIdleCallback ?? setTimeout;
	const register = () => later(() => { navigator.serviceWorker.register('/sw.js').catch(() => {}); });
	if (document.readyState === 'complete') register();
	else addEventListener('load', register);
}
