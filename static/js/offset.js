// How far this machine's clock is from the server's. An answer that names the
// server's time was written between the moments of asking and of hearing, so
// the quickest answer tells best, and is wrong by half its time at most.

const kept = 8;

let slept = 0; // ms that the steady clock has missed

/** Now, in ms since 1970, by a clock that is not set while it runs. */
export function now() {
	return performance.timeOrigin + performance.now() + slept;
}

const usual = Date.now() - now();

/** On some machines the steady clock stands still while they sleep: goes on by the other. */
export function awake() {
	const missed = Date.now() - now() - usual;
	if (Math.abs(missed) > 1000) slept += missed;
}

export class Offset {
	/** @type {{offset: number, error: number}[]} */
	#samples = [];

	/**
	 * @param {number} asked by the clock here
	 * @param {number} at by the server's
	 * @param {number} heard by the clock here
	 */
	add(asked, at, heard) {
		this.#samples.push({ offset: (asked + heard) / 2 - at, error: (heard - asked) / 2 });
		if (this.#samples.length > kept) this.#samples.shift();
	}

	/**
	 * The first sample: when the page was asked for and came. Not one that was
	 * kept from before.
	 * @param {number} at by the server's clock, in the page
	 */
	loaded(at) {
		const [page] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
		const { timeOrigin } = performance;
		if (page?.transferSize) this.add(timeOrigin + page.requestStart, at, timeOrigin + page.responseStart);
	}

	/** ms that the clock here is ahead, and how far off that may be; nothing before the first answer. */
	get best() {
		const [best] = [...this.#samples].sort((a, b) => a.error - b.error);
		return best;
	}
}
