// How pieces might move after the next move of the other side, for premoves.

import { colorOf, opposite, placeOf, squareAt } from './squares.js';

/** @typedef {import('./squares.js').Color} Color */
/** @typedef {import('./squares.js').Pieces} Pieces */

const straight = [[1, 0], [-1, 0], [0, 1], [0, -1]];
const oblique = [[1, 1], [1, -1], [-1, 1], [-1, -1]];
const around = [...straight, ...oblique];
const jumps = [[1, 2], [2, 1], [2, -1], [1, -2], [-1, -2], [-2, -1], [-2, 1], [-1, 2]];
const ways = /** @type {Record<string, number[][]>} */ ({ K: around, Q: around, R: straight, B: oblique, N: jumps });

/**
 * The moves that a side might have once it is its turn. Pieces of the other side
 * may have gone away. Its own stay, but one that can be captured may be recaptured
 * on.
 * @param {Pieces} pieces
 * @param {Color} color
 * @param {string} castling as a FEN has it
 * @returns {string[]} UCI
 */
export function mobility(pieces, color, castling) {
	const threatened = threats(pieces, opposite(color));
	const mine = (/** @type {string} */ square) => colorOf(pieces.get(square)) === color;
	/** @type {string[]} */
	const moves = [];
	for (const [from, piece] of pieces) {
		if (!mine(from)) continue;
		for (const line of lines(from, piece)) {
			const end = line.findIndex(mine);
			const open = end < 0 ? line : line.slice(0, threatened.has(line[end]) ? end + 1 : end);
			moves.push(...open.flatMap((to) => arrivals(piece, from + to)));
		}
		if (piece.toUpperCase() === 'P') {
			const line = advance(from, color), end = line.findIndex(mine);
			moves.push(...(end < 0 ? line : line.slice(0, end)).flatMap((to) => arrivals(piece, from + to)));
		}
	}
	return [...moves, ...castlings(color, castling, mine)];
}

/**
 * The squares on which a side could capture something now.
 * @param {Pieces} pieces
 * @param {Color} color
 */
function threats(pieces, color) {
	/** @type {Set<string>} */
	const all = new Set();
	for (const [from, piece] of pieces) {
		if (colorOf(piece) !== color) continue;
		for (const line of lines(from, piece)) {
			const first = line.find((square) => pieces.has(square));
			if (first) all.add(first);
		}
	}
	return all;
}

/**
 * The lines along which a piece captures, each from near to far.
 * @param {string} from
 * @param {string} piece
 */
function lines(from, piece) {
	const { x, y } = placeOf(from, false), kind = piece.toUpperCase();
	const forward = piece < 'a' ? -1 : 1;
	const far = 'QRB'.includes(kind) ? 7 : 1;
	return (ways[kind] ?? [[-1, forward], [1, forward]]).map(([dx, dy]) =>
		Array.from({ length: far }, (_, i) => squareAt(x + dx * (i + 1), y + dy * (i + 1), false)).filter(Boolean));
}

/** Where a pawn goes without capturing. @param {string} from @param {Color} color */
function advance(from, color) {
	const [forward, home] = color === 'white' ? [1, '2'] : [-1, '7'];
	const steps = from[1] === home ? [1, 2] : [1];
	return steps.map((n) => from[0] + (Number(from[1]) + n * forward));
}

/** A move, once for each promotion if it is one. @param {string} piece @param {string} uci */
function arrivals(piece, uci) {
	return piece.toUpperCase() === 'P' && '18'.includes(uci[3]) ? [...'qrbn'].map((kind) => uci + kind) : [uci];
}

/** @param {Color} color @param {string} castling @param {(square: string) => boolean} mine */
function castlings(color, castling, mine) {
	const rank = color === 'white' ? '1' : '8';
	return [['k', 'fg', 'g'], ['q', 'bcd', 'c']]
		.filter(([side, way]) => castling.includes(color === 'white' ? side.toUpperCase() : side) && ![...way].some((file) => mine(file + rank)))
		.map(([, , to]) => `e${rank}${to}${rank}`);
}
