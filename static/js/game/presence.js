// Who is there: the players, by a word beside their names, the spectators by
// their number, and a claim when the opponent has gone.

import { part, write } from '../dom.js';
import { now } from '../offset.js';
import { live } from '../words.js';

/** @typedef {import('../board/squares.js').Color} Color */
/** @typedef {{online: boolean, away?: number}} Attendance away: since when, Unix milliseconds */
/** @typedef {{white?: Attendance | null, black?: Attendance | null, spectators?: number}} Present */

export class Presence {
	/** @type {Present} */
	#present = {};
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#said = false;

	/**
	 * @param {HTMLElement} main
	 * @param {import('./game.js').Game} game
	 * @param {() => number} ahead ms that the clock of this machine is ahead of the server's
	 * @param {(text: string) => void} say
	 */
	constructor(main, game, ahead, say) {
		this.main = main;
		this.game = game;
		this.ahead = ahead;
		this.say = say;
		this.wait = Number(main.dataset.goneAfter); // ms; 0: the game cannot be claimed
		const away = (/** @type {string | undefined} */ since) => ({ online: !since, away: Number(since) || undefined });
		this.#present = { white: away(main.dataset.awayWhite), black: away(main.dataset.awayBlack) };
	}

	/** @param {Present} present */
	show(present) {
		this.#present = present;
		const watchers = part(this.main, 'watchers');
		if (watchers) watchers.hidden = !present.spectators;
		write(watchers, live.watchers(present.spectators ?? 0));
		this.draw();
	}

	/** Draws what is known, by the newest state of the game. */
	draw() {
		const { status, ply } = this.game.state;
		for (const color of /** @type {Color[]} */ (['white', 'black'])) {
			const chip = this.main.querySelector(`.strip[data-color="${color}"] .away`);
			const there = this.#present[color]?.online ?? true;
			if (chip) /** @type {HTMLElement} */ (chip).hidden = there || status !== 'playing';
		}
		clearTimeout(this.#timer);
		const { you } = this.game;
		const since = you ? this.#present[you === 'white' ? 'black' : 'white']?.away : undefined;
		const gone = !!since && this.wait > 0 && status === 'playing' && ply >= 2;
		this.#offer(gone ? since + this.wait - (now() - this.ahead()) : NaN);
	}

	/** Counts down to the claim, and offers it. @param {number} left ms; NaN: the opponent is there */
	#offer(left) {
		const box = part(this.main, 'gone');
		if (!box) return;
		box.hidden = Number.isNaN(left);
		if (box.hidden) {
			this.#said = false;
			return;
		}
		const due = left <= 0;
		write(part(box, 'gone-text'), due ? live.goneFor : live.goneSoon(Math.ceil(left / 1000)));
		const form = part(box, 'gone-claim');
		if (form) form.hidden = !due;
		if (!this.#said || (due && box.dataset.due !== 'yes')) this.say(due ? live.goneFor : live.gone);
		this.#said = true;
		box.dataset.due = due ? 'yes' : 'no';
		if (!due) this.#timer = setTimeout(() => this.draw(), left % 1000 || 1000);
	}
}
