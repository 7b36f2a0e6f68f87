// One reader of the game: what its transport brings, when, and at what cost.

import * as words from '../../words/en.json';
import { kingOf, read } from '../board/squares.js';
import { part, setText } from '../dom.js';
import { now } from '../offset.js';
import { withQuery } from '../transport/common.js';
import { transports } from '../transport/transports.js';

/** @typedef {import('../transport/transports.js').TransportName} TransportName */
/** @typedef {{from: number, to: number, news?: boolean}} Span ms since 1970; to is Infinity while it lasts */
/** @typedef {{version: number, at: number, painted: number}} Update at by the server's clock, painted by the one here; painted is NaN if the page was hidden */

const horizon = 15_000; // ms that are kept for the timeline
const maxLatencies = 2000;

export class Lane {
	version = 0;
	/** @type {Span[]} */
	requests = [];
	/** @type {Span[]} */
	held = [];
	/** @type {Span[]} */
	broken = [];
	/** @type {Update[]} */
	updates = [];
	/** @type {number[]} ms, not yet corrected for the offset of the clocks */
	latencies = [];
	counts = { updates: 0, duplicates: 0, gaps: 0, empty: 0, reconnects: 0, messages: 0 };
	/** @type {{requests: number, up?: number, down?: number}} bytes are unknown over HTTP/2, where requests share a connection */
	cost = { requests: 0, up: 0, down: 0 };
	/** @type {import('../transport/common.js').State} */
	state = 'connecting';
	#meter = '';
	#stop = () => {};
	#visibleSince = document.hidden ? Infinity : now();

