// The page's own game on the server, and the server's state of it.

import * as words from '../../words/en.json';

/** @typedef {{readers: number, first: number, last: number}} Reach */
/** @typedef {{version: number, reached?: Record<string, Reach>}} Spread */
/** @typedef {{id: string, feed: string, game: string, version: number, fen: string, rate: number, delay: number, at: number,
 *   counts: Record<string, {requests: number, refused: number, cut: number, events: number}>, move: Spread, message: Spread}} State */

const timeout = 10_000; // ms

export class Session {
	#path = '';
	feed = '';
	error = '';
	/** Whether the server has forgotten the game. */
	forgotten = false;

	/** @param {{rate: number, delay: number}} settings @returns {Promise<State | undefined>} */
	async open(settings) {
		const state = await this.#request('/lab/sessions', settings);
		if (!state) return undefined;
		this.#path = `/lab/sessions/${state.id}`;
		this.feed = state.feed;
		this.forgotten = false;
		return state;
	}

	/** Changes settings, or injects a fault. @param {Record<string, string | number>} fields */
	post(fields) {
		return this.#request(this.#path, fields);
	}

	state() {
		return this.#request(this.#path);
	}

	/**
	 * @param {string} path
	 * @param {Record<string, string | number>} [fields] none to only read
	 * @returns {Promise<State | undefined>}
	 */
	async #request(path, fields) {
		if (!path) return undefined;
		const how = fields ? { method: 'POST', body: JSON.stringify(fields), headers: { 'Content-Type': 'application/json' } } : {};
		try {
			const response = await fetch(path, { ...how, signal: AbortSignal.timeout(timeout) });
			this.forgotten = response.status === 404;
			const answer = await response.json();
			if (response.ok) return answer;
			this.error = answer.detail;
		} catch {
			this.error = words.labUnanswered;
		}
		return undefined;
	}
}
