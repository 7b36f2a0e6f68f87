// The board of a player, a grid of buttons: click a piece and a square, or drag, or
// use the arrow keys. It knows no rules; it is told which moves there are.

import * as words from '../../words/en.json';
import { draggable } from './drag.js';
import { arrowKeys } from './keyboard.js';
import { pieceName } from './notation.js';
import { choosePromotion } from './promotion.js';
import { colorOf, movesBySquare } from './squares.js';

/** @typedef {import('./chess-board.js').ChessBoard} ChessBoard */

/**
 * @typedef {object} GridListener
 * @property {(uci: string, dropped: boolean) => void} move dropped: the piece lies there already
 * @property {() => void} deselect something other than a move was pressed
 * @property {() => void} clocks the key that announces the clocks was pressed
 */

export class Grid {
	#moves = movesBySquare([], new Map());
	#premoves = false; // whether the moves are premoves
	#selected = '';
	#premove = '';
	#releaseDrag = () => {};

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
		arrowKeys(board, { flip: () => board.dispatchEvent(new CustomEvent('chess-flip')), clocks: on.clocks });
		this.#releaseDrag = draggable(board, {
			canMove: (square) => this.#moves.has(square) && !this.#destinations().has(square),
			lift: (square) => this.#pick(square),
			press: (square) => this.#press(square),
			over: (square) => board.mark('over', this.#destinations().has(square) ? [square] : []),
			drop: (from, to) => this.#move(from, to, true),
			cancel: () => this.#pick(''),
		});
	}

	#build() {
		const { board } = this;
		board.setAttribute('role', 'grid');
		board.setAttribute('aria-label', words.chessBoard);
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
	 * Sets the moves that may be made.
	 * @param {string[]} moves UCI
	 * @param {boolean} premoves whether they are for later
	 */
	setMoves(moves, premoves) {
		this.#moves = movesBySquare(moves, this.board.pieces);
		this.#premoves = premoves;
		if (!this.#moves.has(this.#selected)) this.#selected = '';
		this.#mark();
	}

	/** The premove to be marked; "" for none. */
	set premove(/** @type {string} */ uci) {
		this.#premove = uci;
		this.#mark();
	}

	/** Whether a piece is selected. */
	get hasSelection() {
		return this.#selected !== '';
	}

	/** Selects the piece that moves next; "" for none. @param {string} square */
	select(square) {
		if (!square) this.#releaseDrag();
		if (square === this.#selected) return;
		this.#selected = square;
		this.#mark();
	}

	/** Where the selected piece may go. */
	#destinations() {
		return this.#moves.get(this.#selected) ?? new Map();
	}

	/** @param {string} square */
	#pick(square) {
		this.select(square);
		this.on.deselect();
	}

	/** @param {string} square */
	#press(square) {
		if (this.#destinations().has(square)) this.#move(this.#selected, square, false);
		else this.#pick(square !== this.#selected && this.#moves.has(square) ? square : '');
	}

	/** @param {string} from @param {string} to @param {boolean} dropped */
	async #move(from, to, dropped) {
		const moves = this.#moves.get(from)?.get(to) ?? [];
		const cell = this.board.cells.get(to);
		let [uci] = moves;
		if (moves.length > 1 && cell) {
			const color = colorOf(this.board.pieces.get(from));
			uci = from + to + await choosePromotion(cell, color === 'black' ? 'black' : 'white');
		}
		this.select('');
		// The game may have gone on while the promotion was being chosen.
		if (uci && this.#moves.get(from)?.get(to)?.includes(uci)) this.on.move(uci, dropped);
	}

	/** Marks the moves, and labels the squares. */
	#mark() {
		const { board } = this, { pieces } = board, destinations = this.#destinations();
		const premove = [this.#premove.slice(0, 2), this.#premove.slice(2, 4)];
		board.toggleAttribute('data-ahead', this.#premoves);
		board.mark('can', [...this.#moves.keys()]);
		board.mark('selected', [this.#selected]);
		board.mark('target', [...destinations.keys()].filter((square) => !pieces.has(square)));
		board.mark('capture', [...destinations.keys()].filter((square) => pieces.has(square)));
		board.mark('premove', premove);
		for (const [square, cell] of board.cells) {
			const selected = this.#selected === square;
			const parts = [square, pieceName(pieces.get(square))];
			if (destinations.has(square)) parts.push(this.#premoves ? words.canPremoveHere : words.canMoveHere);
			if (selected) parts.push(words.chosen);
			if (premove.includes(square)) parts.push(words.premove);
			cell.ariaSelected = selected ? 'true' : null;
			board.at(square)?.setAttribute('aria-label', parts.join(', '));
		}
	}
}
