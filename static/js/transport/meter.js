// Measures a transport: how long an update takes to reach the screen, and what it
// costs on the wire. The page measures the first. Only the server can count the
// second, so it is asked now and then.

import { Offset, now } from '../offset.js';

const interval = 5000; // ms from one reading to the next
const busyInterval = 2000; // the same after an update
const maxLatencies = 99;

/**
 * @typedef {object} Figures
 * @property {number} updates
 * @property {number} [latency] ms, the median
 * @property {number} [error] ms by which latency may be wrong; unknown until clocks were compared
 * @property {number} counted updates that the cost below includes
 * @property {number} requests
 * @property {number} tabs that share these requests
 * @property {number} up bytes
 * @property {number} down bytes
 * @property {boolean} [shared] over HTTP/2, where requests share a connection: bytes are then 0
 */

export class Meter {
	#name = randomName();
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
			this.#schedule(busyInterval);
		});
	}

	/** Starts from zero, for another transport. @returns {string} the name under which the server counts */
	start() {
		this.#name = randomName();
		this.#updates = 0;
		this.#latencies = [];
		this.#tabs = 1;
		this.#cost = { counted: 0, requests: 0, up: 0, down: 0 };
		this.#running = true;
		this.#draw();
		this.#schedule(busyInterval / 4);
		return this.#name;
	}

	/** Stops after one more reading. */
	stop() {
		this.#running = false;
	}

	/** Counts a connection that other tabs use, too. @param {{tabs: number, meter: string}} shared */
	useShared({ tabs, meter }) {
		this.#name = meter;
		this.#tabs = tabs;
		this.#draw();
		this.#schedule(busyInterval / 4);
	}

	/**
	 * @param {number} at when the server made the update
	 * @param {boolean} drawn whether the page draws something new
	 */
	update(at, drawn) {
		this.#updates++;
		if (drawn) painted(() => this.#measure(now() - at));
		this.#draw();
		this.#schedule(busyInterval);
	}

	/** Ignores updates that came while the page was hidden. @param {number} ms */
	#measure(ms) {
		if (now() - ms < this.#visibleSince - (this.offset.best?.offset ?? 0)) return;
		this.#latencies.push(ms);
		if (this.#latencies.length > maxLatencies) this.#latencies.shift();
		this.#draw();
	}

	#draw() {
		const { offset = 0, error } = this.offset.best ?? {};
		const sorted = this.#latencies.map((ms) => Math.max(0, ms - offset)).sort((a, b) => a - b);
		this.show({ ...this.#cost, updates: this.#updates, tabs: this.#tabs, latency: sorted[sorted.length >> 1], error });
	}

	/** Reads in a while, sooner than scheduled if need be, but not too often. @param {number} ms */
	#schedule(ms) {
		const due = Math.max(now() + ms / 4, this.#readAt + ms);
		if (due >= this.#due) return;
		clearTimeout(this.#timer);
		this.#due = due;
		this.#timer = setTimeout(() => this.#read(), due - now());
	}

	async #read() {
		this.#due = Infinity;
		if (document.hidden) return;
		const sent = this.#readAt = now();
		const name = this.#name, counted = this.#updates;
		try {
			const response = await fetch(`/meters/${name}`, { signal: AbortSignal.timeout(interval) });
			const received = now();
			const { requests, up = 0, down = 0, shared, at } = await response.json();
			if (at) this.offset.add(sent, at, received);
			if (name === this.#name) this.#cost = { counted, requests, up, down, shared };
			this.#draw();
		} catch {
			// The next reading has it all.
		}
		if (this.#running) this.#schedule(interval);
	}
}

/** A name that no other meter has. */
function randomName() {
	return crypto.getRandomValues(new Uint32Array(3)).join('');
}

/** Calls back when what was drawn now is on the screen. @param {() => void} done */
function painted(done) {
	requestAnimationFrame(() => requestAnimationFrame(done));
}
