// Long polling: a question that the server holds until there is news, or 25
// seconds have gone by. Whoever waits is answered in the same instant, so the
// next question comes after a moment drawn at random: the cursor loses nothing.

import { backoff, hesitation, lifecycle, silence, watchdog, withQuery } from './common.js';
import { ask } from './fetch-events.js';

const usual = 25; // s that a question is held
const spread = 250; // ms

/** @type {import('./common.js').Follow} */
export function follow(url, after, on, pace) {
	const held = pace?.held ?? usual;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let asking = new AbortController();
	let presence = 0;
	const wait = backoff(1000, 30_000);
	const dog = watchdog(silence, () => open());

	// A first question that is not held: nothing else would tell that the server
	// is there.
	function open() {
		on.state('connecting');
		next({});
	}

	/** @param {{wait?: number}} asked */
	async function next(asked) {
		hush();
		const { signal } = asking = new AbortController();
		dog.feed();
		const answer = await ask(withQuery(url, { after: after(), presence, ...asked }), signal, on);
		if (signal.aborted) return;
		dog.stop();
		presence = answer?.presence ?? presence;
		if (answer?.over) {
			stop();
		} else if (!answer || (asked.wait && !answer.held)) { // a server that holds nobody, now, is not to be asked at once
			const ms = wait.next();
			timer = setTimeout(open, ms);
			on.state('retry', { in: ms, why: 'refused' });
		} else {
			wait.reset();
			timer = setTimeout(() => next({ wait: held }), answer.news ? Math.random() * spread : 0);
			on.state('open');
		}
	}

	function hush() {
		clearTimeout(timer);
		dog.stop();
		asking.abort();
	}

	const forget = lifecycle({ sleep: hush, wake: open, look: () => { if (dog.hungry(held * 1000 + hesitation)) open(); } });

	function stop() {
		forget();
		hush();
		on.state('stopped');
	}

	open();
	return stop;
}
