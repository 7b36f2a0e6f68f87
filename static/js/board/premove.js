// A premove: a move that a player makes before the turn comes. It answers one move
// of the other side in one position, and nothing else.

import { piecesAfter } from './squares.js';

/** @typedef {import('./squares.js').Pieces} Pieces */
/** @typedef {{pieces: Pieces, turn: string}} Position */

export class Premove {
	uci = ''; // "" for none
	/** @type {Position} */
	#before = { pieces: new Map(), turn: '' };

	/** @param {string} uci @param {Position} position in which it was made, with the other side to move */
	set(uci, position) {
		this.uci = uci;
		this.#before = position;
	}

	/** @returns {boolean} whether there was one */
	cancel() {
		const was = this.uci !== '';
		this.uci = '';
		return was;
	}

	/**
	 * What becomes of the premove. It waits while the position stays the same. It is
	 * due once a single move has led from there to the position now; anything else
	 * may have been a longer part of the game, so it is cancelled.
	 * @param {{kind: string, uci?: string} | undefined} event
	 * @param {Position} now
	 * @param {string[]} legal
	 * @returns {'waits' | 'due' | 'cancelled'}
	 */
	resolve(event, now, legal) {
		if (!this.uci || same(now, this.#before)) return 'waits';
		const answered = event?.kind === 'move' && now.turn !== this.#before.turn &&
			same({ turn: now.turn, pieces: piecesAfter(this.#before.pieces, event.uci ?? '') }, now);
		return answered && legal.includes(this.uci) ? 'due' : 'cancelled';
	}
}

/** @param {Position} a @param {Position} b */
function same(a, b) {
	return a.turn === b.turn && a.pieces.size === b.pieces.size && [...a.pieces].every(([square, piece]) => b.pieces.get(square) === piece);
}
