// The page that shares a game.

import { announcer } from './announce.js';
import { copyButtons } from './copy.js';
import { part } from './dom.js';

/** @param {HTMLElement} main */
export function start(main) {
	copyButtons(main, announcer(/** @type {HTMLElement} */ (part(main, 'announce'))));
	const button = part(main, 'send');
	if (!button || !navigator.share) return;
	button.hidden = false;
	button.addEventListener('click', () => {
		navigator.share({ title: button.dataset.title, url: button.dataset.url }).catch(() => {}); // the visitor may cancel
	});
}
