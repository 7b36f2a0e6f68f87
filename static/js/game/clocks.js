// The clocks of the page, set from the server's latest state.

import * as words from '../../words/en.json';
import { opposite } from '../board/squares.js';
import { part } from '../dom.js';
import { now } from '../offset.js';
import { fill } from '../words.js';

/** @typedef {import('../board/chess-clock.js').ChessClock} ChessClock */
/** @typedef {import('./game.js').Game} Game */
/** @typedef {import('../board/squares.js').Color} Color */

const maxGrace = 2000; // ms that the server waits for a move on its way
const margin = 250; // ms more, for the server to notice by itself
const reportPause = 500; // ms from one report of a flag to the next, at first
const maxReportPause = 5000;

export class Clocks {
	#reporting = false;

	/**
	 * @param {HTMLElement} main
	 * @param {Game} game
	 * @param {() => number} clockOffset ms that the clock of this machine is ahead of the server's
	 * @param {() => Promise<unknown>} flag reports to the server that a flag has fallen
	 */
	constructor(main, game, clockOffset, flag) {
		this.main = main;
		this.game = game;
		this.delay = Number(main.dataset.delay); // ms by which events come late here
		this.clockOffset = clockOffset;
		this.flag = flag;
		if (game.you) main.addEventListener('chess-clock-out', () => this.#reportFlag());
	}

	/** Sets all clocks by the newest state. */
	draw() {
		const { clock, status } = this.game.state;
		if (!clock) return;
		for (const color of /** @type {Color[]} */ (['white', 'black'])) {
			const el = /** @type {ChessClock | null} */ (this.main.querySelector(`.strip[data-color="${color}"] chess-clock`));
			if (!el) continue;
			el.toggleAttribute('data-stopped', status !== 'playing');
			el.show(this.left(color), clock.running === color && !this.#moved(color));
		}
		const first = /** @type {ChessClock | null} */ (part(this.main, 'first'));
		first?.show(Math.max(0, (clock.first ?? 0) - this.#since()), !!clock.first && !this.#moved(this.game.state.turn));
	}

	/** Whether a side is short of time. @param {Color} color */
	low(color) {
		const el = this.main.querySelector(`.strip[data-color="${color}"] chess-clock`);
		return !!el?.hasAttribute('data-low');
	}

	/** Both times in words; "" without clocks. */
	inWords() {
		const { clock, turn } = this.game.state;
		if (!clock) return '';
		const other = opposite(turn);
		return /** @type {Color[]} */ ([turn, other]).map((color) => hasLeft(color, Math.floor(this.left(color) / 1000))).join('. ');
	}

	/** ms that a side has left. @param {Color} color */
	left(color) {
		const { clock } = this.game.state;
		const gone = clock?.running === color ? this.#since() : 0;
		return Math.max(0, (clock?.[color] ?? 0) - gone);
	}

	/** ms since the state, up to the move made here if there is one: the clock stops with it. */
	#since() {
		const { pending, state } = this.game;
		const until = pending && this.#moved(state.turn) ? pending.at : now();
		return Math.max(0, until - this.clockOffset() - this.delay - state.at);
	}

	/** Whether the side has made a move here that the server has not confirmed. @param {Color} color */
	#moved(color) {
		return color === this.game.you && !!this.game.pending;
	}

	/** Reports a flag that the server should have noticed, until it says so. Fetches the game first, which may make the report needless. */
	async #reportFlag() {
		if (this.#reporting) return;
		this.#reporting = true;
		const { clock } = this.game.state;
		const quota = clock?.running ? clock.lag[clock.running].quota : 0;
		let wait = reportPause;
		await pause(Math.min(quota, maxGrace) + margin);
		while (this.#isFlagDown()) {
			await this.game.fetch();
			if (this.#isFlagDown()) await this.flag();
			await pause(wait);
			wait = Math.min(maxReportPause, wait * 2);
		}
		this.#reporting = false;
	}

	#isFlagDown() {
		const { clock, status } = this.game.state;
		return status === 'playing' && !!clock?.running && !this.game.pending && this.left(clock.running) === 0;
	}
}

/** @param {number} ms */
function pause(ms) {
	return new Promise((resolve) => { setTimeout(resolve, ms); });
}

/** @param {Color} color @param {number} s */
function hasLeft(color, s) {
	const side = words.side[color], n = s % 60;
	return s < 60 ? fill(words.hasSeconds, { side, n }) : fill(words.hasMinutes, { side, minutes: Math.floor(s / 60), n });
}
