// Sends what a player does. An answer may be lost after the server has acted, so
// a move, or a gift of time, carries the version that it was made at: sent again,
// it is answered as the first time.

import { backoff } from '../transport/common.js';

/** @typedef {import('../transport/event.js').GameEvent} GameEvent */
/** @typedef {{event?: GameEvent, version?: number, refused?: string, status?: number}} Answer with a version the event comes by the feed; with none of these nobody answered */

const timeout = 8000; // ms for one try
const tries = 12; // some minutes; after that it counts as unsent

/**
 * Sends until there is an answer: the event that it made, or why it was refused.
 * @param {string} url
 * @param {object} body
 * @param {{what?: string, signal?: AbortSignal, late?: () => void, channel?: import('../transport/commands.js').Send | null}} [options]
 *     late is called before each new try; channel, if there is one, is tried before a POST, with what as the command
 * @returns {Promise<Answer>}
 */
export async function send(url, body, { what = 'move', signal = new AbortController().signal, late, channel } = {}) {
	const wait = backoff(1000, 10_000);
	const reply = await channel?.({ do: what, ...body });
	if (reply?.version) return { version: reply.version };
	if (reply?.error && !isTransient(reply.error.status)) return refusal(reply.error);
	for (let n = channel ? 1 : 0; n < tries && !signal.aborted; n++) {
		if (n > 0) late?.();
		const reply = await post(url, body, signal);
		if (reply?.status === 200) return { event: reply.body };
		if (reply && !isTransient(reply.status)) return refusal(reply.body);
		await pause((reply?.after ?? 0) + wait.next(), signal);
	}
	return {};
}

/** @param {{status: number, title: string, detail: string}} problem */
function refusal({ status, title, detail }) {
	return { refused: detail || title, status };
}

/**
 * One try; undefined when nothing came back, or half of it.
 * @param {string} url
 * @param {object} body
 * @param {AbortSignal} signal
 */
async function post(url, body, signal) {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
			body: JSON.stringify(body),
			signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
		});
		const after = Number(response.headers.get('Retry-After')) * 1000 || 0; // ms
		return { status: response.status, after, body: await response.json() };
	} catch {
		return undefined;
	}
}

/** Whether trying again may help. @param {number} status */
function isTransient(status) {
	return status === 408 || status === 429 || status >= 500;
}

/**
 * Waits; less if the network comes back or the answer is not needed any more.
 * @param {number} ms
 * @param {AbortSignal} signal
 */
function pause(ms, signal) {
	return new Promise((resolve) => {
		const done = new AbortController();
		const go = () => { done.abort(); clearTimeout(timer); resolve(undefined); };
		const timer = setTimeout(go, ms);
		addEventListener('online', go, { signal: done.signal });
		signal.addEventListener('abort', go, { signal: done.signal });
	});
}
