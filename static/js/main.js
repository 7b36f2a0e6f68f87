// The one script that every page names. Pages work without it; this file finds
// what the page has and starts the code for it.

/** @type {HTMLElement | null} */
const game = document.querySelector('main[data-game]');
if (game) {
	const page = await import('./page.js');
	page.start(game);
}

/** @type {HTMLElement | null} */
const watch = document.querySelector('main[data-watch]');
if (watch) {
	const page = await import('./watch.js');
	page.start(watch);
}

/** @type {HTMLElement | null} */
const lobby = document.querySelector('[data-lobby]');
if (lobby) {
	const page = await import('./lobby.js');
	page.start(lobby);
}

/** @type {HTMLElement | null} */
const lab = document.querySelector('main[data-lab]');
if (lab) {
	const page = await import('./lab.js');
	page.start(lab);
}

export {};
