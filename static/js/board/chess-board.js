// <chess-board>: the squares that the server drew, kept up to date. It shows
// positions and marks, and it can be flipped. grid.js lets a player move on it.

import { changes, pieceClass, placeOf, read, squareAt } from './squares.js';

/** @typedef {import('./squares.js').Pieces} Pieces */
/** @typedef {{pieces: Pieces, last: string, check: string}} Shown check is the square of a king */

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const slide = { duration: 170, easing: 'cubic-bezier(0.25, 0.7, 0.3, 1)' };

/** Fires chess-change when it shows other pieces than before. */
export class ChessBoard extends HTMLElement {
	/** @type {Map<string, HTMLElement>} by name */
	cells = new Map();
	/** @type {Pieces} */
	pieces = new Map();

	connectedCallback() {
		this.pieces = read(this.dataset.fen ?? '').pieces;
		for (const cell of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.sq'))) {
			this.cells.set(cell.dataset.sq ?? '', cell);
		}
	}

	get flipped() {
		return 'flipped' in this.dataset;
	}

	/** The content of a square, a button on a player's board. @param {string} square */
	at(square) {
		return /** @type {HTMLElement | null} */ (this.cells.get(square)?.firstElementChild ?? null);
	}

	/** The square at a point of the window; "" beside the board. @param {{clientX: number, clientY: number}} point */
	squareUnder({ clientX, clientY }) {
		const { left, top, width, height } = this.getBoundingClientRect();
		return squareAt(Math.floor((clientX - left) / width * 8), Math.floor((clientY - top) / height * 8), this.flipped);
	}

	/** Gives these squares a mark, and takes it from all others. @param {string} name of a class @param {string[]} squares */
	mark(name, squares) {
		for (const [square, cell] of this.cells) cell.classList.toggle(name, squares.includes(square));
	}

	/**
	 * Shows a position.
	 * @param {Shown & {moved?: string}} position moved is the move that leads here from the position on the board, if that is not the last one, as on a step back
	 * @param {boolean} animate
	 */
	show({ pieces, last, check, moved = last }, animate) {
		const before = this.pieces;
		this.pieces = pieces;
		const gone = [...before.keys()].filter((square) => !pieces.has(square));
		const came = changes(before, pieces, moved);
		for (const square of gone) this.#setPiece(square, '');
		for (const { to, from, piece } of came) {
			const taken = before.has(to) ? figureOn(this.at(to)) : null;
			const figure = this.#setPiece(to, piece);
			if (animate && from && figure && !reducedMotion.matches) this.#slide(figure, from, to, taken);
		}
		this.mark('last-from', [last.slice(0, 2)]);
		this.mark('last-to', [last.slice(2, 4)]);
		this.mark('check', [check]);
		if (gone.length || came.length) this.dispatchEvent(new CustomEvent('chess-change'));
	}

	/** Sets the piece on a square; "" for none. @param {string} square @param {string} piece */
	#setPiece(square, piece) {
		const at = this.at(square);
		if (!at) return null;
		at.replaceChildren();
		if (!piece) return null;
		const figure = document.createElement('i');
		figure.className = `pc ${pieceClass(piece)}`;
		figure.ariaHidden = 'true';
		at.append(figure);
		return figure;
	}

	/**
	 * @param {HTMLElement} figure
	 * @param {string} from
	 * @param {string} to
	 * @param {HTMLElement | null} taken stays below until the piece has arrived
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

	/** Turns the board around. */
	flip() {
		const focused = /** @type {HTMLElement | null} */ (document.activeElement);
		this.toggleAttribute('data-flipped');
		[...this.children].forEach((rank, y) => {
			rank.replaceChildren(...Array.from({ length: 8 }, (_, x) => {
				const square = squareAt(x, y, this.flipped);
				const cell = /** @type {HTMLElement} */ (this.cells.get(square));
				delete cell.dataset.rank;
				delete cell.dataset.file;
				if (x === 0) cell.dataset.rank = square[1];
				if (y === 7) cell.dataset.file = square[0];
				return cell;
			}));
		});
		if (focused && this.contains(focused)) focused.focus();
	}
}

/**
 * The piece on a square, but not one that is just being captured there.
 * @param {Element | null} at
 * @returns {HTMLElement | null}
 */
export function figureOn(at) {
	return at?.querySelector('.pc:not(.taken)') ?? null;
}

customElements.define('chess-board', ChessBoard);
