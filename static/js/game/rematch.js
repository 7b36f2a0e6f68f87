// After the end of a game a rematch may be offered and begun. The streams have
// ended by then, so the page polls, less and less often.

import { withQuery } from '../transport/common.js';
import { fetchEvents } from '../transport/fetch-events.js';

const playerInterval = 3000; // ms between two requests of a player, at first
const spectatorInterval = 10_000; // the same of a spectator
const lateInterval = 15_000; // the same of both, later
const lateAfter = 120_000; // ms
const giveUpAfter = 600_000; // ms
const timeout = 10_000; // ms for one answer

/**
 * Whether a rematch may come. Players may want one at any time; spectators look
 * only at games that have just ended.
 * @param {import('./game.js').Game} game
 */
export function mayHaveRematch({ state, you }) {
	return state.paired && !state.next && (you !== '' || Date.now() - state.at < giveUpAfter);
}

/**
 * @param {import('./game.js').Game} game
 * @param {(event: import('../transport/event.js').GameEvent) => void} receive
 */
export function pollForRematch(game, receive) {
	const began = Date.now();
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let request = new AbortController();

	function schedule() {
		clearTimeout(timer);
		const elapsed = Date.now() - began;
		if (game.state.next || elapsed > giveUpAfter) return;
		const soon = game.you ? playerInterval : spectatorInterval;
		timer = setTimeout(next, elapsed > lateAfter || document.hidden ? lateInterval : soon);
	}

	async function next() {
		clearTimeout(timer);
		request.abort();
		const { signal } = request = new AbortController();
		const url = withQuery(game.path('/feed'), { after: game.state.version });
		await fetchEvents(url, AbortSignal.any([signal, AbortSignal.timeout(timeout)]), { event: receive, state: () => {} });
		if (!signal.aborted) schedule();
	}

	addEventListener('pagehide', () => { clearTimeout(timer); request.abort(); });
	addEventListener('pageshow', (e) => { if (e.persisted) next(); });
	document.addEventListener('visibilitychange', () => { if (!document.hidden && !game.state.next) next(); });
	schedule();
}
