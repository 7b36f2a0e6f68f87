// Polling: a request every two seconds. News waits for the next request, and most
// bring none; but each answer frees its connection, and it works wherever the web
// does.

import { backoff, lifecycle, openWithin, withQuery } from './common.js';
import { fetchEvents } from './fetch-events.js';

const interval = 2000; // ms from one answer to the next request
const hiddenInterval = 10_000; // the same while the page is hidden
const timeout = 10_000; // ms for one answer

/** @type {import('./common.js').Follow} */
export function follow(url, after, on, pace) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let request = new AbortController();
	let requestedAt = 0;
	let presence = 0;
	const wait = backoff(1000, 30_000);

	async function next() {
		cancel();
		requestedAt = Date.now();
		const { signal } = request = new AbortController();
		const answer = await fetchEvents(withQuery(url, { after: after(), presence }), AbortSignal.any([signal, AbortSignal.timeout(timeout)]), on);
		if (signal.aborted) return;
		if (!answer) {
			const ms = wait.next();
			timer = setTimeout(next, ms);
			on.state('retry', { retryIn: ms, reason: 'refused' });
			return;
		}
		wait.reset();
		presence = answer.presence ?? presence;
		if (answer.over) {
			stop();
			return;
		}
		timer = setTimeout(next, document.hidden ? hiddenInterval : pace?.every ?? interval);
		on.state('open');
	}

	function cancel() {
		clearTimeout(timer);
		request.abort();
	}

	const unsubscribe = lifecycle({ sleep: cancel, wake: next, check: () => { if (Date.now() - requestedAt > openWithin) next(); } });

	function stop() {
		unsubscribe();
		cancel();
		on.state('stopped');
	}

	on.state('connecting');
	next();
	return stop;
}
