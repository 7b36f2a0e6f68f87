// Server-Sent Events: one request, one answer that never ends. The browser
// reconnects by itself after a break, but it gives up for good on an error status
// and does not notice every break. This module handles those two cases.

import { backoff, deadAfter, lifecycle, openWithin, staleAfter, watchdog, withQuery } from './common.js';
import { kinds } from './event.js';

/** @type {import('./common.js').Follow} */
export function follow(url, after, on) {
	/** @type {EventSource | null} */
	let source = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const wait = backoff(1000, 30_000);
	const idle = watchdog(deadAfter, () => retry(0, 'silence'));

	function open() {
		close();
		on.state('connecting');
		on.wire?.({ kind: 'request', at: performance.now() });
		source = new EventSource(withQuery(url, { after: after() }));
		source.addEventListener('open', () => {
			wait.reset();
			idle.reset();
			on.state('open');
		});
		source.addEventListener('error', failed);
		source.addEventListener('end', stop);
		for (const kind of kinds) source.addEventListener(kind, receive);
		idle.reset();
	}

	/** @param {MessageEvent} message */
	function receive(message) {
		idle.reset();
		on.wire?.({ kind: 'event', at: performance.now() });
		on.event(JSON.parse(message.data));
	}

	// An EventSource in the state CONNECTING tries again by itself, after the time
	// that the server gave; one in the state CLOSED never does.
	function failed() {
		if (source?.readyState === EventSource.CLOSED) retry(wait.next(), 'refused');
		else on.state('retry', { reason: 'broken' });
	}

	/**
	 * @param {number} ms
	 * @param {string} reason
	 */
	function retry(ms, reason) {
		close();
		timer = setTimeout(open, ms); // before on.state, which may call stop
		on.state('retry', { retryIn: ms, reason });
	}

	function close() {
		clearTimeout(timer);
		idle.stop();
		source?.close();
		source = null;
	}

	const unsubscribe = lifecycle({
		sleep: close,
		wake: open,
		check: () => { if (idle.silentFor(source?.readyState === EventSource.OPEN ? staleAfter : openWithin)) open(); },
	});

	function stop() {
		unsubscribe();
		close();
		on.state('stopped');
	}

	open();
	return stop;
}
