// Sends what a player does. An answer may be lost after the server has done
// what was asked, so a move, or time that is given, carries the version it was
// made at: sent again, it is answered with what it did the first time.

import { backoff } from '../transport/common.js';

/** @typedef {import('../transport/event.js').GameEvent} GameEvent */
/** @typedef {{event?: GameEvent, version?: number, refused?: string, status?: number}} Answer a version: its event comes by the feed; none of these: nobody answered */

const timeout = 8000; // ms for one try
const tries = 12; // then it is said to be unsent: some minutes

/**
 * Sends until somebody answers. The answer is the event that it made, or why it
 * was refused.
 * @param {string} url
 * @param {object} body
 * @param {{what?: string, signal?: AbortSignal, late?: () => void, line?: import('../transport/commands.js').Send | null}} [options]
 *     late is called before each new try; line, if there is one, is tried before a POST, and told what to do
 * @returns {Promise<Answer>}
 */
export async function send(url, body, { what = 'move', signal = new AbortController().signal, late, line } = {}) {
	const wait = backoff(1000, 10_000);
	const reply = await line?.({ do: what, ...body });
	if (reply?.version) return { version: reply.version };
	if (reply?.error && !passing(reply.error.status)) return refusal(reply.error);
	for (let n = line ? 1 : 0; n < tries && !signal.aborted; n++) {
		if (n > 0) late?.();
		const reply = await post(url, body, signal);
		if (reply?.status === 200) return { event: reply.body };
		if (reply && !passing(reply.status)) return refusal(reply.body);
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

/** @param {number} status of a trouble that may pass */
function passing(status) {
	return status === 408 || status === 429 || status >= 500;
}

/**
 * Waits, or less: until the network is back, or nobody waits for the answer.
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
