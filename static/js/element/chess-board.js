// <chess-board>: the squares that the server drew, kept up to date. For a
// player it becomes a grid of buttons: press a piece and a square, or drag, or
// walk with the arrow keys. It knows no rules; legal moves are given to it.

import { after, changes, colorOf, pieceClass, placeOf, read, squareAt } from '../squares.js';
import { live, pieceName } from '../words.js';
import { choosePiece } from '../promote.js';
import { draggable } from './drag.js';
import { walk } from './walk.js';

/** @typedef {import('../squares.js').Pieces} Pieces */

const still = matchMedia('(prefers-reduced-motion: reduce)');
const slide = { duration: 170, easing: 'cubic-bezier(0.25, 0.7, 0.3, 1)' };

/** Fires chess-move with detail {uci, dropped}; chess-flip and chess-clocks for the keys f and c. */
export class ChessBoard extends HTMLElement {
	/** @type {Map<string, HTMLElement>} */
	#cells = new Map();
	/** @type {Pieces} */
	#pieces = new Map();
	/** @type {string[]} */
	#legal = [];
	#selected = '';
	#marks = { last: '', check: '' };
	#playable = false;

	connectedCallback() {
		this.#pieces = read(this.dataset.fen ?? '').pieces;
		this.#marks.last = this.dataset.last ?? '';
		this.#marks.check = /** @type {HTMLElement | null} */ (this.querySelector('.check'))?.dataset.sq ?? '';
		this.#collect();
	}

	get flipped() {
		return 'flipped' in this.dataset;
	}

