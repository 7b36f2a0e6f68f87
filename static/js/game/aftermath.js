// What comes after the end of a game: a rematch may be offered and begun. The
// streams have ended by then, so the page asks now and then, ever less often.

import { withQuery } from '../transport/common.js';
import { ask } from '../transport/fetch-events.js';

const often = 3000; // ms between two questions, for players at first
const early = 120_000; // ms for which that is
const between = 10_000; // for spectators
const seldom = 15_000;
const longest = 600_000; // ms after which nobody is expected to come back
const patience = 10_000; // ms for one answer

/**
 * Whether a rematch may come: players may want one at any time, others look only
 * at what has just ended.
 * @param {import('./game.js').Game} game
 */
export function worthAsking({ state, you }) {
	return state.paired && !state.next && (you !== '' || Date.now() - state.at < longest);
}

/**
 * @param {import('./game.js').Game} game
 * @param {(event: import('../transport/event.js').GameEvent) => void} hear
 */
export function followUp(game, hear) {
	const began = Date.now();
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let asking = new AbortController();

	function plan() {
		clearTimeout(timer);
		const gone = Date.now() - began;
		if (game.state.next || gone > longest) return;
		const soon = game.you ? often : between;
		timer = setTimeout(next, gone > early || document.hidden ? seldom : soon);
	}

	async function next() {
		clearTimeout(timer);
		asking.abort();
		const { signal } = asking = new AbortController();
		const url = withQuery(game.path('/feed'), { after: game.state.version });
		await ask(url, AbortSignal.any([signal, AbortSignal.timeout(patience)]), { event: hear, state: () => {} });
		if (!signal.aborted) plan();
	}

	addEventListener('pagehide', () => { clearTimeout(timer); asking.abort(); });
	addEventListener('pageshow', (e) => { if (e.persisted) next(); });
	document.addEventListener('visibilitychange', () => { if (!document.hidden && !game.state.next) next(); });
	plan();
}
