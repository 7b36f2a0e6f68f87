// WebSocket: one connection that both sides may speak on at any time. It does
// not reconnect and remembers nothing; the cursor does that for it.

import { commands } from './commands.js';
import { backoff, doubt, hesitation, lifecycle, silence, watchdog, withQuery } from './common.js';

// Codes with which a server closes for good: the game is over, or this script
// sends what the server cannot read, which trying again would not mend.
const over = 1000;
const faulty = [1003, 1007, 1009];

/** @type {import('./common.js').Follow} */
export function follow(url, after, on) {
	/** @type {WebSocket | null} */
	let socket = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const wait = backoff(1000, 30_000);
	const dog = watchdog(silence, () => again(0, 'silence'));
	let line = commands(() => {});

	function open() {
		close();
		on.state('connecting');
		on.wire?.({ kind: 'request', at: performance.now() });
		const now = socket = new WebSocket(address(withQuery(url, { after: after() })));
		line = commands((text) => now.send(text));
		now.addEventListener('open', () => {
			dog.feed();
			on.state('open');
			on.line?.(line.send);
		});
		now.addEventListener('message', heard);
		now.addEventListener('close', closed);
		dog.feed();
	}

	/** @param {MessageEvent} message */
	function heard({ data }) {
		wait.reset(); // not before: a server that has no room opens, too
		dog.feed();
		const message = JSON.parse(data);
		if ('re' in message) {
			line.settle(message.re, message);
			return;
		}
		on.wire?.({ kind: 'event', at: performance.now() });
		on.event(message);
	}

	/** @param {CloseEvent} e */
	function closed({ code }) {
		if (code === over) stop();
		else if (faulty.includes(code)) stop('refused');
		else again(wait.next(), 'broken');
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
		if (!socket) return;
		socket.removeEventListener('message', heard);
		socket.removeEventListener('close', closed);
		socket.close();
		socket = null;
		on.line?.(null);
		line.end();
	}

	const forget = lifecycle({
		sleep: close,
		wake: open,
		look: () => { if (dog.hungry(socket?.readyState === WebSocket.OPEN ? doubt : hesitation)) open(); },
	});

	/** @param {string} [why] */
	function stop(why) {
		forget();
		close();
		on.state('stopped', { why });
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
