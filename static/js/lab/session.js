// The page's own game on the server, and what the server says of it.

/** @typedef {{readers: number, first: number, last: number}} Reach */
/** @typedef {{version: number, reached?: Record<string, Reach>}} Spread */
/** @typedef {{id: string, feed: string, game: string, version: number, fen: string, rate: number, delay: number, at: number,
 *   counts: Record<string, {requests: number, refused: number, cut: number, events: number}>, move: Spread, message: Spread}} State */

const patience = 10_000; // ms

export class Session {
	#path = '';
	feed = '';
	trouble = '';
	/** Whether the server knows nothing of it any more. */
	gone = false;

	/** @param {{rate: number, delay: number}} settings @returns {Promise<State | undefined>} */
	async open(settings) {
		const state = await this.#ask('/lab/sessions', settings);
		if (!state) return undefined;
		this.#path = `/lab/sessions/${state.id}`;
		this.feed = state.feed;
		this.gone = false;
		return state;
	}

	/** Changes or breaks something. @param {Record<string, string | number>} fields */
	post(fields) {
		return this.#ask(this.#path, fields);
	}

	state() {
		return this.#ask(this.#path);
	}

	/**
	 * @param {string} path
	 * @param {Record<string, string | number>} [fields] nothing to ask only
	 * @returns {Promise<State | undefined>}
	 */
	async #ask(path, fields) {
		if (!path) return undefined;
		const how = fields ? { method: 'POST', body: JSON.stringify(fields), headers: { 'Content-Type': 'application/json' } } : {};
		try {
			const response = await fetch(path, { ...how, signal: AbortSignal.timeout(patience) });
			this.gone = response.status === 404;
			const answer = await response.json();
			if (response.ok) return answer;
			this.trouble = answer.detail;
		} catch {
			this.trouble = 'The server does not answer';
		}
		return undefined;
	}
}
