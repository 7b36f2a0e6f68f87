// Over HTTP/1.1 a browser opens six connections to a server, for all its tabs
// together. Streams and long polls hold theirs; when they hold all six, every
// other request waits behind them, a move too. So they share four places, and
// who finds none does without.

const places = 4;
const patience = 150; // ms for other tabs to answer

/**
 * A transport that holds a connection, if there is a place for it. Without one
 * it stops and says that it is crowded.
 * @param {import('./common.js').Follow} follow
 * @returns {import('./common.js').Follow}
 */
export function withSlot(follow) {
	return (url, after, on, pace) => {
		const ended = new AbortController();
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
			const unfollow = follow(url, after, {
				...on,
				state: (state, more) => {
					if (mine !== round) return; // it is stopped from here
					if (state === 'stopped') end(more?.why);
					else on.state(state, more);
				},
			}, pace);
			leave = () => { unfollow(); rise(); };
		}

		function away() {
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
	if (multiplexed()) return () => {};
	if (!('locks' in navigator)) return ask(); // on a page that came by plain http from another machine
	await new Promise((resolve) => { setTimeout(resolve); }); // a place that is given back now is free by then
	for (let n = 1; n <= places; n++) {
		const rise = await lock(`kibitz connection ${n}`);
		if (rise) return rise;
	}
	return null;
}

/** Whether one connection carries many requests: then there is no wall. */
function multiplexed() {
	const [page] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
	return /^h[23]/.test(page?.nextHopProtocol ?? '');
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
		}).catch(() => resolve(() => {})); // a browser that keeps nothing for this page: go without counting
	});
}

/**
 * Where there are no locks the tabs ask each other: those that have a place
 * answer, and of those that look for one at the same time some come first.
 * @returns {Promise<(() => void) | null>}
 */
function ask() {
	const channel = new BroadcastChannel('kibitz connections');
	const me = Math.random();
	let others = 0, seated = false;
	channel.addEventListener('message', ({ data: { from, to } }) => {
		if (to === me) others++;
		else if (to === undefined && (seated || me < from)) channel.postMessage({ from: me, to: from });
	});
	channel.postMessage({ from: me });
	return new Promise((resolve) => {
		setTimeout(() => {
			seated = others < places;
			if (!seated) channel.close();
			resolve(seated ? () => channel.close() : null);
		}, patience);
	});
}
