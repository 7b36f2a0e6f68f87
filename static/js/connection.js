// Says how the page is connected: a word in sight at all times, and a spoken
// one when the connection is gone for a while and when it is back.

import { write } from './dom.js';
import { live } from './words.js';

/** @typedef {import('./transport/common.js').State} State */

const patience = 5000; // ms without a connection before it is said aloud

export class Connection {
	/** @type {State} */
	#state = 'connecting';
	#sending = false;
	#lost = false;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#worry;

	/**
	 * @param {HTMLElement | null} chip in sight as long as there is something to connect to
	 * @param {HTMLElement | null} trouble in sight when there is a need
	 * @param {(text: string) => void} say
	 */
	constructor(chip, trouble, say) {
		this.chip = chip;
		this.trouble = trouble;
		this.say = say;
	}

	/** @param {State} state */
	set state(state) {
		this.#state = state;
		this.#draw();
		if (state === 'retry') this.#worry ??= setTimeout(() => { this.#lost = true; this.say(live.lost); }, patience);
		if (state !== 'open' && state !== 'stopped') return;
		clearTimeout(this.#worry);
		this.#worry = undefined;
		if (this.#lost && state === 'open') this.say(live.back);
		this.#lost = false;
	}

	/** Whether a move made here has to be sent again. @param {boolean} yes */
	set sending(yes) {
		if (yes === this.#sending) return;
		this.#sending = yes;
		this.#draw();
	}

	/** A move that is on its way comes first. */
	#draw() {
		const state = this.#sending ? 'sending' : this.#state;
		const broken = state === 'sending' || state === 'retry';
		for (const el of [this.chip, this.trouble]) {
			if (!el) continue;
			el.hidden = state === 'stopped' || (el === this.trouble && !broken);
			if (state === 'stopped') continue;
			el.dataset.state = broken ? 'retry' : state;
			write(el, broken && !navigator.onLine ? live.offline : live[state]);
		}
	}
}
