// What a transport does for its page, in figures: how long an update takes to
// the screen, and what it costs on the wire. The page measures the first; only
// the server can count the second, and is asked now and then.

import { Offset, now } from '../offset.js';

const seldom = 5000; // ms from one reading to the next
const often = 2000; // the same when something has happened
const kept = 99; // latencies

/**
 * @typedef {object} Figures
 * @property {number} updates
 * @property {number} [latency] ms, the median
 * @property {number} [error] ms by which latency may be wrong; unknown before clocks were compared
 * @property {number} counted updates, of which it is known what they cost
 * @property {number} requests
 * @property {number} tabs that they were made for
 * @property {number} up bytes
 * @property {number} down bytes
 * @property {boolean} [shared] over HTTP/2, where nobody can tell whose bytes they are: then they are 0
 */

export class Meter {
	#name = random();
	#updates = 0;
	/** @type {number[]} */
	#latencies = [];
	#tabs = 1;
	/** @type {Pick<Figures, 'counted' | 'requests' | 'up' | 'down' | 'shared'>} */
	#cost = { counted: 0, requests: 0, up: 0, down: 0 };
	offset = new Offset();
	#visibleSince = document.hidden ? Infinity : now();
	#readAt = -Infinity;
	#due = Infinity;
	#running = false;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;

	/** @param {(figures: Figures) => void} show */
	constructor(show) {
		this.show = show;
		document.addEventListener('visibilitychange', () => {
			this.#visibleSince = document.hidden ? Infinity : now();
			this.#plan(often);
		});
	}

	/** Begins from zero, for another transport. @returns {string} the name to count under */
	start() {
		this.#name = random();
		this.#updates = 0;
		this.#latencies = [];
		this.#tabs = 1;
		this.#cost = { counted: 0, requests: 0, up: 0, down: 0 };
		this.#running = true;
		this.#draw();
		this.#plan(often / 4);
		return this.#name;
	}

	/** Counts on until the last bytes are read, then no more. */
	stop() {
		this.#running = false;
	}

	/** Reads what a connection has cost that other tabs use, too. @param {{tabs: number, meter: string}} shared */
	share({ tabs, meter }) {
		this.#name = meter;
		this.#tabs = tabs;
		this.#draw();
		this.#plan(often / 4);
	}

	/**
	 * @param {number} at when the server made it
	 * @param {boolean} drawn whether the page shows something new by it
	 */
	update(at, drawn) {
		this.#updates++;
		if (drawn) painted(() => this.#measure(now() - at));
		this.#draw();
		this.#plan(often);
	}

	/** What was not to be seen at once, because nobody looked, does not count. @param {number} ms */
	#measure(ms) {
		if (now() - ms < this.#visibleSince - (this.offset.best?.offset ?? 0)) return;
		this.#latencies.push(ms);
		if (this.#latencies.length > kept) this.#latencies.shift();
		this.#draw();
	}

	#draw() {
		const { offset = 0, error } = this.offset.best ?? {};
		const sorted = this.#latencies.map((ms) => Math.max(0, ms - offset)).sort((a, b) => a - b);
		this.show({ ...this.#cost, updates: this.#updates, tabs: this.#tabs, latency: sorted[sorted.length >> 1], error });
	}

	/** Reads in a while, sooner than planned if need be, but not too often. @param {number} ms */
	#plan(ms) {
		const due = Math.max(now() + ms / 4, this.#readAt + ms);
		if (due >= this.#due) return;
		clearTimeout(this.#timer);
		this.#due = due;
		this.#timer = setTimeout(() => this.#read(), due - now());
	}

	async #read() {
		this.#due = Infinity;
		if (document.hidden) return;
		const asked = this.#readAt = now();
		const name = this.#name, counted = this.#updates;
		try {
			const response = await fetch(`/meters/${name}`, { signal: AbortSignal.timeout(seldom) });
			const heard = now();
			const { requests, up = 0, down = 0, shared, at } = await response.json();
			if (at) this.offset.add(asked, at, heard);
			if (name === this.#name) this.#cost = { counted, requests, up, down, shared };
			this.#draw();
		} catch {
			// The next reading has it all.
		}
		if (this.#running) this.#plan(seldom);
	}
}

/** A name for a meter that nobody else has. */
function random() {
	return crypto.getRandomValues(new Uint32Array(3)).join('');
}

/** Calls back when what was drawn now is on the screen. @param {() => void} done */
function painted(done) {
	requestAnimationFrame(() => requestAnimationFrame(done));
}
