// The stream of the lobby, shared by several tabs. Each event brings the whole
// list, so a tab that joins later needs the last one only.

import { withSlot } from './slots.js';
import { follow } from './sse.js';

/** @typedef {import('./shared-sse.js').FromWorker} FromWorker */
/** @typedef {import('./event.js').GameEvent} GameEvent */

const deadAfter = 50_000; // ms; a tab answers every message, and there is a ping every 15 s

export class LobbyStream {
	/** @type {Map<MessagePort, number>} when each was last heard */
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
	touch(port) {
		if (this.#tabs.has(port)) this.#tabs.set(port, Date.now());
	}

	#open() {
		let old = false;
		const tag = () => /** @type {{tag?: string} | undefined} */ (/** @type {unknown} */ (this.#last))?.tag ?? '';
		const stop = withSlot(follow)(this.path, tag, {
			event: (event) => { if (!old) this.#receive(event); },
			state: (state, detail) => { if (!old) this.#setState({ state, detail }); },
		});
		return () => { old = true; stop(); };
	}

	/** @param {GameEvent} event */
	#receive(event) {
		for (const port of this.#tabs.keys()) port.postMessage({ event });
		if (event.kind !== 'ping') {
			this.#last = event;
			return;
		}
		for (const [port, lastHeard] of this.#tabs) if (Date.now() - lastHeard > deadAfter) this.leave(port);
	}

	/** @param {FromWorker} state */
	#setState(state) {
		this.#state = state;
		for (const port of this.#tabs.keys()) port.postMessage(state);
		if (state.state !== 'stopped') return;
		this.#tabs.clear();
		this.ended();
	}
}
