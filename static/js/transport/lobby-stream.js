// A stream that several tabs share and that brings the whole of something each
// time it changes: whoever comes later needs the last event only.

import { withSlot } from './slots.js';
import { follow } from './sse.js';

/** @typedef {import('./shared-sse.js').FromWorker} FromWorker */
/** @typedef {import('./event.js').GameEvent} GameEvent */

const dead = 50_000; // ms; a tab answers what it is told, and there is a ping every 15 s

export class Whole {
	/** @type {Map<MessagePort, number>} when each was heard last */
	#tabs = new Map();
	/** @type {FromWorker} */
	#state = { state: 'connecting' };
	/** @type {GameEvent | undefined} */
	#last;
	/** @type {(() => void) | undefined} */
	#stop;

	/**
	 * @param {string} path of the feed
	 * @param {() => void} ended
	 */
	constructor(path, ended) {
		this.path = path;
		this.ended = ended;
	}

	/** @param {MessagePort} port */
	join(port) {
		this.#tabs.set(port, Date.now());
		port.postMessage(this.#state);
		if (this.#last) port.postMessage({ event: this.#last });
		this.#stop ??= this.#open();
	}

	/** @param {MessagePort} port */
	leave(port) {
		if (!this.#tabs.delete(port)) return;
		port.close();
		if (this.#tabs.size > 0) return;
		this.#stop?.();
		this.ended();
	}

	/** @param {MessagePort} port */
	alive(port) {
		if (this.#tabs.has(port)) this.#tabs.set(port, Date.now());
	}

	#open() {
		let old = false;
		const tag = () => /** @type {{tag?: string} | undefined} */ (/** @type {unknown} */ (this.#last))?.tag ?? '';
		const stop = withSlot(follow)(this.path, tag, {
			event: (event) => { if (!old) this.#heard(event); },
			state: (state, more) => { if (!old) this.#tell({ state, more }); },
		});
		return () => { old = true; stop(); };
	}

	/** @param {GameEvent} event */
	#heard(event) {
		for (const port of this.#tabs.keys()) port.postMessage({ event });
		if (event.kind !== 'ping') {
			this.#last = event;
			return;
		}
		for (const [port, heardAt] of this.#tabs) if (Date.now() - heardAt > dead) this.leave(port);
	}

	/** @param {FromWorker} state */
	#tell(state) {
		this.#state = state;
		for (const port of this.#tabs.keys()) port.postMessage(state);
		if (state.state !== 'stopped') return;
		this.#tabs.clear();
		this.ended();
	}
}
