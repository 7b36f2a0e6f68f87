// The pieces and the last move in words, for those who cannot see the board.

import * as words from '../../words/en.json';
import { setText } from '../dom.js';
import { fill, member } from '../words.js';
import { moveInWords } from './notation.js';
import { colorOf, opposite, read } from './squares.js';

/**
 * @param {HTMLElement} main
 * @param {string} fen
 * @param {string} san of the move that led there; "" for none
 */
export function drawPieceList(main, fen, san) {
	const { pieces, turn } = read(fen);
	const side = (/** @type {'white' | 'black'} */ color) => [...'KQRBNP'].map((kind) => {
		const squares = [...pieces].filter(([, p]) => colorOf(p) === color && p.toUpperCase() === kind).map(([s]) => s);
		return squares.length ? fill(words.piecesOn, { piece: member(words.piece, kind), squares: squares.sort().join(' ') }) : '';
	}).filter(Boolean).join(', ');
	setText(main.querySelector('[data-roster="white"]'), side('white'));
	setText(main.querySelector('[data-roster="black"]'), side('black'));
	setText(main.querySelector('#last-move'), san ? fill(words.lastMove, { move: moveInWords(opposite(turn), san) }) : words.noMoves);
}
