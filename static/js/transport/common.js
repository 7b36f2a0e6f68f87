// What all transports share. A transport is one function:
//
//	follow(url, after, on) -> stop()
//
// url is the feed, after() returns the cursor at the time of a request, and on is
// told: on.event(event), on.state('connecting' | 'open' | 'retry' | 'stopped',
// {retryIn, reason}), on.channel(send) where commands can be sent too, and
// on.wire({kind, at, dur, status}) to measure.

/** @typedef {import('./event.js').GameEvent} GameEvent */
/** @typedef {'connecting' | 'open' | 'retry' | 'stopped'} State */
/** @typedef {{retryIn?: number, reason?: string}} StateDetail retryIn is ms until the next try */

/**
 * @typedef {object} Listener
 * @property {(event: GameEvent) => void} event
 * @property {(state: State, detail?: StateDetail) => void} state
 * @property {(send: import('./commands.js').Send | null) => void} [channel] sends commands; null once that is no longer possible
 * @property {(shared: {tabs: number, meter: string}) => void} [shared] how many tabs use the connection, and the name of its meter
 * @property {(wire: {kind: 'request' | 'response' | 'event', at: number, dur?: number, status?: number}) => void} [wire]
 */

/** @typedef {{every?: number, held?: number}} Pace ms between polls, s that a long poll is held; only the lab sets them */
/** @typedef {(url: string, after: () => number | string, on: Listener, pace?: Pace) => () => void} Follow */

// The server pings every 15 s. A connection without a byte for this long, in ms,
// is dead.
export const deadAfter = 40_000;

// A page that comes to the front is less patient: it gives up an open connection
// after the first of these times, in ms, and one that has not opened after the
// second.
export const staleAfter = 20_000;
export const openWithin = 1000;

/**
 * Adds fields to the query of an address.
 * @param {string} url
 * @param {Record<string, string | number>} fields
 */
export function withQuery(url, fields) {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(fields)) query.set(name, String(value));
	return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/**
 * Exponential backoff with full jitter: each pause is drawn at random from 0 to
 * a limit that doubles, so that readers who lost a server do not all come back at
 * the same moment.
 * @param {number} first ms
 * @param {number} longest ms
 */
export function backoff(first, longest) {
	let tries = 0;
	return {
		next: () => Math.random() * Math.min(longest, first * 2 ** tries++),
		reset: () => { tries = 0; },
	};
}

/**
 * Calls expired when it has not been reset for a time.
 * @param {number} ms
 * @param {() => void} expired
 */
export function watchdog(ms, expired) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let resetAt = 0;
	return {
		reset() {
			clearTimeout(timer);
			resetAt = Date.now(); // the wall clock runs on while a machine sleeps
			timer = setTimeout(expired, ms);
		},
		stop: () => clearTimeout(timer),
		silentFor: (/** @type {number} */ ms) => Date.now() - resetAt > ms,
	};
}

/**
 * Tells a connection when its page goes away and comes back. Browsers differ in
 * what happens to an open stream of a page in the back-forward cache, so it is
 * closed and opened again. A phone drops a stream in the background without an
 * error, so a page that comes to the front has its connection checked.
 * @param {{sleep: () => void, wake: () => void, check: () => void}} connection
 * @returns {() => void} stop
 */
export function lifecycle({ sleep, wake, check }) {
	const ended = new AbortController();
	const options = { signal: ended.signal };
	let asleep = false;
	const resume = () => { asleep = false; wake(); };
	addEventListener('pagehide', () => { asleep = true; sleep(); }, options);
	addEventListener('pageshow', () => { if (asleep) resume(); }, options);
	addEventListener('online', resume, options);
	if (typeof document !== 'undefined') { // a worker has none
		document.addEventListener('visibilitychange', () => {
			if (document.visibilityState !== 'visible') return;
			if (asleep) resume();
			else check();
		}, options);
	}
	return () => ended.abort();
}
