// What all transports share. A transport is one function:
//
//	follow(url, after, on) -> stop()
//
// url is the feed, after() the cursor at the moment of asking, and on hears of
// it: on.event(event), on.state('connecting' | 'open' | 'retry' | 'stopped',
// {in, why}), on.wire({kind, at, dur, status}) for whoever measures.

/** @typedef {import('../game.js').GameEvent} GameEvent */
/** @typedef {'connecting' | 'open' | 'retry' | 'stopped'} State */

/**
 * @typedef {object} Listener
 * @property {(event: GameEvent) => void} event
 * @property {(state: State, more?: {in?: number, why?: string}) => void} state
 * @property {(wire: {kind: 'request' | 'response' | 'event', at: number, dur?: number, status?: number}) => void} [wire]
 */

/** @typedef {(url: string, after: () => number, on: Listener) => () => void} Follow */

/**
 * Waits that double up to a most, each drawn at random from 0 to that (full
 * jitter), so that those who lost a server do not come back in one instant.
 * @param {number} first ms
 * @param {number} most ms
 */
export function backoff(first, most) {
	let tries = 0;
	return {
		next: () => Math.random() * Math.min(most, first * 2 ** tries++),
		reset: () => { tries = 0; },
	};
}

/**
 * Calls late when it has not been fed for a time.
 * @param {number} ms
 * @param {() => void} late
 */
export function watchdog(ms, late) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let fedAt = 0;
	return {
		feed() {
			clearTimeout(timer);
			fedAt = Date.now(); // the wall clock: it goes on while a machine sleeps
			timer = setTimeout(late, ms);
		},
		stop: () => clearTimeout(timer),
		hungry: (/** @type {number} */ after) => Date.now() - fedAt > after,
	};
}

/**
 * Tells a connection when its page goes away and comes back. What a page in
 * the back-forward cache does with an open stream differs from browser to
 * browser, so it is closed there and opened anew. A phone drops a stream in the
 * background without a word, so coming to the front is worth a look.
 * @param {{sleep: () => void, wake: () => void, look: () => void}} connection
 * @returns {() => void} stop
 */
export function lifecycle({ sleep, wake, look }) {
	const ended = new AbortController();
	const options = { signal: ended.signal };
	addEventListener('pagehide', sleep, options);
	addEventListener('pageshow', (e) => { if (e.persisted) wake(); }, options);
	addEventListener('online', wake, options);
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible') look();
	}, options);
	return () => ended.abort();
}
