// One of many live boards: a small board in a list, drawn only while it is in sight.

import * as words from '../words/en.json';
import { position, read } from './board/squares.js';
import { part, setText } from './dom.js';
import { fill, stateWords } from './words.js';

/** @typedef {import('./transport/event.js').GameEvent} GameEvent */
/** @typedef {{white: number, black: number, running: string}} Clock as of the answer it is in */
/** @typedef {{id: string, white: {name: string}, black: {name: string}, fen: string, version: number, clock?: Clock, spectators: number, exhibit?: string}} ListedGame as the list of games has it */

export class LiveBoard {
	/** @type {GameEvent | undefined} the newest event, if it is not drawn yet */
	#next;
	#inSight = false;
	overSince = Infinity; // ms since 1970

	/** @param {HTMLElement} item that the server drew */
	constructor(item) {
		this.item = item;
		this.id = item.dataset.game ?? '';
		this.version = Number(item.dataset.version);
		this.board = /** @type {import('./board/chess-board.js').ChessBoard} */ (item.querySelector('chess-board'));
	}

	/**
	 * A board for a game that has begun since the page was loaded.
	 * @param {HTMLTemplateElement} template
	 * @param {ListedGame} game
	 */
	static from(template, { id, white, black, exhibit }) {
		const item = /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
		item.dataset.game = id;
		item.dataset.version = '0';
		item.querySelector('a')?.setAttribute('href', `/games/${id}`);
		setText(item.querySelector('[data-name="white"]'), white.name);
		setText(item.querySelector('[data-name="black"]'), black.name);
		if (exhibit) {
			item.dataset.exhibit = '';
			setText(part(item, 'exhibit'), exhibit);
			/** @type {HTMLElement} */ (part(item, 'occasion')).hidden = false;
		}
		return new LiveBoard(item);
	}

	get over() {
		return this.overSince < Infinity;
	}

	/** Any event draws the whole board, so a gap does not matter. @param {GameEvent} event */
	receive(event) {
		// A snapshot from the feed is right even if it is older.
		if (event.kind === 'ping' || event.version === this.version || (event.version < this.version && event.kind !== 'snapshot')) return;
		this.version = event.version;
		this.item.dataset.version = String(event.version);
		if (event.status === 'over') this.overSince = Date.now();
		if (event.kind !== 'snapshot') this.#setClocks(event.clock);
		this.#next = event;
		if (this.#inSight) this.#draw();
	}

	/** Takes what the list of games says. @param {ListedGame} game */
	update({ fen, version, clock, spectators }) {
		const turn = read(fen).turn;
		if (version > this.version) this.receive(/** @type {GameEvent} */ ({ kind: 'snapshot', version, fen, turn, status: 'playing' }));
		if (!this.over && version >= this.version) this.#setClocks(clock);
		setText(part(this.item, 'spectators'), spectators ? fill(words.watching, { n: spectators }) : '');
	}

	set inSight(/** @type {boolean} */ yes) {
		this.#inSight = yes;
		if (yes) this.#draw();
	}

	/** Sets the clocks, which run on from there. @param {Clock | null} [clock] */
	#setClocks(clock) {
		for (const color of /** @type {('white' | 'black')[]} */ (['white', 'black'])) {
			const el = /** @type {import('./board/chess-clock.js').ChessClock | null} */ (this.item.querySelector(`[data-clock="${color}"]`));
			if (!el) continue;
			el.hidden = !clock;
			if (clock) el.show(clock[color], clock.running === color);
		}
	}

	#draw() {
		const event = this.#next;
		if (!event) return;
		this.#next = undefined;
		this.board.show(position({ ...event, last: event.uci ?? '' }), event.kind === 'move');
		setText(part(this.item, 'state'), stateWords(event, ''));
		this.item.toggleAttribute('data-over', this.over);
	}
}
