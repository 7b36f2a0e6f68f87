// The position after a move, written as FEN. The server writes the same, and a test
// compares the two.

import { piecesAfter, read } from './squares.js';

/** @type {Record<string, string>} where king and rook stand for each castling right */
const homes = { K: 'e1 h1', Q: 'e1 a1', k: 'e8 h8', q: 'e8 a8' };

/**
 * @param {string} fen
 * @param {string} uci of a legal move
 */
export function fenAfter(fen, uci) {
	const [, turn, rights, , quiet, number] = fen.split(' ');
	const { pieces } = read(fen);
	const now = piecesAfter(pieces, uci);
	const from = uci.slice(0, 2), to = uci.slice(2, 4);
	const pawn = pieces.get(from)?.toUpperCase() === 'P';
	const jumped = pawn && Math.abs(Number(from[1]) - Number(to[1])) === 2;
	const kept = [...rights].filter((right) => !homes[right]?.includes(from) && !homes[right]?.includes(to));
	return [
		placement(now),
		turn === 'w' ? 'b' : 'w',
		kept.join('') || '-',
		jumped ? from[0] + (turn === 'w' ? 3 : 6) : '-',
		pawn || now.size < pieces.size ? 0 : Number(quiet) + 1,
		Number(number) + (turn === 'b' ? 1 : 0),
	].join(' ');
}

/** @param {import('./squares.js').Pieces} pieces */
function placement(pieces) {
	const rank = (/** @type {number} */ n) => [...'abcdefgh'].map((file) => pieces.get(file + n) ?? '1').join('');
	return [8, 7, 6, 5, 4, 3, 2, 1].map(rank).join('/').replace(/1+/g, (empty) => String(empty.length));
}
