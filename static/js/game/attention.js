// Has a player notice that it is their turn, and that a game runs: the icon of
// the tab, a notification if they want one, a screen that stays on if they want
// that, and a question before they leave. The title is the server's as well:
// drawState writes it.

import { live, words } from '../words.js';

const still = matchMedia('(prefers-reduced-motion: reduce)');
const { dataset } = document.documentElement; // what the visitor wants

export class Attention {
	/** @type {ReturnType<typeof setInterval> | undefined} */
	#blinking;
	/** @type {Notification | undefined} */
	#note;
	/** @type {Promise<WakeLockSentinel | undefined> | undefined} */
	#lock;
	#icon = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel=icon]'));
	#usual = this.#icon?.href ?? '';

	/**
	 * @param {HTMLElement} main
	 * @param {import('./game.js').Game} game
	 */
	constructor(main, game) {
		this.main = main;
		this.game = game;
		for (const change of ['focus', 'blur', 'pageshow']) addEventListener(change, () => this.draw());
		document.addEventListener('visibilitychange', () => {
			if (!document.hidden) this.#note?.close();
			this.draw();
		});
	}

	/** Draws what follows from the newest state. */
	draw() {
		const { state: { status, clock }, you } = this.game;
		const runs = status === 'playing' && !!clock;
		this.#blink(this.game.mine && !document.hasFocus());
		this.#keepAwake(runs && 'awake' in dataset && !document.hidden);
		// Only while it is needed: in some browsers it keeps a page from being kept for the way back.
		if (runs && you && clock.running) addEventListener('beforeunload', ask);
		else removeEventListener('beforeunload', ask);
	}

	/** @param {import('../transport/event.js').GameEvent} event */
	hear({ kind, san, turn }) {
		const { id, you } = this.game;
		if (!document.hidden || !('notify' in dataset) || !('Notification' in window) || Notification.permission !== 'granted') return;
		if (!you || !(kind === 'joined' || kind === 'move' && turn === you)) return;
		const opponent = this.main.querySelector(`.strip:not([data-color="${you}"]) .name`)?.textContent ?? '';
		const text = kind === 'joined' ? live.joined : `${words['your turn']}: ${live.turnOf(opponent, san ?? '')}`;
		try {
			const note = this.#note = new Notification('Kibitz', { body: text, tag: id, icon: this.#usual });
			note.onclick = () => { window.focus(); note.close(); };
		} catch {
			// Some phones show only what a service worker sends.
		}
	}

	/** @param {boolean} on */
	#blink(on) {
		if (on === !!this.#blinking) return;
		clearInterval(this.#blinking);
		this.#blinking = undefined;
		this.#mark(on);
		if (on) this.#blinking = setInterval(() => this.#mark(still.matches || this.#icon?.href === this.#usual), 1000);
	}

	/** @param {boolean} on */
	#mark(on) {
		if (this.#icon) this.#icon.href = on ? this.#usual.replace('favicon', 'favicon-turn') : this.#usual;
	}

	/** A browser lets go of the lock when the page is hidden. @param {boolean} on */
	#keepAwake(on) {
		if (on === !!this.#lock) return;
		this.#lock?.then((lock) => lock?.release());
		this.#lock = on ? navigator.wakeLock?.request('screen').catch(() => undefined) : undefined;
	}
}

/** A page that nobody has touched may not ask, and need not. @param {Event} e */
function ask(e) {
	if (navigator.userActivation?.hasBeenActive ?? true) e.preventDefault();
}
