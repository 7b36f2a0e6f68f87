// The board of a player: a grid of buttons. Press a piece and a square, or drag,
// or walk with the arrow keys. It knows no rules; moves are given to it.

import { live } from '../words.js';
import { draggable } from './drag.js';
import { walk } from './keyboard.js';
import { pieceName } from './notation.js';
import { choosePiece } from './promotion.js';
import { choices, colorOf } from './squares.js';

/** @typedef {import('./chess-board.js').ChessBoard} ChessBoard */

/**
 * @typedef {object} GridListener
 * @property {(uci: string, dropped: boolean) => void} move one was made; dropped: the piece lies there already
 * @property {() => void} other something else was pressed
 * @property {() => void} clocks the key for the clocks
 */

export class Grid {
	#choices = choices([], new Map());
	#ahead = false;
	#selected = '';
	#planned = '';
	#letGo = () => {};

	/**
	 * @param {ChessBoard} board
	 * @param {GridListener} on
	 * @param {string} [selected]
	 */
	constructor(board, on, selected = '') {
		this.board = board;
		this.on = on;
		this.#selected = selected;
		this.#build();
		walk(board, { flip: () => board.dispatchEvent(new CustomEvent('chess-flip')), clocks: on.clocks });
		this.#letGo = draggable(board, {
			can: (square) => this.#choices.has(square) && !this.#goals().has(square),
			lift: (square) => this.#take(square),
			press: (square) => this.#press(square),
			over: (square) => board.mark('over', this.#goals().has(square) ? [square] : []),
			drop: (from, to) => this.#move(from, to, true),
			cancel: () => this.#take(''),
		});
	}

	#build() {
		const { board } = this;
		board.setAttribute('role', 'grid');
		board.setAttribute('aria-label', live.board);
		for (const rank of board.children) rank.setAttribute('role', 'row');
		for (const cell of board.cells.values()) {
			cell.setAttribute('role', 'gridcell');
			const button = document.createElement('button');
			button.type = 'button';
			button.className = 'at';
			button.tabIndex = -1;
			button.append(...(cell.firstElementChild?.children ?? []));
			cell.replaceChildren(button);
		}
	}

	/**
	 * The moves that may be made here.
	 * @param {string[]} moves UCI
	 * @param {boolean} ahead whether they are for later
	 */
	offer(moves, ahead) {
		this.#choices = choices(moves, this.board.pieces);
		this.#ahead = ahead;
		if (!this.#choices.has(this.#selected)) this.#selected = '';
		this.#mark();
	}

	/** A move that is to be made later; "" for none. */
	set planned(/** @type {string} */ uci) {
		this.#planned = uci;
		this.#mark();
	}

	/** Whether a piece is chosen. */
	get busy() {
		return this.#selected !== '';
	}

	/** Chooses the piece that moves next; "" for none. @param {string} square */
	select(square) {
		if (!square) this.#letGo();
		if (square === this.#selected) return;
		this.#selected = square;
		this.#mark();
	}

	/** Where the chosen piece may go. */
	#goals() {
		return this.#choices.get(this.#selected) ?? new Map();
	}

	/** @param {string} square */
	#take(square) {
		this.select(square);
		this.on.other();
	}

	/** @param {string} square */
	#press(square) {
		if (this.#goals().has(square)) this.#move(this.#selected, square, false);
		else this.#take(square !== this.#selected && this.#choices.has(square) ? square : '');
	}

	/** @param {string} from @param {string} to @param {boolean} dropped */
	async #move(from, to, dropped) {
		const moves = this.#choices.get(from)?.get(to) ?? [];
		const cell = this.board.cells.get(to);
		let [uci] = moves;
		if (moves.length > 1 && cell) {
			const color = colorOf(this.board.pieces.get(from));
			uci = from + to + await choosePiece(cell, color === 'black' ? 'black' : 'white');
		}
		this.select('');
		// The game may have moved on while the piece was being chosen.
		if (uci && this.#choices.get(from)?.get(to)?.includes(uci)) this.on.move(uci, dropped);
	}

	/** Draws what may be done, and names the squares. */
	#mark() {
		const { board } = this, { pieces } = board, goals = this.#goals();
		const plan = [this.#planned.slice(0, 2), this.#planned.slice(2, 4)];
		board.toggleAttribute('data-ahead', this.#ahead);
		board.mark('can', [...this.#choices.keys()]);
		board.mark('selected', [this.#selected]);
		board.mark('target', [...goals.keys()].filter((square) => !pieces.has(square)));
		board.mark('capture', [...goals.keys()].filter((square) => pieces.has(square)));
		board.mark('premove', plan);
		for (const [square, cell] of board.cells) {
			const chosen = this.#selected === square;
			const parts = [square, pieceName(pieces.get(square))];
			if (goals.has(square)) parts.push(this.#ahead ? live.canPremoveHere : live.canMoveHere);
			if (chosen) parts.push(live.chosen);
			if (plan.includes(square)) parts.push(live.planned);
			cell.ariaSelected = chosen ? 'true' : null;
			board.at(square)?.setAttribute('aria-label', parts.join(', '));
		}
	}
}
