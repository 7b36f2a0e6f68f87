// One request to a feed and its answer, for polling and long polling.

/** @typedef {{status: number, held: boolean, news: boolean, over: boolean, presence?: number}} Answer held: the server would have waited; presence: number of the newest presence, for the next request */

/**
 * Requests the events after a cursor and passes them on.
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {import('./common.js').Listener} on
 * @returns {Promise<Answer | undefined>} nothing if the request failed or was aborted
 */
export async function fetchEvents(url, signal, on) {
	const at = performance.now();
	on.wire?.({ kind: 'request', at });
	const answer = await read(url, signal);
	if (!answer || signal.aborted) return undefined;
	const { status, held, events, presence } = answer;
	on.wire?.({ kind: 'response', at, dur: performance.now() - at, status });
	for (const event of events) {
		on.wire?.({ kind: 'event', at: performance.now() });
		on.event(event);
	}
	if (presence) on.event(presence);
	return { presence: presence?.number, status, held, news: events.length > 0, over: events.at(-1)?.status === 'over' };
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<{status: number, held: boolean, events: import('./event.js').GameEvent[], presence?: import('./event.js').GameEvent} | undefined>}
 */
async function read(url, signal) {
	try {
		const response = await fetch(url, { headers: { Accept: 'application/json' }, signal });
		if (!response.ok) return undefined;
		const { events, presence } = response.status === 204 ? { events: [] } : await response.json();
		return { status: response.status, held: response.headers.has('Preference-Applied'), events, presence };
	} catch {
		return undefined;
	}
}
