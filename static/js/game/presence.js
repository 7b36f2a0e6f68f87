// Who is there: a word beside the name of a player who is away, the number of
// spectators, and the claim once the opponent has gone.

import * as words from '../../words/en.json';
import { part, setText } from '../dom.js';
import { now } from '../offset.js';
import { fill } from '../words.js';

/** @typedef {import('../board/squares.js').Color} Color */
/** @typedef {{online: boolean, away?: number}} Attendance away: since when, Unix milliseconds */
/** @typedef {{white?: Attendance | null, black?: Attendance | null, spectators?: number}} Presences */

export class Presence {
	/** @type {Presences} */
	#presences = {};
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#announced = false;

	/**
	 * @param {HTMLElement} main
	 * @param {import('./game.js').Game} game
	 * @param {() => number} clockOffset ms that the clock of this machine is ahead of the server's
	 * @param {(text: string) => void} say
	 */
	constructor(main, game, clockOffset, say) {
		this.main = main;
		this.game = game;
		this.clockOffset = clockOffset;
		this.say = say;
		this.wait = Number(main.dataset.goneAfter); // ms; 0: the game cannot be claimed
		const presence = (/** @type {string | undefined} */ since) => ({ online: !since, away: Number(since) || undefined });
		this.#presences = { white: presence(main.dataset.awayWhite), black: presence(main.dataset.awayBlack) };
	}

	/** @param {Presences} presences */
	show(presences) {
		this.#presences = presences;
		const watchers = part(this.main, 'watchers');
		if (watchers) watchers.hidden = !presences.spectators;
		setText(watchers, fill(words.watchers, { n: presences.spectators ?? 0 }));
		this.draw();
	}

	/** Draws by the newest state of the game. */
	draw() {
		const { status, ply } = this.game.state;
		for (const color of /** @type {Color[]} */ (['white', 'black'])) {
			const chip = this.main.querySelector(`.strip[data-color="${color}"] .away`);
			const there = this.#presences[color]?.online ?? true;
			if (chip) /** @type {HTMLElement} */ (chip).hidden = there || status !== 'playing';
		}
		clearTimeout(this.#timer);
		const { you } = this.game;
		const since = you ? this.#presences[you === 'white' ? 'black' : 'white']?.away : undefined;
		const gone = !!since && this.wait > 0 && status === 'playing' && ply >= 2;
		this.#drawClaim(gone ? since + this.wait - (now() - this.clockOffset()) : NaN);
	}

	/** Counts down to the claim, and offers it. @param {number} left ms; NaN: the opponent is there */
	#drawClaim(left) {
		const box = part(this.main, 'gone');
		if (!box) return;
		box.hidden = Number.isNaN(left);
		if (box.hidden) {
			this.#announced = false;
			return;
		}
		const due = left <= 0;
		setText(part(box, 'gone-text'), due ? words.goneNow : fill(words.goneSoon, { n: Math.ceil(left / 1000) }));
		const form = part(box, 'gone-claim');
		if (form) form.hidden = !due;
		if (!this.#announced || (due && box.dataset.due !== 'yes')) this.say(due ? words.goneNow : words.gone);
		this.#announced = true;
		box.dataset.due = due ? 'yes' : 'no';
		if (!due) this.#timer = setTimeout(() => this.draw(), left % 1000 || 1000);
	}
}
