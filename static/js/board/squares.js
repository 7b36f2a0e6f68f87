// Squares, positions, and what a move does to one. Nothing here knows which moves
// are legal: the server sends those.

/** @typedef {'white' | 'black'} Color */
/** @typedef {Map<string, string>} Pieces FEN letter by square name */

const files = 'abcdefgh';

/**
 * Reads the pieces and the side to move of a FEN.
 * @param {string} fen
 * @returns {{pieces: Pieces, turn: Color}}
 */
export function read(fen) {
	const [placement, turn] = fen.split(' ');
	/** @type {Pieces} */
	const pieces = new Map();
	placement.split('/').forEach((rank, row) => {
		let file = 0;
		for (const c of rank) {
			if (c >= '1' && c <= '8') file += Number(c);
			else pieces.set(files[file++] + (8 - row), c);
		}
	});
	return { pieces, turn: turn === 'b' ? 'black' : 'white' };
}

/**
 * @param {string | undefined} piece
 * @returns {Color | ''}
 */
export function colorOf(piece) {
	if (!piece) return '';
	return piece < 'a' ? 'white' : 'black';
}

/** @param {Color} color @returns {Color} */
export function opposite(color) {
	return color === 'white' ? 'black' : 'white';
}

/**
 * The CSS class of a piece: "wN".
 * @param {string} piece
 */
export function pieceClass(piece) {
	return (piece < 'a' ? 'w' : 'b') + piece.toUpperCase();
}

/**
 * Where a side's king stands; "" if it has none.
 * @param {Pieces} pieces
 * @param {Color} color
 */
export function kingOf(pieces, color) {
	const king = color === 'white' ? 'K' : 'k';
	for (const [square, piece] of pieces) if (piece === king) return square;
	return '';
}

/**
 * The pieces after a legal move, to draw it before the server has answered.
 * @param {Pieces} before
 * @param {string} uci
 * @returns {Pieces}
 */
export function piecesAfter(before, uci) {
	const pieces = new Map(before);
	const from = uci.slice(0, 2), to = uci.slice(2, 4);
	const piece = before.get(from);
	if (!piece) return pieces;
	const kind = piece.toUpperCase();
	const sideways = from[0] !== to[0];
	pieces.delete(from);
	if (kind === 'P' && sideways && !before.has(to)) pieces.delete(to[0] + from[1]); // en passant
	const corner = castlingRook(before, uci), rook = before.get(corner);
	if (rook) {
		pieces.delete(corner);
		pieces.set((corner[0] === 'h' ? 'f' : 'd') + corner[1], rook);
	}
	pieces.set(to, uci[4] ? promoted(piece, uci[4]) : piece);
	return pieces;
}

/**
 * Where the rook of a castling move stands; "" if the move is not castling.
 * @param {Pieces} pieces before the move
 * @param {string} uci
 */
export function castlingRook(pieces, uci) {
	if (!/^(e1[cg]1|e8[cg]8)$/.test(uci) || pieces.get(uci.slice(0, 2))?.toUpperCase() !== 'K') return '';
	return (uci[2] === 'g' ? 'h' : 'a') + uci[1];
}

/**
 * Groups moves by their first square, and those by the squares that end them. A
 * king also castles by going to its rook.
 * @param {string[]} moves UCI
 * @param {Pieces} pieces
 * @returns {Map<string, Map<string, string[]>>} several moves where a pawn promotes
 */
export function movesBySquare(moves, pieces) {
	/** @type {Map<string, Map<string, string[]>>} */
	const all = new Map();
	for (const uci of moves) {
		const from = uci.slice(0, 2);
		const destinations = all.get(from) ?? new Map();
		all.set(from, destinations);
		for (const to of [uci.slice(2, 4), castlingRook(pieces, uci)]) if (to) destinations.set(to, [...(destinations.get(to) ?? []), uci]);
	}
	return all;
}

/**
 * A position as it is drawn, after a move that the server does not have yet.
 * @param {{fen: string, check: boolean, last: string}} state
 * @param {string} move UCI; "" for none
 * @returns {{pieces: Pieces, turn: Color, last: string, check: string}}
 */
export function position({ fen, check, last }, move = '') {
	const { pieces, turn } = read(fen);
	if (move) return { pieces: piecesAfter(pieces, move), turn: opposite(turn), last: move, check: '' };
	return { pieces, turn, last, check: check ? kingOf(pieces, turn) : '' };
}

/**
 * @param {string} pawn
 * @param {string} kind lower case
 */
function promoted(pawn, kind) {
	return pawn < 'a' ? kind.toUpperCase() : kind;
}

/** @param {string} square */
function column(square) {
	return files.indexOf(square[0]);
}

/**
 * The square at a place on the screen, counted from the top left of the board.
 * @param {number} x
 * @param {number} y
 * @param {boolean} flipped
 */
export function squareAt(x, y, flipped) {
	if (x < 0 || x > 7 || y < 0 || y > 7) return '';
	return flipped ? files[7 - x] + (y + 1) : files[x] + (8 - y);
}

/**
 * The place of a square, as squareAt counts.
 * @param {string} square
 * @param {boolean} flipped
 */
export function placeOf(square, flipped) {
	const x = column(square), y = 8 - Number(square[1]);
	return flipped ? { x: 7 - x, y: 7 - y } : { x, y };
}

/**
 * Pairs the pieces that left a square with those that came to one, so that a change
 * of position can be shown as pieces moving. The move that was played is paired
 * first, which also pairs a pawn with the piece it became.
 * @param {Pieces} before
 * @param {Pieces} now
 * @param {string} last UCI
 * @returns {{to: string, from: string, piece: string}[]} from is "" for a piece that was nowhere before
 */
export function changes(before, now, last) {
	const gone = [...before].filter(([square, piece]) => now.get(square) !== piece).map(([square]) => square);
	const came = [...now].filter(([square, piece]) => before.get(square) !== piece);
	return came.map(([to, piece]) => {
		let from = '';
		if (to === last.slice(2, 4) && gone.includes(last.slice(0, 2))) from = last.slice(0, 2);
		else from = gone.filter((s) => before.get(s) === piece).sort((a, b) => distance(a, to) - distance(b, to))[0] ?? '';
		if (from) gone.splice(gone.indexOf(from), 1);
		return { to, from, piece };
	});
}

/**
 * @param {string} a
 * @param {string} b
 */
function distance(a, b) {
	return Math.abs(column(a) - column(b)) + Math.abs(Number(a[1]) - Number(b[1]));
}
