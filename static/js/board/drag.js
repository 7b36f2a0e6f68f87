// Presses and drags on the board by Pointer Events: mouse, touch and pen alike.
// A press that hardly moves stays a press, so that everything can be done
// without dragging.

import { figureOn } from './chess-board.js';

const far = 5; // px from which a press is a drag

/**
 * @typedef {object} Hand
 * @property {(square: string) => boolean} can whether the piece there may be moved
 * @property {(square: string) => void} lift
 * @property {(square: string) => void} press a click, or Enter
 * @property {(square: string) => void} over "" for none
 * @property {(from: string, to: string) => void} drop
 * @property {() => void} cancel the other button was pressed meanwhile
 */

/**
 * @param {import('./chess-board.js').ChessBoard} board
 * @param {Hand} hand
 * @returns {() => void} lets go of the piece that is held
 */
export function draggable(board, hand) {
	/** @type {{square: string, piece: string, id: number, x: number, y: number, fresh: boolean, moving: boolean} | null} */
	let held = null;
	let swallow = false; // the click that ends a drag, or that chose the piece already

	board.addEventListener('pointerdown', (e) => {
		swallow = false;
		const cell = cellOf(e.target);
		const square = cell?.dataset.sq ?? '';
		const figure = figureOn(cell);
		if (held || !figure || e.button !== 0 || !e.isPrimary || !hand.can(square)) return;
		const fresh = !cell?.classList.contains('selected');
		held = { square, piece: pieceOf(figure), id: e.pointerId, x: e.clientX, y: e.clientY, fresh, moving: false };
		hand.lift(square);
		board.setPointerCapture(e.pointerId);
	});

	board.addEventListener('pointermove', (e) => {
		if (!held || e.pointerId !== held.id) return;
		if (e.buttons & 2) {
			release();
			hand.cancel();
			return;
		}
		if (!held.moving && Math.hypot(e.clientX - held.x, e.clientY - held.y) < far) return;
		const figure = lifted();
		if (!figure) return release();
		held.moving = true;
		board.classList.add('dragging');
		carry(figure, e);
		hand.over(board.under(e));
	});

	board.addEventListener('pointerup', (e) => {
		if (!held || e.pointerId !== held.id) return;
		const { square, fresh, moving } = held;
		const there = lifted();
		release();
		swallow = true;
		if (!there) return;
		const to = board.under(e);
		if (moving) {
			if (to && to !== square) hand.drop(square, to);
		} else if (!fresh) hand.press(square);
	});

	board.addEventListener('pointercancel', release);

	// A pointer that is captured clicks on the board, whose square is not known
	// any more; those were dealt with above. Keys click without a count, and no
	// finger clicks after a drag.
	board.addEventListener('click', (e) => {
		const square = cellOf(e.target)?.dataset.sq;
		if (square && !(swallow && e.detail)) hand.press(square);
		swallow = false;
	});

	// The board may be drawn anew under the pointer: the piece that is held is
	// the one on its square now, and none once another stands there.
	function lifted() {
		const figure = held && figureOn(board.at(held.square));
		return figure && pieceOf(figure) === held?.piece ? figure : null;
	}

	function release() {
		if (!held) return;
		const figure = lifted();
		figure?.classList.remove('moving', 'dragged');
		figure?.style.removeProperty('transform');
		board.classList.remove('dragging');
		hand.over('');
		held = null;
	}

	return release;
}

/**
 * Keeps a piece under the pointer; under a finger it is larger and higher, to
 * be seen.
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
