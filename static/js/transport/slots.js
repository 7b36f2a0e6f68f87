// Over HTTP/1.1 a browser opens six connections to a server, for all its tabs
// together. Streams and long polls hold theirs; once they hold all six, every
// other request waits behind them, even a move. So the tabs share four slots, and
// a reader that finds none free does without a connection of its own.

const slots = 4;
const answerWithin = 150; // ms for other tabs to answer

/**
 * Makes a transport that holds a connection run only in a free slot. Without one
 * it stops, with 'crowded' as its reason.
 * @param {import('./common.js').Follow} follow
 * @returns {import('./common.js').Follow}
 */
export function withSlot(follow) {
	return (url, after, on, pace) => {
		const ended = new AbortController();
		let round = 0; // counts starts and stops, so that results of an earlier one are ignored
		let release = () => {};

		async function start() {
			const mine = ++round;
			const free = await acquire();
			if (mine !== round) {
				free?.();
				return;
			}
			if (!free) {
				end('crowded');
				return;
			}
			const unfollow = follow(url, after, {
				...on,
				state: (state, detail) => {
					if (mine !== round) return; // stopped from here
					if (state === 'stopped') end(detail?.reason);
					else on.state(state, detail);
				},
			}, pace);
			release = () => { unfollow(); free(); };
		}

		function pause() {
			round++;
			release();
			release = () => {};
		}

		/** @param {string} [reason] */
		function end(reason) {
			ended.abort();
			pause();
			on.state('stopped', { reason });
		}

		// A page in the back-forward cache keeps no slot.
		addEventListener('pagehide', pause, { signal: ended.signal });
		addEventListener('pageshow', (e) => { if (e.persisted) start(); }, { signal: ended.signal });
		start();
		return () => end();
	};
}

/**
 * Takes a slot and returns the function that releases it; null when none is free.
 * @returns {Promise<(() => void) | null>}
 */
async function acquire() {
	if (multiplexed()) return () => {};
	if (!('locks' in navigator)) return askTabs(); // a page that came over plain HTTP from another machine
	await new Promise((resolve) => { setTimeout(resolve); }); // a slot that is given back now is free by then
	for (let n = 1; n <= slots; n++) {
		const release = await lock(`kibitz connection ${n}`);
		if (release) return release;
	}
	return null;
}

/** Whether one connection carries many requests, so that there is no limit of six. */
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
		}).catch(() => resolve(() => {})); // a browser that stores nothing for this page: do not count
	});
}

/**
 * Without locks the tabs ask each other. Those that have a slot answer; of those
 * that look for one at the same time, the one with the lower number goes first.
 * @returns {Promise<(() => void) | null>}
 */
function askTabs() {
	const channel = new BroadcastChannel('kibitz connections');
	const me = Math.random();
	let others = 0, holding = false;
	channel.addEventListener('message', ({ data: { from, to } }) => {
		if (to === me) others++;
		else if (to === undefined && (holding || me < from)) channel.postMessage({ from: me, to: from });
	});
	channel.postMessage({ from: me });
	return new Promise((resolve) => {
		setTimeout(() => {
			holding = others < slots;
			if (!holding) channel.close();
			resolve(holding ? () => channel.close() : null);
		}, answerWithin);
	});
}
