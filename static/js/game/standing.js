// The state of the game for a visitor, in single words.

/** @typedef {import('./game.js').GameState} GameState */

/**
 * These words decide which parts of the page show. The server has the same rule and
 * says what each word means: web/view/standing.go.
 * @param {GameState} state
 * @param {string} you
 * @returns {string[]}
 */
export function standing(state, you) {
	/** @type {string[]} */
	const words = [state.status];
	if (state.status !== 'over' && state.ply < 2) words.push('early');
	if (state.status === 'playing') words.push(...playing(state, you));
	if (you) words.push(...possible(state, you));
	if (state.offer) words.push('asking');
	if (state.next) words.push('next');
	return words;
}

/** @param {GameState} state @param {string} you */
function playing({ ply, turn, clock }, you) {
	const words = [];
	if (ply >= 2) words.push('late');
	if (you) words.push(turn === you ? 'mine' : 'theirs');
	if (clock) words.push('timed');
	if (clock?.first) words.push('first');
	return words;
}

/**
 * What a player may offer, claim or answer.
 * @param {GameState} state
 * @param {string} you
 */
function possible({ status, ply, turn, claim, offer, next, paired }, you) {
	const mine = turn === you;
	const claims = mine && claim !== '';
	const words = claims ? [claim] : [];
	/** @type {Record<import('../transport/event.js').OfferKind, [string, boolean]>} */
	const offers = {
		draw: ['drawable', status === 'playing' && ply >= 2 && !claims],
		takeback: ['takeable', status === 'playing' && ply >= (mine ? 2 : 1)],
		rematch: ['rematchable', status === 'over' && paired && !next],
	};
	for (const [kind, [word, can]] of Object.entries(offers)) {
		if (offer?.kind === kind) words.push(`${kind}-${offer.by === you ? 'mine' : 'theirs'}`);
		else if (can) words.push(word);
	}
	return words;
}
