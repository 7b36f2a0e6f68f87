// Says how the page is connected: a word that always shows, a mark beside the board
// once the connection has been gone for a while, and an announcement when it has been
// gone for longer and when it is back.

import * as words from '../words/en.json';
import { setText } from './dom.js';
import { fill } from './words.js';

/** @typedef {import('./transport/common.js').State} State */

const markAfter = 2000; // ms without a connection
const announceAfter = 5000; // ms

export class ConnectionStatus {
	/** @type {State} */
	#state = 'connecting';
	#sending = false;
	#retryAt = 0; // ms, by performance.now
	#brokenAt = 0; // ms; 0: not broken
	#lost = false; // whether that was announced
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;

	/**
	 * @param {HTMLElement | null} chip shows as long as there is something to connect to
	 * @param {HTMLElement | null} trouble shows when the connection is gone
	 * @param {(text: string) => void} say
	 */
	constructor(chip, trouble, say) {
		this.chip = chip;
		this.trouble = trouble;
		this.say = say;
		for (const change of ['online', 'offline']) addEventListener(change, () => this.#draw());
	}

	/** @param {State} state @param {number} [wait] ms until the next try */
	show(state, wait = 0) {
		this.#state = state;
		this.#retryAt = performance.now() + wait;
		this.#draw();
	}

	/** Whether a move made here has to be sent again. @param {boolean} yes */
	set sending(yes) {
		if (yes === this.#sending) return;
		this.#sending = yes;
		this.#draw();
	}

	#draw() {
		clearTimeout(this.#timer);
		const state = this.#sending ? 'sending' : this.#state; // a move on its way matters more
		const now = performance.now();
		if (state === 'open' || state === 'stopped') this.#restored(state);
		else if (state !== 'connecting') this.#brokenAt ||= now;
		const broken = this.#brokenAt > 0, gone = now - this.#brokenAt;
		for (const el of [this.chip, this.trouble]) {
			if (!el) continue;
			el.hidden = state === 'stopped' || (el === this.trouble && !(broken && gone >= markAfter));
			if (state === 'stopped') continue;
			el.dataset.state = broken ? 'retry' : state;
			setText(el, broken ? this.#word(state, now) : words.connection[state]);
		}
		if (!broken) return;
		if (gone >= announceAfter && !this.#lost) {
			this.#lost = true;
			this.say(words.connectionLost);
		}
		this.#timer = setTimeout(() => this.#draw(), 500);
	}

	/** @param {State | 'sending'} state @param {number} now */
	#word(state, now) {
		if (!navigator.onLine) return words.offline;
		if (state === 'sending') return words.connection.sending;
		const seconds = Math.ceil((this.#retryAt - now) / 1000);
		return state === 'retry' && seconds > 1 ? fill(words.retryIn, { n: seconds }) : words.connection.retry;
	}

	/** @param {State} state */
	#restored(state) {
		this.#brokenAt = 0;
		if (this.#lost && state === 'open') this.say(words.connectedAgain);
		this.#lost = false;
	}
}
