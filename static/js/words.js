// What the page says about a game. The server says the same: words.go in
// web/view holds this table again, and a test compares the two. The table has
// to stay JSON for that.

/** @typedef {import('./squares.js').Color} Color */

/** @type {Record<string, string>} */
export const words = {
	"open": "Waiting for an opponent",
	"playing white": "White to move",
	"playing black": "Black to move",
	"playing you": "Your move",
	"mate 1-0": "Checkmate. White wins",
	"mate 0-1": "Checkmate. Black wins",
	"resignation 1-0": "Black resigned. White wins",
	"resignation 0-1": "White resigned. Black wins",
	"stalemate 1/2-1/2": "Draw by stalemate",
	"fivefold 1/2-1/2": "Draw by fivefold repetition",
	"seventyfive 1/2-1/2": "Draw by the 75-move rule",
	"material 1/2-1/2": "Draw. Neither side can mate",
	"abort *": "Game aborted",
	"over": "Game over",
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
	"watching": "watching"
};

// What only a script has to say.
export const live = {
	connecting: 'Connecting…',
	open: 'Live',
	retry: 'Reconnecting…',
	offline: 'Offline',
	sending: 'Sending your move…',
	lost: 'Connection lost. Reconnecting.',
	back: 'Connected again.',
	joined: 'Your opponent is here.',
	seatTaken: 'Both players are here.',
	unsent: 'The server could not be reached. Your move was not sent.',
	refused: 'Move not accepted.',
	resign: 'Resign',
	resignAgain: 'Press again to resign',
	copy: 'Copy',
	copied: 'Copied',
	canMoveHere: 'can move here',
	chosen: 'chosen',
	promote: 'The pawn becomes a',
	board: 'Chess board',
	crowded: 'Other tabs of this browser use all the connections it may have. This one asks every 2 seconds instead.',
	blocked: 'A WebSocket does not get through from here. SSE is used instead.',
	tabs: (/** @type {number} */ n) => `for ${n} tabs`,
	each: (/** @type {string} */ bytes) => `${bytes} each`,
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
 * Says a move in full: "White knight takes f3, check".
 * @param {Color} by
 * @param {string} san
 */
export function spoken(by, san) {
	const move = san.replace(/[+#]+$/, '');
	let text = `${words[by]} `;
	if (move === 'O-O') text += words['castles short'];
	else if (move === 'O-O-O') text += words['castles long'];
	else text += spokenMove(move);
	if (san.endsWith('#')) return `${text}, ${words['checkmate']}`;
	if (san.endsWith('+')) return `${text}, ${words['check']}`;
	return text;
}

/** @param {string} san without check sign */
function spokenMove(san) {
	const [move, promotion] = san.split('=');
	const piece = words[move[0]] ?? words['P'];
	const verb = move.includes('x') ? words['takes'] : words['to'];
	const text = `${piece} ${verb} ${move.slice(-2)}`;
	return promotion ? `${text}, ${words['becomes']} ${words[promotion]}` : text;
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