	/** Where a dragged piece or a press may go. @param {string} from */
	#targets(from) {
		return this.#legal.filter((uci) => uci.startsWith(from)).map((uci) => uci.slice(2, 4));
	}

	/** The moves that may be made here; none while it is not the player's turn. */
	set legal(/** @type {string[]} */ moves) {
		this.#legal = moves;
		if (this.#selected && !this.#targets(this.#selected).length) this.#selected = '';
		this.#mark();
	}

	/** Makes a grid of buttons of it. @param {string} [selected] */
	play(selected = '') {
		this.#playable = true;
		this.setAttribute('role', 'grid');
		this.setAttribute('aria-label', live.board);
		for (const rank of this.children) rank.setAttribute('role', 'row');
		for (const cell of this.#cells.values()) {
			cell.setAttribute('role', 'gridcell');
			const button = document.createElement('button');
			button.type = 'button';
			button.className = 'at';
			button.tabIndex = -1;
			button.append(...(cell.firstElementChild?.children ?? []));
			cell.replaceChildren(button);
		}
		this.#selected = selected;
		const tell = (/** @type {string} */ what) => this.dispatchEvent(new CustomEvent(what));
		walk(this, { escape: () => this.select(''), flip: () => tell('chess-flip'), clocks: () => tell('chess-clocks') });
		draggable(this, {
			can: (square) => this.#targets(square).length > 0,
			lift: (square) => this.select(square),
			press: (square) => this.#press(square),
			over: (square) => this.#hover(square),
			drop: (from, to) => this.#move(from, to, true),
		});
		this.#mark();
	}

	/**
	 * Shows a position.
	 * @param {{pieces: Pieces, last: string, check: string}} position check is the square of a king
	 * @param {boolean} animate
	 */
	show({ pieces, last, check }, animate) {
		const before = this.#pieces;
		this.#pieces = pieces;
		this.#marks = { last, check };
		for (const square of before.keys()) if (!pieces.has(square)) this.#lay(square, '');
		for (const { to, from, piece } of changes(before, pieces, last)) {
			const taken = before.has(to) && this.#figure(to);
			const figure = this.#lay(to, piece);
			if (animate && from && figure && !still.matches) this.#slide(figure, from, to, taken || null);
		}
		this.#mark();
	}

	/** Puts a piece on a square, or nothing. @param {string} square @param {string} piece */
	#lay(square, piece) {
		const at = this.#cells.get(square)?.firstElementChild;
		if (!at) return null;
		at.replaceChildren();
		if (!piece) return null;
		const figure = document.createElement('i');
		figure.className = `pc ${pieceClass(piece)}`;
		figure.ariaHidden = 'true';
		at.append(figure);
		return figure;
	}

	/** @param {string} square @returns {HTMLElement | null} */
	#figure(square) {
		return this.#cells.get(square)?.querySelector('.pc') ?? null;
	}

	/**
	 * @param {HTMLElement} figure
	 * @param {string} from
	 * @param {string} to
	 * @param {HTMLElement | null} taken stays below until the piece has come
	 */
	#slide(figure, from, to, taken) {
		const a = placeOf(from, this.flipped), b = placeOf(to, this.flipped);
		figure.classList.add('moving');
		if (taken) {
			taken.classList.add('taken');
			figure.before(taken);
		}
		const start = `translate(${(a.x - b.x) * 100}%, ${(a.y - b.y) * 100}%)`;
		const done = () => { figure.classList.remove('moving'); taken?.remove(); };
		figure.animate([{ transform: start }, { transform: 'none' }], slide).finished.then(done, done);
	}

	/** Chooses the piece that moves next; "" for none. @param {string} square */
	select(square) {
		if (square === this.#selected) return;
		this.#selected = square;
		this.#mark();
	}

	/** @param {string} square */
	#press(square) {
		if (this.#selected && this.#targets(this.#selected).includes(square)) this.#move(this.#selected, square, false);
		else this.select(square !== this.#selected && this.#targets(square).length ? square : '');
	}

	/** @param {string} from @param {string} to @param {boolean} dropped */
	async #move(from, to, dropped) {
		const moves = this.#legal.filter((uci) => uci.startsWith(from + to));
		if (moves.length === 0) return;
		let uci = moves[0];
		const cell = this.#cells.get(to);
		if (moves.length > 1 && cell) {
			const color = colorOf(this.#pieces.get(from));
			uci = from + to + await choosePiece(cell, color === 'black' ? 'black' : 'white');
		}
		this.select('');
		// The game may have moved on while the piece was being chosen.
		if (this.#legal.includes(uci)) this.dispatchEvent(new CustomEvent('chess-move', { detail: { uci, dropped } }));
	}

	/** @param {string} square under a dragged piece */
	#hover(square) {
		const target = this.#targets(this.#selected).includes(square) ? square : '';
		for (const [name, cell] of this.#cells) cell.classList.toggle('over', name === target);
	}

	/** Turns the board round. */
	flip() {
		const focused = /** @type {HTMLElement | null} */ (document.activeElement);
		this.toggleAttribute('data-flipped');
		const cells = new Map(this.#cells);
		[...this.children].forEach((rank, y) => {
			rank.replaceChildren(...Array.from({ length: 8 }, (_, x) => {
				const square = squareAt(x, y, this.flipped);
				const cell = /** @type {HTMLElement} */ (cells.get(square));
				delete cell.dataset.rank;
				delete cell.dataset.file;
				if (x === 0) cell.dataset.rank = square[1];
				if (y === 7) cell.dataset.file = square[0];
				return cell;
			}));
		});
		if (focused && this.contains(focused)) focused.focus();
	}

	/** The pieces as they would be after a legal move. @param {string} uci */
	after(uci) {
		return after(this.#pieces, uci);
	}

	#collect() {
		for (const cell of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.sq'))) {
			this.#cells.set(cell.dataset.sq ?? '', cell);
		}
	}

	/** Draws what is on the squares beside pieces, and names them. */
	#mark() {
		const { last, check } = this.#marks;
		const targets = this.#selected ? this.#targets(this.#selected) : [];
		for (const [square, cell] of this.#cells) {
			const target = targets.includes(square), piece = this.#pieces.get(square);
			const marks = {
				'last-from': last.startsWith(square), 'last-to': last.slice(2, 4) === square, check: check === square,
				selected: this.#selected === square, target: target && !piece, capture: target && !!piece,
				can: this.#playable && this.#targets(square).length > 0,
			};
			for (const [name, on] of Object.entries(marks)) cell.classList.toggle(name, on);
			if (this.#playable) this.#name(cell, square, target);
		}
	}

	/** @param {HTMLElement} cell @param {string} square @param {boolean} target */
	#name(cell, square, target) {
		const chosen = this.#selected === square;
		const parts = [square, pieceName(this.#pieces.get(square))];
		if (target) parts.push(live.canMoveHere);
		if (chosen) parts.push(live.chosen);
		cell.ariaSelected = chosen ? 'true' : null;
		cell.firstElementChild?.setAttribute('aria-label', parts.join(', '));
	}
}

customElements.define('chess-board', ChessBoard);
