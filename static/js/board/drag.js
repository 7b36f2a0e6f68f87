// Clicks and drags on the board by Pointer Events: mouse, touch and pen alike. A
// press that hardly moves counts as a click, so that everything can be done without
// dragging.

import { figureOn } from './chess-board.js';

const dragDistance = 5; // px from which a press is a drag

/**
 * @typedef {object} DragListener
 * @property {(square: string) => boolean} canMove whether the piece there may be moved
 * @property {(square: string) => void} lift
 * @property {(square: string) => void} press a click, or Enter
 * @property {(square: string) => void} over the square under the piece; "" for none
 * @property {(from: string, to: string) => void} drop
 * @property {() => void} cancel the right button was pressed meanwhile
 */

/**
 * @param {import('./chess-board.js').ChessBoard} board
 * @param {DragListener} on
 * @returns {() => void} drops the piece that is held
 */
export function draggable(board, on) {
	/** @type {{square: string, piece: string, id: number, x: number, y: number, justSelected: boolean, moving: boolean} | null} */
	let held = null;
	let ignoreClick = false; // it ends a drag, or the piece was selected when the button went down

	board.addEventListener('pointerdown', (e) => {
		ignoreClick = false;
		const cell = cellOf(e.target);
		const square = cell?.dataset.sq ?? '';
		const figure = figureOn(cell);
		if (held || !figure || e.button !== 0 || !e.isPrimary || !on.canMove(square)) return;
		const justSelected = !cell?.classList.contains('selected');
		held = { square, piece: pieceOf(figure), id: e.pointerId, x: e.clientX, y: e.clientY, justSelected, moving: false };
		on.lift(square);
		board.setPointerCapture(e.pointerId);
	});

	board.addEventListener('pointermove', (e) => {
		if (!held || e.pointerId !== held.id) return;
		if (e.buttons & 2) {
			release();
			on.cancel();
			return;
		}
		if (!held.moving && Math.hypot(e.clientX - held.x, e.clientY - held.y) < dragDistance) return;
		const figure = heldFigure();
		if (!figure) return release();
		held.moving = true;
		board.classList.add('dragging');
		carry(figure, e);
		on.over(board.squareUnder(e));
	});

	board.addEventListener('pointerup', (e) => {
		if (!held || e.pointerId !== held.id) return;
		const { square, justSelected, moving } = held;
		const there = heldFigure();
		release();
		ignoreClick = true;
		if (!there) return;
		const to = board.squareUnder(e);
		if (moving) {
			if (to && to !== square) on.drop(square, to);
		} else if (!justSelected) on.press(square);
	});

	board.addEventListener('pointercancel', release);

	// A captured pointer clicks on the board and not on a square; pointerup has dealt
	// with that. A click by key has a detail of 0.
	board.addEventListener('click', (e) => {
		const square = cellOf(e.target)?.dataset.sq;
		if (square && !(ignoreClick && e.detail)) on.press(square);
		ignoreClick = false;
	});

	// The board may be drawn again under the pointer, so the held piece is looked up
	// on its square; null once another piece stands there.
	function heldFigure() {
		const figure = held && figureOn(board.at(held.square));
		return figure && pieceOf(figure) === held?.piece ? figure : null;
	}

	function release() {
		if (!held) return;
		const figure = heldFigure();
		figure?.classList.remove('moving', 'dragged');
		figure?.style.removeProperty('transform');
		board.classList.remove('dragging');
		on.over('');
		held = null;
	}

	return release;
}

/**
 * Keeps a piece under the pointer. A finger would hide it, so there it is larger and
 * higher.
 * @param {HTMLElement} figure
 * @param {PointerEvent} e
 */
function carry(figure, e) {
	figure.classList.add('moving', 'dragged');
	const home = /** @type {HTMLElement} */ (figure.parentElement).getBoundingClientRect();
	const x = e.clientX - home.left - home.width / 2;
	const y = e.clientY - home.top - home.height / 2;
	const finger = e.pointerType === 'touch' ? 'translateY(-45%) scale(1.6)' : 'scale(1.06)';
	figure.style.transform = `translate(${x}px, ${y}px) ${finger}`;
}

/** The class that says which piece it is. @param {Element} figure */
function pieceOf(figure) {
	return figure.classList[1];
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function cellOf(target) {
	return target instanceof Element ? target.closest('.sq') : null;
}
