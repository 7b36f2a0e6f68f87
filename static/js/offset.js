// How far this machine's clock is from the server's. An answer that has the
// server's time was written between the request and the answer's arrival, so the
// quickest answer is the best sample; it is wrong by at most half its duration.

const maxSamples = 8;

let slept = 0; // ms that the steady clock did not count

/** Now, in ms since 1970, by a clock that nobody sets while it runs. */
export function now() {
	return performance.timeOrigin + performance.now() + slept;
}

const usual = Date.now() - now();

/** On some machines the steady clock stops while they sleep: makes up for it by the wall clock. */
export function correctForSleep() {
	const missed = Date.now() - now() - usual;
	if (Math.abs(missed) > 1000) slept += missed;
}

export class Offset {
	/** @type {{offset: number, error: number}[]} */
	#samples = [];

	/**
	 * @param {number} sent by the clock here
	 * @param {number} at by the server's
	 * @param {number} received by the clock here
	 */
	add(sent, at, received) {
		this.#samples.push({ offset: (sent + received) / 2 - at, error: (received - sent) / 2 });
		if (this.#samples.length > maxSamples) this.#samples.shift();
	}

	/**
	 * Adds the load of the page itself, unless it came from a cache.
	 * @param {number} at the server's time, as the page has it
	 */
	addPageLoad(at) {
		const [page] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
		const { timeOrigin } = performance;
		if (page?.transferSize) this.add(timeOrigin + page.requestStart, at, timeOrigin + page.responseStart);
	}

	/** ms that the clock here is ahead, and how wrong that may be; undefined before the first answer. */
	get best() {
		const [best] = [...this.#samples].sort((a, b) => a.error - b.error);
		return best;
	}
}
