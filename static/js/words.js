// What the page says about a game. The server says the same: words.go in
// web/view holds this table again, and a test compares the two. The table has
// to stay JSON for that.

import { castlingRook, colorOf } from './board/squares.js';

/** @typedef {import('./board/squares.js').Color} Color */

/** @type {Record<string, string>} */
export const words = {
	"open": "Waiting for an opponent",
	"playing white": "White to move",
	"playing black": "Black to move",
	"playing you": "Your move",
	"your turn": "Your turn",
	"mate 1-0": "Checkmate. White wins",
	"mate 0-1": "Checkmate. Black wins",
	"flag 1-0": "Black ran out of time. White wins",
	"flag 0-1": "White ran out of time. Black wins",
	"flag 1/2-1/2": "Draw: time ran out, and the other side cannot mate",
	"abandoned 1-0": "Black left the game. White wins",
	"abandoned 0-1": "White left the game. Black wins",
	"abandoned 1/2-1/2": "Draw: a player left, and the other side cannot mate",
	"agreement 1/2-1/2": "Draw by agreement",
	"threefold 1/2-1/2": "Draw by threefold repetition",
	"fifty 1/2-1/2": "Draw by the fifty-move rule",
	"length 1/2-1/2": "Draw: the game has 300 moves",
	"resignation 1-0": "Black resigned. White wins",
	"resignation 0-1": "White resigned. Black wins",
	"stalemate 1/2-1/2": "Draw by stalemate",
	"fivefold 1/2-1/2": "Draw by fivefold repetition",
	"seventyfive 1/2-1/2": "Draw by the 75-move rule",
	"material 1/2-1/2": "Draw. Neither side can mate",
	"abort *": "Game aborted",
	"imported 1-0": "White won",
	"imported 0-1": "Black won",
	"imported 1/2-1/2": "Draw",
	"imported *": "No result",
	"over": "Game over",
	"offer draw white": "White offers a draw",
	"offer draw black": "Black offers a draw",
	"offer draw you": "You offered a draw",
	"offer takeback white": "White would like to take back a move",
	"offer takeback black": "Black would like to take back a move",
	"offer takeback you": "You asked to take back a move",
	"offer rematch white": "White would like a rematch",
	"offer rematch black": "Black would like a rematch",
	"offer rematch you": "You offered a rematch",
	"clock white": "White’s clock",
	"clock black": "Black’s clock",
	"open seat": "Open seat",
	"white": "White",
	"black": "Black",
	"K": "king",
	"Q": "queen",
	"R": "rook",
	"B": "bishop",
	"N": "knight",
	"P": "pawn",
	"to": "to",
	"takes": "takes",
	"castles short": "castles short",
	"castles long": "castles long",
	"becomes": "becomes a",
	"check": "check",
	"checkmate": "checkmate",
	"empty": "empty",
	"in check": "in check",
	"last move": "Last move",
	"no moves": "No moves yet",
	"position after": "After",
	"position at start": "At the start",
	"has more": "has more:",
	"watching": "watching",
	"no clock": "No clock",
	"ultrabullet": "Ultrabullet",
	"bullet": "Bullet",
	"blitz": "Blitz",
	"rapid": "Rapid",
	"classical": "Classical",
	"you play white": "you play White",
	"you play black": "you play Black",
	"play against": "Play against"
};

