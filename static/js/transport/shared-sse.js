// Server-Sent Events, one stream for all tabs of this browser: a SharedWorker
// holds it. Where there is none, or it does not answer, the tab has a stream of
// its own.

import { doubt, lifecycle, silence, watchdog } from './common.js';
import { withSlot } from './slots.js';
import { follow as followAlone } from './sse.js';

const patience = 5000; // ms for the worker's first word

/** @typedef {import('./common.js').State} State */
/** @typedef {{event?: import('./event.js').GameEvent, state?: State, more?: import('./common.js').More, shared?: {tabs: number, meter: string}}} FromWorker */
/** @typedef {{follow?: string, after?: string, stop?: boolean}} ToWorker none of these: the tab is there */

/** @type {import('./common.js').Follow} */
export function follow(url, after, on) {
	const own = () => withSlot(followAlone)(url, after, on);
	if (!('SharedWorker' in globalThis)) return own();
	/** @type {MessagePort | null} */
	let port = null;
	/** @type {(() => void) | null} */
	let stopOwn = null;
	/** @type {{tabs: number, meter: string} | undefined} */
	let counted;
	const ended = new AbortController();
	const dog = watchdog(silence, open);
	const hope = watchdog(patience, alone);

	function open() {
		close();
		on.state('connecting');
		const worker = start();
		if (!worker) {
			alone();
			return;
		}
		worker.addEventListener('error', alone, { signal: ended.signal });
		port = worker.port;
		port.addEventListener('message', heard);
		port.start();
		tell({ follow: url, after: String(after()) });
		dog.feed();
		hope.feed();
	}

	/** @param {MessageEvent<FromWorker>} message */
	function heard({ data: { event, state, more, shared } }) {
		dog.feed();
		hope.stop();
		if (shared) {
			counted = shared;
			on.shared?.(shared);
		}
		if (event) {
			on.wire?.({ kind: 'event', at: performance.now() });
			on.event(event);
			tell({});
		}
		if (state === 'stopped' && more?.why === 'full') alone();
		else if (state === 'stopped') stop(more?.why);
		else if (state) on.state(state, more);
	}

	/** @param {ToWorker} message */
	function tell(message) {
		port?.postMessage(message);
	}

	function alone() {
		ended.abort();
		forget();
		close();
		stopOwn ??= own();
	}

	function close() {
		dog.stop();
		hope.stop();
		tell({ stop: true });
		port?.removeEventListener('message', heard);
		port?.close();
		port = null;
	}

	// A browser may freeze the worker together with the last page that it reads
	// for, with the stream open: the server has to be told.
	function sleep() {
		close();
		if (counted?.tabs === 1) navigator.sendBeacon(`/meters/${counted.meter}/leave`);
	}

	const forget = lifecycle({ sleep, wake: open, look: () => { if (dog.hungry(doubt)) open(); } });

	/** @param {string} [why] */
	function stop(why) {
		ended.abort();
		forget();
		close();
		if (stopOwn) stopOwn();
		else on.state('stopped', { why });
	}

	open();
	return () => stop();
}

/** The worker; nothing where the browser has workers but does not let this page have one. */
function start() {
	try {
		// The script that this is served in lies one folder up.
		return new SharedWorker(new URL('./transport/worker.js', import.meta.url), { type: 'module', name: 'kibitz' });
	} catch {
		return null;
	}
}
