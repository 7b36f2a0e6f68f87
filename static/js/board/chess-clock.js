// <chess-clock>: a time that runs. It counts from a moment by the browser's
// steady clock, never down by itself, so it cannot drift; and it wakes only when
// what it shows changes.

import { write } from '../dom.js';

const short = 10_000; // ms under which tenths show
const calm = 1.5; // times the time that is short: above that it may get short again
const pause = 20_000; // ms from one warning to the next

/** Fires chess-clock-out when the time is up, chess-clock-low when it gets short. */
export class ChessClock extends HTMLElement {
	#left = 0; // ms
	#since = 0;
	#running = false;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#warned = -Infinity; // when
	#calm = true; // it may be warned

	/**
	 * @param {number} left ms from now on
	 * @param {boolean} running
	 */
	show(left, running) {
		this.#left = left;
		this.#since = performance.now();
		this.#running = running;
		this.toggleAttribute('data-running', running);
		this.#draw();
	}

	disconnectedCallback() {
		clearTimeout(this.#timer);
	}

	/** The board was turned, and the clock moved with its strip. */
	connectedCallback() {
		if (this.#running) this.#draw();
	}

	get left() {
		return Math.max(0, this.#left - (this.#running ? performance.now() - this.#since : 0));
	}

	#draw() {
		clearTimeout(this.#timer);
		const { left } = this;
		const plain = 'seconds' in this.dataset;
		write(this, plain ? wholeSeconds(left) : clockText(left));
		if (!plain) this.toggleAttribute('data-low', left < Number(this.dataset.urgent) && !('stopped' in this.dataset));
		if (!this.#running) return;
		this.#warn(left, Number(this.dataset.urgent));
		if (left === 0) {
			this.dispatchEvent(new CustomEvent('chess-clock-out', { bubbles: true }));
			return;
		}
		const step = left < short && !plain ? 100 : 1000;
		this.#timer = setTimeout(() => this.#draw(), left % step + 1);
	}

	/** Warns once; again if there was more time for a while. @param {number} left @param {number} urgent NaN: never */
	#warn(left, urgent) {
		const now = performance.now();
		if (left > urgent * calm && now - this.#warned > pause) this.#calm = true;
		if (!this.#calm || !(left < urgent)) return;
		this.#calm = false;
		this.#warned = now;
		this.dispatchEvent(new CustomEvent('chess-clock-low', { bubbles: true }));
	}
}

/**
 * A time as clocks show it, the server's too: 1:02:03, 02:03, and 00:02.3 when
 * it gets short.
 * @param {number} ms
 */
export function clockText(ms) {
	const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
	const seconds = Math.floor(ms / 1000);
	const text = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	if (seconds >= 3600) return `${Math.floor(seconds / 3600)}:${text}`;
	return ms < short ? `${text}.${Math.floor(ms / 100) % 10}` : text;
}

/** A short time: "28 s". @param {number} ms */
function wholeSeconds(ms) {
	return `${Math.ceil(ms / 1000)} s`;
}

customElements.define('chess-clock', ChessClock);
