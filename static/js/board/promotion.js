// Asks which piece a pawn promotes to: four squares along its file, the queen on
// the square where it arrives. Escape, or a click beside them, cancels the move.

import * as words from '../../words/en.json';
import { member } from '../words.js';
import { pieceClass } from './squares.js';

const kinds = ['q', 'r', 'b', 'n'];

/**
 * @param {HTMLElement} cell the square where the pawn arrives
 * @param {import('./squares.js').Color} color
 * @returns {Promise<string>} q, r, b or n; "" for none
 */
export function choosePromotion(cell, color) {
	const dialog = document.createElement('dialog');
	dialog.className = 'promote';
	dialog.setAttribute('aria-label', words.promote);
	dialog.append(...kinds.map((kind) => choice(kind, color)));
	place(dialog, cell.getBoundingClientRect());
	document.body.append(dialog);
	return new Promise((resolve) => {
		dialog.addEventListener('click', (e) => {
			const button = e.target instanceof Element ? e.target.closest('button') : null;
			dialog.close(button?.value ?? '');
		});
		dialog.addEventListener('close', () => {
			dialog.remove();
			resolve(dialog.returnValue);
		});
		dialog.showModal(); // gives the focus back when it closes
	});
}

/** @param {string} kind @param {import('./squares.js').Color} color */
function choice(kind, color) {
	const button = document.createElement('button');
	const figure = document.createElement('i');
	figure.className = `pc ${pieceClass(color === 'white' ? kind.toUpperCase() : kind)}`;
	button.type = 'button';
	button.className = 'choice';
	button.value = kind;
	button.setAttribute('aria-label', member(words.piece, kind.toUpperCase()));
	button.append(figure);
	return button;
}

/** @param {HTMLElement} dialog @param {DOMRect} square */
function place(dialog, square) {
	const board = { top: square.top, bottom: square.bottom };
	const below = square.top < innerHeight / 2; // at the far edge the choices go down from there
	dialog.classList.toggle('upwards', !below);
	dialog.style.left = `${square.left}px`;
	dialog.style.width = `${square.width}px`;
	dialog.style.height = `${square.height * 4}px`;
	dialog.style.top = `${below ? board.top : board.bottom - square.height * 4}px`;
}
