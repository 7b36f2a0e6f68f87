// Server-Sent Events over one stream for all tabs of this browser, held by a
// SharedWorker. Where the browser has none, or it does not answer, the tab opens a
// stream of its own.

import { deadAfter, lifecycle, staleAfter, watchdog } from './common.js';
import { withSlot } from './slots.js';
import { follow as followAlone } from './sse.js';

const answerWithin = 5000; // ms for the worker's first message

/** @typedef {import('./common.js').State} State */
/** @typedef {{event?: import('./event.js').GameEvent, state?: State, detail?: import('./common.js').StateDetail, shared?: {tabs: number, meter: string}}} FromWorker */
/** @typedef {{follow?: string, after?: string, stop?: boolean}} ToWorker none of these: the tab is still there */

/** @type {import('./common.js').Follow} */
export function follow(url, after, on) {
	const own = () => withSlot(followAlone)(url, after, on);
	if (!('SharedWorker' in globalThis)) return own();
	/** @type {MessagePort | null} */
	let port = null;
	/** @type {(() => void) | null} */
	let stopOwn = null;
	/** @type {{tabs: number, meter: string} | undefined} */
	let shared;
	const ended = new AbortController();
	const idle = watchdog(deadAfter, open);
	const starting = watchdog(answerWithin, alone);

	function open() {
		close();
		on.state('connecting');
		const worker = startWorker();
		if (!worker) {
			alone();
			return;
		}
		worker.addEventListener('error', alone, { signal: ended.signal });
		port = worker.port;
		port.addEventListener('message', receive);
		port.start();
		post({ follow: url, after: String(after()) });
		idle.reset();
		starting.reset();
	}

	/** @param {MessageEvent<FromWorker>} message */
	function receive({ data: { event, state, detail, shared: told } }) {
		idle.reset();
		starting.stop();
		if (told) {
			shared = told;
			on.shared?.(shared);
		}
		if (event) {
			on.wire?.({ kind: 'event', at: performance.now() });
			on.event(event);
			post({});
		}
		if (state === 'stopped' && detail?.reason === 'full') alone();
		else if (state === 'stopped') stop(detail?.reason);
		else if (state) on.state(state, detail);
	}

	/** @param {ToWorker} message */
	function post(message) {
		port?.postMessage(message);
	}

	function alone() {
		ended.abort();
		unsubscribe();
		close();
		stopOwn ??= own();
	}

	function close() {
		idle.stop();
		starting.stop();
		post({ stop: true });
		port?.removeEventListener('message', receive);
		port?.close();
		port = null;
	}

	// A browser may freeze the worker together with the last page that uses it and
	// leave the stream open, so the server has to be told.
	function sleep() {
		close();
		if (shared?.tabs === 1) navigator.sendBeacon(`/meters/${shared.meter}/leave`);
	}

	const unsubscribe = lifecycle({ sleep, wake: open, check: () => { if (idle.silentFor(staleAfter)) open(); } });

	/** @param {string} [reason] */
	function stop(reason) {
		ended.abort();
		unsubscribe();
		close();
		if (stopOwn) stopOwn();
		else on.state('stopped', { reason });
	}

	open();
	return () => stop();
}

/** The worker; null where the browser does not let this page have one. */
function startWorker() {
	try {
		// Relative to the bundle, which lies one folder up.
		return new SharedWorker(new URL('./transport/worker.js', import.meta.url), { type: 'module', name: 'kibitz' });
	} catch {
		return null;
	}
}