// What only a script has to say.
export const live = {
	connecting: 'Connecting…',
	open: 'Live',
	retry: 'Reconnecting…',
	retryIn: (/** @type {number} */ s) => `Reconnecting in ${s} s`,
	offline: 'Offline',
	sending: 'Sending your move…',
	gone: 'Your opponent has left.',
	goneFor: 'Your opponent has left. You can claim the game.',
	goneSoon: (/** @type {number} */ s) => `Your opponent has left. You can claim the game in ${s} seconds.`,
	watchers: (/** @type {number} */ n) => n === 1 ? '1 person is watching' : `${n} people are watching`,
	lost: 'Connection lost. Reconnecting.',
	back: 'Connected again.',
	joined: 'Your opponent is here.',
	seatTaken: 'Both players are here.',
	unsent: 'The server could not be reached. Your move was not sent.',
	unanswered: 'The server could not be reached.',
	refused: 'Move not accepted.',
	resignAgain: 'Press again to resign',
	drawAgain: 'Press again to offer a draw',
	declined: 'The offer was declined.',
	takenBack: 'The move was taken back.',
	moreTime: 'More time was given.',
	rematch: 'The next game begins.',
	has: (/** @type {string} */ who, /** @type {number} */ s) => `${who} has ${s < 60 ? '' : `${Math.floor(s / 60)} minutes `}${s % 60} seconds`,
	secondsLeft: (/** @type {number} */ n) => `You have ${n} seconds`,
	copy: 'Copy',
	copied: 'Copied',
	copyPGN: 'Copy PGN',
	uncopied: 'The browser did not let it be copied.',
	taken: 'Gone',
	canMoveHere: 'can move here',
	canPremoveHere: 'can premove here',
	chosen: 'chosen',
	planned: 'premove',
	premove: (/** @type {string} */ move) => `Premove ${move}`,
	premoveGone: 'Premove cancelled',
	confirmMove: (/** @type {string} */ move) => `Play ${move}?`,
	confirm: 'Confirm',
	cancel: 'Cancel',
	promote: 'The pawn becomes a',
	close: 'Close this message',
	newMoves: (/** @type {number} */ n) => n === 1 ? '1 new move' : `${n} new moves`,
	newest: 'Back at the newest position',
	turnOf: (/** @type {string} */ who, /** @type {string} */ san) => `${who} played ${san}`,
	board: 'Chess board',
	crowded: 'Other tabs of this browser use all the connections it may have. This one asks every 2 seconds instead.',
	blocked: 'A WebSocket does not get through from here. SSE is used instead.',
	tabs: (/** @type {number} */ n) => `for ${n} tabs`,
	each: (/** @type {string} */ bytes) => `${bytes} each`,
	says: (/** @type {string} */ from, /** @type {string} */ text) => `${from} says: ${text}`,
	unread: (/** @type {number} */ n) => `${n} new`,
	talkTooFast: 'One message a second, please.',
	talkUnanswered: 'No answer came. See whether your message is there before you send it again.',
	talkLater: (/** @type {number} */ n) => `Said. It shows with the moves, ${n} s late.`,
	sent: (/** @type {string} */ bytes) => `sent ${bytes}`,
};

/**
 * Says where the game stands, to the player at color you.
 * @param {{status: string, reason: string, result: string, turn: Color}} state
 * @param {string} you
 */
export function stateWords(state, you) {
	if (state.status === 'over') return words[`${state.reason} ${state.result}`] ?? words['over'];
	if (state.status === 'open') return words['open'];
	return words[state.turn === you ? 'playing you' : `playing ${state.turn}`];
}

/**
 * Says what is offered, to the player at color you; "" if nothing is.
 * @param {import('./game/game.js').GameState} state
 * @param {string} you
 */
export function offerWords({ offer }, you) {
	return offer ? words[`offer ${offer.kind} ${offer.by === you ? 'you' : offer.by}`] : '';
}

/**
 * Says a move in full: "White knight takes f3, check".
 * @param {Color} by
 * @param {string} san
 */
export function spoken(by, san) {
	const move = san.replace(/[+#]+$/, '');
	const text = `${words[by]} ${spokenMove(move)}`;
	if (san.endsWith('#')) return `${text}, ${words['checkmate']}`;
	if (san.endsWith('+')) return `${text}, ${words['check']}`;
	return text;
}

/** Says a move without its side: "knight to f3". @param {string} san without check sign */
export function spokenMove(san) {
	if (san === 'O-O') return words['castles short'];
	if (san === 'O-O-O') return words['castles long'];
	const [move, promotion] = san.split('=');
	const piece = words[move[0]] ?? words['P'];
	const verb = move.includes('x') ? words['takes'] : words['to'];
	const text = `${piece} ${verb} ${move.slice(-2)}`;
	return promotion ? `${text}, ${words['becomes']} ${words[promotion]}` : text;
}

/**
 * A move in short, for those who see which piece is meant: "Nxf3".
 * @param {import('./board/squares.js').Pieces} pieces before it
 * @param {string} uci
 */
export function short(pieces, uci) {
	const from = uci.slice(0, 2), to = uci.slice(2, 4), piece = pieces.get(from) ?? '';
	if (castlingRook(pieces, uci)) return uci[2] === 'g' ? 'O-O' : 'O-O-O';
	const pawn = piece.toUpperCase() === 'P', aside = pawn && from[0] !== to[0];
	const takes = aside || (pieces.has(to) && colorOf(pieces.get(to)) !== colorOf(piece));
	return (pawn ? (aside ? from[0] : '') : piece.toUpperCase()) + (takes ? 'x' : '') + to + (uci[4] ? `=${uci[4].toUpperCase()}` : '');
}

/**
 * "white knight"; "empty" for no piece.
 * @param {string | undefined} piece FEN letter
 */
export function pieceName(piece) {
	if (!piece) return words['empty'];
	const color = piece < 'a' ? words['white'] : words['black'];
	return `${color.toLowerCase()} ${words[piece.toUpperCase()]}`;
}
