// Moves and pieces in words, for screen readers, and moves in short notation.

import * as words from '../../words/en.json';
import { fill, member } from '../words.js';
import { castlingRook, colorOf } from './squares.js';

/** @typedef {import('./squares.js').Color} Color */

/**
 * A move in full: "White knight takes f3, check".
 * @param {Color} by
 * @param {string} san
 */
export function moveInWords(by, san) {
	const move = san.replace(/[+#]+$/, '');
	const text = fill(words.sideMoves, { side: words.side[by], move: sanInWords(move) });
	if (san.endsWith('#')) return fill(words.withCheckmate, { move: text });
	if (san.endsWith('+')) return fill(words.withCheck, { move: text });
	return text;
}

/** A move without its side: "knight to f3". @param {string} san without check sign */
export function sanInWords(san) {
	if (san === 'O-O') return words.castlesShort;
	if (san === 'O-O-O') return words.castlesLong;
	const [move, promotion] = san.split('=');
	const piece = member(words.piece, move[0]) ?? words.piece.P;
	const text = fill(move.includes('x') ? words.moveTakes : words.moveTo, { piece, square: move.slice(-2) });
	return promotion ? fill(words.promotes, { move: text, piece: member(words.piece, promotion) }) : text;
}

/**
 * SAN without what tells two pieces apart, and without check: "Nxf3".
 * @param {import('./squares.js').Pieces} pieces before it
 * @param {string} uci
 */
export function shortSAN(pieces, uci) {
	const from = uci.slice(0, 2), to = uci.slice(2, 4), piece = pieces.get(from) ?? '';
	if (castlingRook(pieces, uci)) return uci[2] === 'g' ? 'O-O' : 'O-O-O';
	const pawn = piece.toUpperCase() === 'P', sideways = pawn && from[0] !== to[0];
	const takes = sideways || (pieces.has(to) && colorOf(pieces.get(to)) !== colorOf(piece));
	return (pawn ? (sideways ? from[0] : '') : piece.toUpperCase()) + (takes ? 'x' : '') + to + (uci[4] ? `=${uci[4].toUpperCase()}` : '');
}

/**
 * "white knight"; "empty" for no piece.
 * @param {string | undefined} piece FEN letter
 */
export function pieceName(piece) {
	return piece ? member(words.figure, piece) : words.empty;
}
