// A move that a player makes ahead of time. It is an answer to one move of the
// other side in one position, and to nothing else.

import { after } from './squares.js';

/** @typedef {import('./squares.js').Pieces} Pieces */
/** @typedef {{pieces: Pieces, turn: string}} Position */

export class Premove {
	uci = ''; // "" for none
	/** @type {Position} */
	#before = { pieces: new Map(), turn: '' };

	/** @param {string} uci @param {Position} position in which it was made, with the other side to move */
	make(uci, position) {
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
	 * What becomes of it. It stays while the position is the same, however the
	 * page came to know that. It is due when one move has led from there to what
	 * is now; anything else may have been a whole stretch of the game.
	 * @param {{kind: string, uci?: string} | undefined} event
	 * @param {Position} now
	 * @param {string[]} legal
	 * @returns {'stays' | 'due' | 'lost'}
	 */
	meet(event, now, legal) {
		if (!this.uci || same(now, this.#before)) return 'stays';
		const answered = event?.kind === 'move' && now.turn !== this.#before.turn &&
			same({ turn: now.turn, pieces: after(this.#before.pieces, event.uci ?? '') }, now);
		return answered && legal.includes(this.uci) ? 'due' : 'lost';
	}
}

/** @param {Position} a @param {Position} b */
function same(a, b) {
	return a.turn === b.turn && a.pieces.size === b.pieces.size && [...a.pieces].every(([square, piece]) => b.pieces.get(square) === piece);
}
