// What has happened in the game, in sentences.

import * as words from '../../words/en.json';
import { moveInWords } from '../board/notation.js';
import { opposite } from '../board/squares.js';
import { member, stateWords } from '../words.js';

/** @typedef {import('../transport/event.js').GameEvent} GameEvent */
/** @typedef {import('./game.js').GameState} GameState */

/**
 * The announcement of an event; "" for none. A kind that is not listed here is
 * announced by the state after it.
 * @param {GameEvent} event
 * @param {GameState} state
 * @param {string} you
 */
export function narrate(event, state, you) {
	const now = stateWords(state, you);
	switch (event.kind) {
		case 'created':
		case 'chat': // the chat announces its messages
		case 'presence':
		case 'snapshot':
		case 'lobby':
		case 'ping': return '';
		case 'offer': return event.offer?.by === you ? '' : offerWords(state, you);
		case 'decline': return words.declined;
		case 'takeback': return `${words.takenBack} ${now}`;
		case 'time': return words.moreTime;
		case 'rematch': return words.rematchBegins;
		case 'move': {
			const move = moveInWords(opposite(event.turn), event.san ?? '');
			return state.status === 'over' ? `${move}. ${now}` : move;
		}
		case 'joined': return `${you ? words.opponentHere : words.bothHere} ${now}`;
		default: return now;
	}
}

/**
 * What is offered, to the player at color you; "" if nothing is.
 * @param {GameState} state
 * @param {string} you
 */
export function offerWords({ offer }, you) {
	return offer ? member(words.offer, `${offer.kind} ${offer.by === you ? 'you' : offer.by}`) : '';
}
