// Polling: a question every two seconds. News waits for the next one, and most
// are answered with nothing; but each answer frees its connection, and it works
// wherever the web does.

import { backoff, hesitation, lifecycle, withQuery } from './common.js';
import { ask } from './fetch-events.js';

const often = 2000; // ms from one answer to the next question
const seldom = 10_000; // the same while nobody looks
const patience = 10_000; // ms for one answer

/** @type {import('./common.js').Follow} */
export function follow(url, after, on, pace) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let asking = new AbortController();
	let askedAt = 0;
	let presence = 0;
	const wait = backoff(1000, 30_000);

	async function next() {
		hush();
		askedAt = Date.now();
		const { signal } = asking = new AbortController();
		const answer = await ask(withQuery(url, { after: after(), presence }), AbortSignal.any([signal, AbortSignal.timeout(patience)]), on);
		if (signal.aborted) return;
		if (!answer) {
			const ms = wait.next();
			timer = setTimeout(next, ms);
			on.state('retry', { in: ms, why: 'refused' });
			return;
		}
		wait.reset();
		presence = answer.presence ?? presence;
		if (answer.over) {
			stop();
			return;
		}
		timer = setTimeout(next, document.hidden ? seldom : pace?.every ?? often);
		on.state('open');
	}

	function hush() {
		clearTimeout(timer);
		asking.abort();
	}

	const forget = lifecycle({ sleep: hush, wake: next, look: () => { if (Date.now() - askedAt > hesitation) next(); } });

	function stop() {
		forget();
		hush();
		on.state('stopped');
	}

	on.state('connecting');
	next();
	return stop;
}
