// The state of a game: as the server wrote it into the page, and after an event.

import { read } from '../board/squares.js';

/** @typedef {import('../transport/event.js').GameEvent} GameEvent */
/** @typedef {import('./game.js').GameState} GameState */

/**
 * @param {GameState} before
 * @param {GameEvent} event
 * @returns {GameState}
 */
export function stateAfter(before, event) {
	const { version, at, ply, fen, turn, check, status, result, reason, clock = null, offer = null, claim = '', next = '' } = event;
	const ucis = moves(before.ucis, event);
	const last = ucis.length === ply ? ucis.at(-1) ?? '' : event.uci ?? before.last;
	const paired = before.paired || status === 'playing' || !!(event.white && event.black);
	return { version, at, ply, fen, turn, check, status, result, reason, clock, offer, claim, next, paired, last, ucis, legal: event.legal ?? [] };
}

/** @param {string[]} known @param {GameEvent} event */
function moves(known, { kind, plies, ply, uci }) {
	if (plies) return plies.map((p) => p.uci);
	if (kind === 'takeback') return known.slice(0, ply);
	return uci && ply === known.length + 1 ? [...known, uci] : known;
}

/**
 * The state that the server wrote into the page.
 * @param {HTMLElement} main
 * @returns {GameState}
 */
export function stateInPage(main) {
	const d = main.dataset;
	const fen = d.fen ?? '', ucis = d.moves ? d.moves.split(' ') : [];
	const [kind, by] = /** @type {[import('../transport/event.js').Offer['kind'], import('../board/squares.js').Color]} */ (d.offer?.split(' ') ?? []);
	return {
		version: Number(d.version), at: Number(d.at), ply: Number(d.ply), fen, turn: read(fen).turn, check: 'check' in d,
		status: /** @type {import('../transport/event.js').Status} */ (d.status), result: d.result ?? '', reason: d.reason ?? '',
		clock: JSON.parse(d.clock ?? 'null'), offer: kind && { kind, by } || null, claim: d.claim ?? '', next: d.next ?? '', paired: 'paired' in d,
		legal: d.legal ? d.legal.split(' ') : [], last: ucis.at(-1) ?? '', ucis,
	};
}
