// What all transports share. A transport is one function:
//
//	follow(url, after, on) -> stop()
//
// url is the feed, after() the cursor at the moment of asking, and on hears of
// it: on.event(event), on.state('connecting' | 'open' | 'retry' | 'stopped',
// {in, why}), on.line(send) where commands can be sent too, on.wire({kind, at,
// dur, status}) for whoever measures.

/** @typedef {import('./event.js').GameEvent} GameEvent */
/** @typedef {'connecting' | 'open' | 'retry' | 'stopped'} State */
/** @typedef {{in?: number, why?: string}} More in is ms until the next try */

/**
 * @typedef {object} Listener
 * @property {(event: GameEvent) => void} event
 * @property {(state: State, more?: More) => void} state
 * @property {(send: import('./commands.js').Send | null) => void} [line] null when there is none any more
 * @property {(shared: {tabs: number, meter: string}) => void} [shared] how many tabs use the connection, and where it is counted
 * @property {(wire: {kind: 'request' | 'response' | 'event', at: number, dur?: number, status?: number}) => void} [wire]
 */

/** @typedef {{every?: number, held?: number}} Pace ms between polls, s that a long poll is held; for whoever compares, all others take the usual */
/** @typedef {(url: string, after: () => number | string, on: Listener, pace?: Pace) => () => void} Follow */

// The server pings every 15 s; after this long without a byte, in ms, a
// connection is taken for dead.
export const silence = 40_000;

// A page that comes to the front doubts sooner: an open connection after the
// first of these, one that has not opened after the second.
export const doubt = 20_000;
export const hesitation = 1000;

/**
 * An address with more in its query.
 * @param {string} url
 * @param {Record<string, string | number>} more
 */
export function withQuery(url, more) {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(more)) query.set(name, String(value));
	return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

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
	let asleep = false;
	const rouse = () => { asleep = false; wake(); };
	addEventListener('pagehide', () => { asleep = true; sleep(); }, options);
	addEventListener('pageshow', () => { if (asleep) rouse(); }, options);
	addEventListener('online', rouse, options);
	if (typeof document !== 'undefined') { // a worker has none
		document.addEventListener('visibilitychange', () => {
			if (document.visibilityState !== 'visible') return;
			if (asleep) rouse();
			else look();
		}, options);
	}
	return () => ended.abort();
}
