// Long polling: a request that the server holds until there is news or 25 seconds
// have passed. All who wait are answered at the same moment, so each sends the next
// request after a short random pause; with a cursor nothing is lost meanwhile.

import { backoff, deadAfter, lifecycle, openWithin, watchdog, withQuery } from './common.js';
import { fetchEvents } from './fetch-events.js';

const usualHold = 25; // s
const spread = 250; // ms, the longest random pause

/** @type {import('./common.js').Follow} */
export function follow(url, after, on, pace) {
	const held = pace?.held ?? usualHold;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let request = new AbortController();
	let presence = 0;
	const wait = backoff(1000, 30_000);
	const idle = watchdog(deadAfter, () => open());

	// The first request is not held, to learn at once whether the server is there.
	function open() {
		on.state('connecting');
		next({});
	}

	/** @param {{wait?: number}} fields s to be held */
	async function next(fields) {
		cancel();
		const { signal } = request = new AbortController();
		idle.reset();
		const answer = await fetchEvents(withQuery(url, { after: after(), presence, ...fields }), signal, on);
		if (signal.aborted) return;
		idle.stop();
		presence = answer?.presence ?? presence;
		if (answer?.over) {
			stop();
		} else if (!answer || (fields.wait && !answer.held)) { // a server that holds no requests now must not be asked in a loop
			const ms = wait.next();
			timer = setTimeout(open, ms);
			on.state('retry', { retryIn: ms, reason: 'refused' });
		} else {
			wait.reset();
			timer = setTimeout(() => next({ wait: held }), answer.news ? Math.random() * spread : 0);
			on.state('open');
		}
	}

	function cancel() {
		clearTimeout(timer);
		idle.stop();
		request.abort();
	}

	const unsubscribe = lifecycle({ sleep: cancel, wake: open, check: () => { if (idle.silentFor(held * 1000 + openWithin)) open(); } });

	function stop() {
		unsubscribe();
		cancel();
		on.state('stopped');
	}

	open();
	return stop;
}
