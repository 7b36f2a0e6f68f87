// The protocol's event, and the words it may contain. A test compares them with the
// server's, so that none is silently missing here.

// An EventSource gets only the kinds that it has a listener for.
export const kinds = /** @type {const} */ (['created', 'joined', 'move', 'offer', 'decline', 'takeback', 'resign', 'abort', 'draw',
	'flag', 'time', 'claim', 'rematch', 'chat', 'presence', 'snapshot', 'lobby', 'ping']);

/** @typedef {typeof kinds[number]} Kind */
/** @typedef {'white' | 'black'} Color */
/** @typedef {'open' | 'playing' | 'over'} Status */
/** @typedef {'draw' | 'takeback' | 'rematch'} OfferKind */

/** @typedef {{name: string, online: boolean, away?: number} | null} Seat null while it is open */
/** @typedef {{kind: OfferKind, by: Color}} Offer */
/** @typedef {{white: number, black: number, running: Color | '', first?: number, lag: Record<Color, {quota: number}>}} Clock in ms as of its event */
/** @typedef {{room: string, from?: string, text?: string}} Message without a text: it was for others */
/** @typedef {Message & {version: number, at: number}} KeptMessage */

/**
 * What follows legal comes with a snapshot only.
 * @typedef {object} GameEvent
 * @property {string} game
 * @property {number} version
 * @property {string} [cursor] in place of a version in a ping for several games
 * @property {number} at
 * @property {Kind} kind
 * @property {number} ply
 * @property {string} [uci]
 * @property {string} [san]
 * @property {string} fen
 * @property {Color} turn
 * @property {boolean} check
 * @property {Status} status
 * @property {string} result
 * @property {string} reason
 * @property {Clock | null} [clock]
 * @property {Offer | null} [offer]
 * @property {string} [claim] the draw that the side to move may claim
 * @property {string} [next]
 * @property {{eco: string, name: string}} [opening] of the position after a move, or of the game
 * @property {string[]} [legal]
 * @property {Seat} [white]
 * @property {Seat} [black]
 * @property {number} [number] of a presence
 * @property {number} [spectators]
 * @property {{uci: string, san: string}[]} [plies]
 * @property {Message} [chat]
 * @property {KeptMessage[]} [messages]
 */
