// Over HTTP/1.1 a browser opens six connections to a server, for all its tabs
// together. Streams and long polls hold theirs; when they hold all six, every
// other request waits behind them, a move too. So they share four places, which
// the browser's locks count, and who finds none does without.

const places = 4;
const patience = 4000; // ms, where there are no locks to count with

/**
 * A transport that holds a connection, if there is a place for it. Without one
 * it stops and says that it is crowded.
 * @param {import('./common.js').Follow} follow
 * @returns {import('./common.js').Follow}
 */
export function seated(follow) {
	return (url, after, on) => {
		const ended = new AbortController();
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		let timer;
		let round = 0;
		/** @type {() => void} */
		let leave = () => {};

		async function sit() {
			const mine = ++round;
			const rise = await take();
			if (mine !== round) {
				rise?.();
				return;
			}
			if (!rise) {
				end('crowded');
				return;
			}
			const unfollow = follow(url, after, { ...on, state: (state, more) => { if (mine === round) pass(state, more); } });
			leave = () => { unfollow(); rise(); };
		}

		/** @type {import('./common.js').Listener['state']} */
		function pass(state, more) {
			clearTimeout(timer);
			if (state === 'stopped') {
				end(more?.why);
				return;
			}
			// One that neither opens nor fails waits for a connection.
			if (state === 'connecting' && !countable()) timer = setTimeout(() => end('crowded'), patience);
			on.state(state, more);
		}

		function away() {
			clearTimeout(timer);
			round++;
			leave();
			leave = () => {};
		}

		/** @param {string} [why] */
		function end(why) {
			ended.abort();
			away();
			on.state('stopped', { why });
		}

		// A page in the back-forward cache keeps no place.
		addEventListener('pagehide', away, { signal: ended.signal });
		addEventListener('pageshow', (e) => { if (e.persisted) sit(); }, { signal: ended.signal });
		sit();
		return () => end();
	};
}

/**
 * Takes a place; the answer gives it back. Nothing when none is free.
 * @returns {Promise<(() => void) | null>}
 */
async function take() {
	if (!countable() || multiplexed()) return () => {};
	await new Promise((resolve) => { setTimeout(resolve); }); // a place that is given back now is free by then
	for (let n = 1; n <= places; n++) {
		const rise = await lock(`kibitz connection ${n}`);
		if (rise) return rise;
	}
	return null;
}

/**
 * @param {string} name
 * @returns {Promise<(() => void) | null>}
 */
function lock(name) {
	return new Promise((resolve) => {
		navigator.locks.request(name, { ifAvailable: true }, (held) => {
			if (!held) {
				resolve(null);
				return undefined;
			}
			return new Promise((release) => { resolve(() => release(undefined)); });
		});
	});
}

/** Whether places can be counted: not on a page that came by plain http from another machine. */
function countable() {
	return 'locks' in navigator;
}

/** Whether one connection carries many requests: then there is no wall. */
function multiplexed() {
	const [page] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
	return /^h[23]/.test(page?.nextHopProtocol ?? '');
}
