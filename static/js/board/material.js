// The material that a side is ahead by, beside its name. The server draws the same:
// web/view/material.go.

import * as words from '../../words/en.json';
import { part, setText } from '../dom.js';
import { fill, member } from '../words.js';
import { colorOf, pieceClass } from './squares.js';

const worth = { Q: 9, R: 5, B: 3, N: 3, P: 1 }; // the strongest first

/**
 * @param {HTMLElement} main
 * @param {import('./squares.js').Pieces} pieces
 */
export function drawMaterial(main, pieces) {
	for (const strip of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll('.strip'))) {
		const box = part(strip, 'material');
		if (!box) continue;
		const { classes, points, labels } = surplus(pieces, strip.dataset.color);
		const [text, figures, plus] = box.children;
		box.hidden = !labels.length;
		setText(text, labels.length ? fill(words.hasMore, { pieces: labels.join(', ') }) : '');
		setText(plus, points > 0 ? `+${points}` : '');
		if (classes.join() === [...figures.children].map((i) => i.classList[1]).join()) continue;
		figures.replaceChildren(...classes.map((name) => Object.assign(document.createElement('i'), { className: `pc ${name}` })));
	}
}

/**
 * @param {import('./squares.js').Pieces} pieces
 * @param {string | undefined} color
 */
function surplus(pieces, color) {
	/** @type {string[]} */
	const classes = [], labels = [];
	let points = 0;
	for (const [kind, each] of Object.entries(worth)) {
		let n = 0;
		for (const piece of pieces.values()) if (piece.toUpperCase() === kind) n += colorOf(piece) === color ? 1 : -1;
		points += n * each;
		if (n <= 0) continue;
		classes.push(...Array(n).fill(pieceClass(color === 'white' ? kind.toLowerCase() : kind)));
		labels.push(fill(member(words.more, kind), { n }));
	}
	return { classes, points, labels };
}
