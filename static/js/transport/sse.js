// Server-Sent Events: one request, one answer that never ends. The browser
// reconnects by itself after a break, but gives up for good on an error status,
// and some break without noticing. Those two cases are ours.

import { backoff, doubt, hesitation, lifecycle, silence, watchdog, withQuery } from './common.js';
import { kinds } from './event.js';

/** @type {import('./common.js').Follow} */
export function follow(url, after, on) {
	/** @type {EventSource | null} */
	let source = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const wait = backoff(1000, 30_000);
	const dog = watchdog(silence, () => again(0, 'silence'));

	function open() {
		close();
		on.state('connecting');
		on.wire?.({ kind: 'request', at: performance.now() });
		source = new EventSource(withQuery(url, { after: after() }));
		source.addEventListener('open', () => {
			wait.reset();
			dog.feed();
			on.state('open');
		});
		source.addEventListener('error', broken);
		source.addEventListener('end', stop);
		for (const kind of kinds) source.addEventListener(kind, heard);
		dog.feed();
	}

	/** @param {MessageEvent} message */
	function heard(message) {
		dog.feed();
		on.wire?.({ kind: 'event', at: performance.now() });
		on.event(JSON.parse(message.data));
	}

	// A source that says CONNECTING tries again by itself, when the server said
	// it should; one that is CLOSED is dead.
	function broken() {
		if (source?.readyState === EventSource.CLOSED) again(wait.next(), 'refused');
		else on.state('retry', { why: 'broken' });
	}

	/**
	 * @param {number} ms
	 * @param {string} why
	 */
	function again(ms, why) {
		close();
		timer = setTimeout(open, ms); // before it is told: whoever hears of it may stop it
		on.state('retry', { in: ms, why });
	}

	function close() {
		clearTimeout(timer);
		dog.stop();
		source?.close();
		source = null;
	}

	const forget = lifecycle({
		sleep: close,
		wake: open,
		look: () => { if (dog.hungry(source?.readyState === EventSource.OPEN ? doubt : hesitation)) open(); },
	});

	function stop() {
		forget();
		close();
		on.state('stopped');
	}

	open();
	return stop;
}
