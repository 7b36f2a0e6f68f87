// WebSocket: one connection on which both sides may send at any time. It neither
// reconnects nor resumes by itself; this module reconnects with the cursor.

import { commands } from './commands.js';
import { backoff, deadAfter, lifecycle, openWithin, staleAfter, watchdog, withQuery } from './common.js';

// Codes after which reconnecting is no use: the game is over, or the server could
// not read what this script sends.
const finished = 1000;
const unreadable = [1003, 1007, 1009];

/** @type {import('./common.js').Follow} */
export function follow(url, after, on) {
	/** @type {WebSocket | null} */
	let socket = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const wait = backoff(1000, 30_000);
	const idle = watchdog(deadAfter, () => retry(0, 'silence'));
	let channel = commands(() => {});

	function open() {
		close();
		on.state('connecting');
		on.wire?.({ kind: 'request', at: performance.now() });
		const opened = socket = new WebSocket(address(withQuery(url, { after: after() })));
		channel = commands((text) => opened.send(text));
		opened.addEventListener('open', () => {
			idle.reset();
			on.state('open');
			on.channel?.(channel.send);
		});
		opened.addEventListener('message', receive);
		opened.addEventListener('close', handleClose);
		idle.reset();
	}

	/** @param {MessageEvent} message */
	function receive({ data }) {
		wait.reset(); // not on open: a server without room opens and closes again
		idle.reset();
		const message = JSON.parse(data);
		if ('re' in message) {
			channel.settle(message.re, message);
			return;
		}
		on.wire?.({ kind: 'event', at: performance.now() });
		on.event(message);
	}

	/** @param {CloseEvent} e */
	function handleClose({ code }) {
		if (code === finished) stop();
		else if (unreadable.includes(code)) stop('refused');
		else retry(wait.next(), 'broken');
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
		if (!socket) return;
		socket.removeEventListener('message', receive);
		socket.removeEventListener('close', handleClose);
		socket.close();
		socket = null;
		on.channel?.(null);
		channel.end();
	}

	const unsubscribe = lifecycle({
		sleep: close,
		wake: open,
		check: () => { if (idle.silentFor(socket?.readyState === WebSocket.OPEN ? staleAfter : openWithin)) open(); },
	});

	/** @param {string} [reason] */
	function stop(reason) {
		unsubscribe();
		close();
		on.state('stopped', { reason });
	}

	open();
	return () => stop();
}

/** @param {string} path */
function address(path) {
	const url = new URL(path, location.href);
	url.protocol = url.protocol.replace('http', 'ws');
	return url.href;
}
