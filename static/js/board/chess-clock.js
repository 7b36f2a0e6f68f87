// <chess-clock>: a clock that runs. It computes the time left from a start by the
// browser's steady clock and never counts down by itself, so it cannot drift. It
// wakes only when its text changes.

import { setText } from '../dom.js';

const tenthsBelow = 10_000; // ms
const rearmFactor = 1.5; // above this many times the urgent time it may warn again
const warningPause = 20_000; // ms from one warning to the next

/** Fires chess-clock-out when the time is up, chess-clock-low when it is running out. */
export class ChessClock extends HTMLElement {
	#left = 0; // ms
	#since = 0;
	#running = false;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#warnedAt = -Infinity;
	#armed = true; // whether it may warn

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

	/** The board was flipped, and the clock moved with its strip. */
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
		setText(this, plain ? wholeSeconds(left) : clockText(left));
		if (!plain) this.toggleAttribute('data-low', left < Number(this.dataset.urgent) && !('stopped' in this.dataset));
		if (!this.#running) return;
		this.#warn(left, Number(this.dataset.urgent));
		if (left === 0) {
			this.dispatchEvent(new CustomEvent('chess-clock-out', { bubbles: true }));
			return;
		}
		const step = left < tenthsBelow && !plain ? 100 : 1000;
		this.#timer = setTimeout(() => this.#draw(), left % step + 1);
	}

	/** Warns once, and again after there was more time for a while. @param {number} left @param {number} urgent ms; NaN: never */
	#warn(left, urgent) {
		const now = performance.now();
		if (left > urgent * rearmFactor && now - this.#warnedAt > warningPause) this.#armed = true;
		if (!this.#armed || !(left < urgent)) return;
		this.#armed = false;
		this.#warnedAt = now;
		this.dispatchEvent(new CustomEvent('chess-clock-low', { bubbles: true }));
	}
}

/**
 * A time as clocks show it, the server's too: 1:02:03, 02:03, and 00:02.3 below ten
 * seconds.
 * @param {number} ms
 */
export function clockText(ms) {
	const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
	const seconds = Math.floor(ms / 1000);
	const text = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	if (seconds >= 3600) return `${Math.floor(seconds / 3600)}:${text}`;
	return ms < tenthsBelow ? `${text}.${Math.floor(ms / 100) % 10}` : text;
}

/** A short time: "28 s". @param {number} ms */
function wholeSeconds(ms) {
	return `${Math.ceil(ms / 1000)} s`;
}

customElements.define('chess-clock', ChessClock);
