// Draws a player's attention to their turn and to a running game: the icon of the
// tab, a notification and a screen that stays on if they want those, and a question
// before they leave. The title does so, too: drawState writes it.

import * as words from '../../words/en.json';
import { fill } from '../words.js';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
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

	/** Draws by the newest state. */
	draw() {
		const { state: { status, clock }, you } = this.game;
		const runs = status === 'playing' && !!clock;
		this.#blink(this.game.canMove && !document.hasFocus());
		this.#keepAwake(runs && 'awake' in dataset && !document.hidden);
		// Only while needed: some browsers keep no page with this listener in the back-forward cache.
		if (runs && you && clock.running) addEventListener('beforeunload', askBeforeLeaving);
		else removeEventListener('beforeunload', askBeforeLeaving);
	}

	/** @param {import('../transport/event.js').GameEvent} event */
	receive({ kind, san, turn }) {
		const { id, you } = this.game;
		if (!document.hidden || !('notify' in dataset) || !('Notification' in window) || Notification.permission !== 'granted') return;
		if (!you || !(kind === 'joined' || kind === 'move' && turn === you)) return;
		const opponent = this.main.querySelector(`.strip:not([data-color="${you}"]) .name`)?.textContent ?? '';
		const text = kind === 'joined' ? words.opponentHere : fill(words.turnOf, { name: opponent, move: san ?? '' });
		try {
			const note = this.#note = new Notification('Kibitz', { body: text, tag: id, icon: this.#usual });
			note.onclick = () => { window.focus(); note.close(); };
		} catch {
			// Some phones show only notifications of a service worker.
		}
	}

	/** @param {boolean} on */
	#blink(on) {
		if (on === !!this.#blinking) return;
		clearInterval(this.#blinking);
		this.#blinking = undefined;
		this.#setIcon(on);
		if (on) this.#blinking = setInterval(() => this.#setIcon(reducedMotion.matches || this.#icon?.href === this.#usual), 1000);
	}

	/** @param {boolean} on */
	#setIcon(on) {
		if (this.#icon) this.#icon.href = on ? this.#usual.replace('favicon', 'favicon-turn') : this.#usual;
	}

	/** Browsers release the lock when the page is hidden. @param {boolean} on */
	#keepAwake(on) {
		if (on === !!this.#lock) return;
		this.#lock?.then((lock) => lock?.release());
		this.#lock = on ? navigator.wakeLock?.request('screen').catch(() => undefined) : undefined;
	}
}

/** A page that nobody has interacted with may not ask, and need not. @param {Event} e */
function askBeforeLeaving(e) {
	if (navigator.userActivation?.hasBeenActive ?? true) e.preventDefault();
}
