// What all this costs the server. It is polled: a number that may be two seconds old
// needs nothing better.

import * as words from '../../words/en.json';
import { part, setText } from '../dom.js';
import { fill } from '../words.js';
import { size, time } from './figures.js';

const interval = 2000; // ms

/** @typedef {{at: number, goroutines: number, readers: Record<string, number>, delivered: number, heap: number, stacks: number, cpu?: number, pool?: {inUse: number, size: number}}} Cost */

export class ServerPanel {
	/** @type {Cost | undefined} */
	#before;

	/** @param {HTMLElement} panel @param {import('./session.js').Session} session */
	constructor(panel, session) {
		this.panel = panel;
		this.session = session;
	}

	async start() {
		if (!document.hidden) await this.#refresh();
		setTimeout(() => this.start(), interval);
	}

	async #refresh() {
		try {
			const response = await fetch('/lab/server.json', { signal: AbortSignal.timeout(3 * interval) });
			if (response.ok) this.#show(await response.json());
			const state = await this.session.state();
			if (state) this.#spread(state);
		} catch {
			// The next request shows what there is then.
		}
	}

	/** @param {Cost} cost */
	#show(cost) {
		const open = Object.entries(cost.readers).filter(([, n]) => n > 0);
		const readers = open.reduce((sum, [, n]) => sum + n, 0);
		this.#write('readers', String(readers));
		this.#write('pool', cost.pool ? fill(words.labPool, { used: cost.pool.inUse, size: cost.pool.size }) : '–');
		this.#write('goroutines', String(cost.goroutines));
		this.#write('heap', size(cost.heap));
		this.#write('per-reader', readers ? `${size((cost.heap + cost.stacks) / readers)}` : '–');
		this.#write('cpu', this.#cpu(cost));
		this.#write('open', open.map(([name, n]) => `${name} ${n}`).join(', ') || '–');
		this.#before = cost;
	}

	/** CPU time for each delivered update, by all that the server did since the last request. @param {Cost} cost */
	#cpu({ cpu, delivered }) {
		const before = this.#before;
		if (!cpu || !before?.cpu || delivered <= before.delivered) return '–';
		return time(1000 * (cpu - before.cpu) / (delivered - before.delivered));
	}

	/** @param {import('./session.js').State} state */
	#spread({ move, message }) {
		const held = Object.entries(move.reached ?? {}).filter(([name]) => name !== 'polling').map(([, reach]) => reach);
		if (held.length) this.#write('spread', time(Math.max(...held.map(({ last }) => last)) - Math.min(...held.map(({ first }) => first))));
		if (!message.version || !message.reached) return;
		const reached = Object.entries(message.reached).map(([name, { readers, last }]) => `${name} ${readers} (${time(last)})`);
		this.#write('message', fill(words.labMessage, { list: reached.join(', ') }));
	}

	/** @param {string} name @param {string} text */
	#write(name, text) {
		setText(part(this.panel, name), text);
	}
}
