// Says how the page is connected: a word in sight at all times, a mark beside the
// board when the connection is gone for a while, and a spoken word when it is
// gone for longer and when it is back.

import { write } from './dom.js';
import { live } from './words.js';

/** @typedef {import('./transport/common.js').State} State */

const patience = 2000; // ms without a connection before it is marked beside the board
const worry = 5000; // ms before it is said aloud

export class Connection {
	/** @type {State} */
	#state = 'connecting';
	#sending = false;
	#retryAt = 0; // ms, by performance.now
	#brokenAt = 0; // ms; 0: it is not
	#lost = false;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;

	/**
	 * @param {HTMLElement | null} chip in sight as long as there is something to connect to
	 * @param {HTMLElement | null} trouble in sight when there is a need
	 * @param {(text: string) => void} say
	 */
	constructor(chip, trouble, say) {
		this.chip = chip;
		this.trouble = trouble;
		this.say = say;
		for (const change of ['online', 'offline']) addEventListener(change, () => this.#draw());
	}

	/** @param {State} state @param {number} [wait] ms until the next try */
	is(state, wait = 0) {
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
		const state = this.#sending ? 'sending' : this.#state; // a move that is on its way comes first
		const now = performance.now();
		if (state === 'open' || state === 'stopped') this.#mended(state);
		else if (state !== 'connecting') this.#brokenAt ||= now;
		const broken = this.#brokenAt > 0, gone = now - this.#brokenAt;
		for (const el of [this.chip, this.trouble]) {
			if (!el) continue;
			el.hidden = state === 'stopped' || (el === this.trouble && !(broken && gone >= patience));
			if (state === 'stopped') continue;
			el.dataset.state = broken ? 'retry' : state;
			write(el, broken ? this.#word(state, now) : live[state]);
		}
		if (!broken) return;
		if (gone >= worry && !this.#lost) {
			this.#lost = true;
			this.say(live.lost);
		}
		this.#timer = setTimeout(() => this.#draw(), 500);
	}

	/** @param {State | 'sending'} state @param {number} now */
	#word(state, now) {
		if (!navigator.onLine) return live.offline;
		if (state === 'sending') return live.sending;
		const seconds = Math.ceil((this.#retryAt - now) / 1000);
		return state === 'retry' && seconds > 1 ? live.retryIn(seconds) : live.retry;
	}

	/** @param {State} state */
	#mended(state) {
		this.#brokenAt = 0;
		if (this.#lost && state === 'open') this.say(live.back);
		this.#lost = false;
	}
}
