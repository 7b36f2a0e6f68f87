// The clocks of the page: what they show, from what the server said last.

import { opposite } from '../board/squares.js';
import { part } from '../dom.js';
import { now } from '../offset.js';
import { live, words } from '../words.js';

/** @typedef {import('../board/chess-clock.js').ChessClock} ChessClock */
/** @typedef {import('./game.js').Game} Game */
/** @typedef {import('../board/squares.js').Color} Color */

const mostGrace = 2000; // ms that the server waits for a move on its way
const margin = 250; // ms more, for the server to tell by itself
const again = 500; // ms from one reminder of a flag to the next
const longest = 5000;

export class Clocks {
	#calling = false;

	/**
	 * @param {HTMLElement} main
	 * @param {Game} game
	 * @param {() => number} ahead ms that the clock of this machine is ahead of the server's
	 * @param {() => Promise<unknown>} flag tells the server that a flag has fallen
	 */
	constructor(main, game, ahead, flag) {
		this.main = main;
		this.game = game;
		this.delay = Number(main.dataset.delay); // ms by which what is seen here is old
		this.ahead = ahead;
		this.flag = flag;
		if (game.you) main.addEventListener('chess-clock-out', () => this.#out());
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
	spoken() {
		const { clock, turn } = this.game.state;
		if (!clock) return '';
		const other = opposite(turn);
		return /** @type {Color[]} */ ([turn, other]).map((color) => live.has(words[color], Math.floor(this.left(color) / 1000))).join('. ');
	}

	/** ms that a side has left. @param {Color} color */
	left(color) {
		const { clock } = this.game.state;
		const gone = clock?.running === color ? this.#since() : 0;
		return Math.max(0, (clock?.[color] ?? 0) - gone);
	}

	/** ms since the state, or until a move was made here: its time has stopped then. */
	#since() {
		const { pending, state } = this.game;
		const until = pending && this.#moved(state.turn) ? pending.at : now();
		return Math.max(0, until - this.ahead() - this.delay - state.at);
	}

	/** Whether the side has moved here, and only the server does not know. @param {Color} color */
	#moved(color) {
		return color === this.game.you && !!this.game.pending;
	}

	/** Reminds the server of a flag that is long down, until it says so: first by asking, which costs nobody a refusal. */
	async #out() {
		if (this.#calling) return;
		this.#calling = true;
		const { clock } = this.game.state;
		const quota = clock?.running ? clock.lag[clock.running].quota : 0;
		let wait = again;
		await pause(Math.min(quota, mostGrace) + margin);
		while (this.#isOut()) {
			await this.game.fetch();
			if (this.#isOut()) await this.flag();
			await pause(wait);
			wait = Math.min(longest, wait * 2);
		}
		this.#calling = false;
	}

	#isOut() {
		const { clock, status } = this.game.state;
		return status === 'playing' && !!clock?.running && !this.game.pending && this.left(clock.running) === 0;
	}
}

/** @param {number} ms */
function pause(ms) {
	return new Promise((resolve) => { setTimeout(resolve, ms); });
}