	/**
	 * @param {TransportName} name
	 * @param {HTMLElement} card
	 * @param {{offset: import('../offset.js').Offset, received: (version: number, at: number) => void, lost: () => void}} lab
	 */
	constructor(name, card, lab) {
		this.name = name;
		this.card = card;
		this.lab = lab;
		this.board = /** @type {import('../board/chess-board.js').ChessBoard} */ (card.querySelector('chess-board'));
		document.addEventListener('visibilitychange', () => { this.#visibleSince = document.hidden ? Infinity : now(); });
	}

	/** Whether it holds a connection while it waits. */
	get holds() {
		return transports[this.name].holds;
	}

	/** Starts from zero, with another game. @param {import('./session.js').State} state */
	reset({ version, fen }) {
		this.stop();
		this.#meter = crypto.getRandomValues(new Uint32Array(3)).join('');
		this.version = version;
		this.requests = [];
		this.held = [];
		this.broken = [];
		this.updates = [];
		this.latencies = [];
		this.counts = { updates: 0, duplicates: 0, gaps: 0, empty: 0, reconnects: 0, messages: 0 };
		this.cost = { requests: 0, up: 0, down: 0 };
		this.board.show({ pieces: read(fen).pieces, last: '', check: '' }, false);
	}

	/** @param {string} url @param {import('../transport/common.js').Pace} pace */
	follow(url, pace) {
		this.stop();
		let current = true;
		const stop = transports[this.name].follow(withQuery(url, { meter: this.#meter }), () => this.version, {
			event: (event) => { if (current) this.#receive(event); },
			state: (state, detail) => { if (current) this.#onState(state, detail); },
			wire: (wire) => { if (current) this.#wire(wire); },
		}, pace);
		this.#stop = () => { current = false; stop(); };
	}

	stop() {
		this.#stop();
		this.#stop = () => {};
		closeSpan(this.held);
		closeSpan(this.broken);
		closeSpan(this.requests);
		this.state = 'connecting';
		this.#chip(words.labResting, 'connecting');
	}

	/** @param {import('../transport/event.js').GameEvent} event */
	#receive(event) {
		if (event.kind === 'ping' || !event.version) return;
		if (event.version <= this.version && event.kind !== 'snapshot') {
			this.counts.duplicates++;
			return;
		}
		// A snapshot stands for the events that were missed; without one they are lost.
		if (event.version > this.version + 1 || event.kind === 'snapshot') this.counts.gaps++;
		this.version = event.version;
		this.counts.updates++;
		this.#draw(event);
		if (event.kind === 'snapshot') return; // its time is that of the game's last event, not of this one
		this.lab.received(event.version, event.at);
		const update = { version: event.version, at: event.at, painted: NaN };
		this.updates.push(update);
		requestAnimationFrame(() => requestAnimationFrame(() => this.#painted(update)));
	}

	/** Ignores updates that came while the page was hidden. @param {Update} update */
	#painted(update) {
		const at = now(), offset = this.lab.offset.best?.offset ?? 0;
		if (document.hidden || update.at + offset < this.#visibleSince) return;
		update.painted = at;
		this.latencies.push(at - update.at);
		if (this.latencies.length > maxLatencies) this.latencies.shift();
	}

	/** @param {import('../transport/event.js').GameEvent} event */
	#draw(event) {
		if (event.kind === 'chat') {
			this.counts.messages++;
			return;
		}
		const { pieces, turn } = read(event.fen);
		this.board.show({ pieces, last: event.uci ?? '', check: event.check ? kingOf(pieces, turn) : '' }, false);
	}

	/**
	 * @param {import('../transport/common.js').State} state
	 * @param {import('../transport/common.js').StateDetail} [detail]
	 */
	#onState(state, detail) {
		const before = this.state;
		this.state = state;
		const crowded = state === 'stopped' && detail?.reason === 'crowded';
		this.#chip(crowded ? words.labNoConnection : words.labState[state], crowded ? 'retry' : state);
		const at = now();
		if (state === 'retry' && before !== 'retry') {
			this.counts.reconnects++;
			this.lab.lost();
		}
		if (state === 'open') {
			closeSpan(this.broken, at);
			if (this.streams && !isOpen(this.held)) this.held.push({ from: at, to: Infinity });
		} else {
			closeSpan(this.held, at);
			if (state === 'retry' && !isOpen(this.broken)) this.broken.push({ from: at, to: Infinity });
		}
		if (state === 'retry' || state === 'stopped') closeSpan(this.requests, at);
	}

	get streams() {
		return transports[this.name].streams;
	}

	/** @param {string} text @param {string} state */
	#chip(text, state) {
		const chip = part(this.card, 'connection');
		if (chip) chip.dataset.state = state;
		setText(chip, text);
	}

	/** A request is a connection for as long as it is held. @param {{kind: string, at: number, status?: number}} wire */
	#wire({ kind, status }) {
		if (this.streams) return;
		const at = now();
		if (kind === 'request') this.requests.push({ from: at, to: Infinity });
		if (kind !== 'response') return;
		const request = this.requests.findLast(({ to }) => to === Infinity);
		if (request) Object.assign(request, { to: at, news: status === 200 });
		if (status === 204) this.counts.empty++;
	}

	/** Reads from the server what this lane has cost so far. */
	async readMeter() {
		const sent = now(), name = this.#meter;
		if (!name) return;
		try {
			const response = await fetch(`/meters/${name}`, { signal: AbortSignal.timeout(3000) });
			const received = now();
			const { requests, up, down, at } = await response.json();
			this.lab.offset.add(sent, at, received);
			if (name === this.#meter) this.cost = { requests, up, down };
		} catch {
			// The next reading has it all.
		}
	}

	/** Forgets what the timeline shows no more. @param {number} at */
	forget(at) {
		const old = at - horizon;
		for (const spans of [this.requests, this.held, this.broken]) while (spans.length && spans[0].to < old) spans.shift();
		while (this.updates.length && this.updates[0].at < old && !(this.updates[0].painted >= old)) this.updates.shift();
	}
}

/** @param {Span[]} spans */
function isOpen(spans) {
	return spans.at(-1)?.to === Infinity;
}

/** @param {Span[]} spans @param {number} [at] */
function closeSpan(spans, at = now()) {
	for (const span of spans) if (span.to === Infinity) span.to = at;
}
