// Replays a game on the same board: the arrow keys, the small buttons and the list
// of moves show another position, and the address follows. A running game goes on
// meanwhile, and the page says how many moves there are since.

import * as words from '../../words/en.json';
import { fenAfter } from '../board/fen.js';
import { moveInWords } from '../board/notation.js';
import { drawPieceList } from '../board/piece-list.js';
import { part, setText } from '../dom.js';
import { fill } from '../words.js';
import { address, flipped, plyOf, shareAddress } from './address.js';

const announceAfter = 250; // ms on one position
const addressPause = 250; // ms from one change of the address to the next: browsers limit them

/** @type {Record<string, number>} plies */
const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

export class Replay {
	#ply = -1; // the one shown; -1: the newest, also as moves come
	#knownLength; // plies there were when the visitor left the newest position
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#announceTimer;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#addressTimer;
	#addressedAt = -Infinity;
	/** @type {string[]} the moves that led to the positions in #fens */
	#ucis = [];
	#fens = ['']; // by ply

	/**
	 * @param {HTMLElement} main
	 * @param {import('./game.js').Game} game
	 * @param {{change: (before: number) => void, say: (text: string) => void}} on change is called with the ply that was shown before
	 */
	constructor(main, game, on) {
		this.main = main;
		this.game = game;
		this.on = on;
		this.list = /** @type {import('./move-list.js').MoveList} */ (main.querySelector('move-list'));
		this.#knownLength = this.#length;
		if (!('live' in main.dataset)) this.#ply = this.list.shown;
	}

	/** Whether an earlier position than the newest is shown. */
	get reviewing() {
		return this.#ply >= 0;
	}

	get ply() {
		return this.reviewing ? this.#ply : this.#length;
	}

	get #length() {
		return this.game.state.ucis.length;
	}

	/** The position shown, as the server knows it. */
	get position() {
		const { state } = this.game;
		if (!this.reviewing) return state;
		const { ply } = this;
		const check = ply ? /[+#]$/.test(this.list.sans[ply - 1]) : 'startCheck' in this.main.dataset;
		return { fen: this.#fen(ply), last: state.ucis[ply - 1] ?? '', check };
	}

	/** @param {number} ply */
	#fen(ply) {
		const { ucis } = this.game.state;
		if (ucis !== this.#ucis) {
			this.#ucis = ucis;
			this.#fens = [this.main.dataset.start ?? ''];
		}
		for (let n = this.#fens.length; n <= ply; n++) this.#fens.push(fenAfter(this.#fens[n - 1], ucis[n - 1]));
		return this.#fens[ply];
	}

	/** The move that leads from a neighbouring ply to the one shown. @param {number} before */
	moveFrom(before) {
		const uci = this.game.state.ucis[Math.min(before, this.ply)] ?? '';
		return this.ply < before ? uci.slice(2, 4) + uci.slice(0, 2) : uci;
	}

	listen() {
		this.main.addEventListener('click', (e) => {
			const link = e.target instanceof Element ? e.target.closest('.moves a[href]') : null;
			if (!link || e.button || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
			const ply = plyOf(link.getAttribute('href') ?? '');
			if (ply === undefined) return;
			e.preventDefault();
			this.show(ply < 0 ? Infinity : ply);
		});
		document.addEventListener('keydown', (e) => {
			if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || !(e.target instanceof Element) || e.target.closest('input, textarea, select, dialog')) return;
			if (e.key === 'Escape' && this.reviewing) this.show(Infinity);
			const step = steps[e.key];
			if (!step || e.defaultPrevented || e.target.closest('[role=grid]')) return;
			e.preventDefault();
			this.show(this.ply + step);
		});
		this.#links();
	}

	/** Shows a ply, or the one nearest to it. @param {number} wanted */
	show(wanted) {
		const before = this.ply;
		const ply = Math.max(0, Math.min(wanted, this.#length));
		if (ply === before) return;
		if (!this.reviewing) this.#knownLength = this.#length;
		this.#ply = ply < this.#length ? ply : -1;
		this.#updateAddress();
		this.draw();
		this.on.change(before);
		clearTimeout(this.#announceTimer);
		this.#announceTimer = setTimeout(() => this.on.say(this.#positionInWords()), announceAfter);
	}

	/** Makes all addresses lead to the flipped board. */
	flip() {
		history.replaceState(history.state, '', address(this.game.id, this.#ply, !flipped()));
		this.list.updateLinks();
		this.draw();
	}

	/** Draws what depends on the position, beside the board. */
	draw() {
		const { list, main } = this;
		if (this.reviewing && this.#ply >= this.#length) { // moves were taken back
			this.#ply = -1;
			this.#updateAddress();
		}
		main.toggleAttribute('data-live', !this.reviewing);
		part(main, 'move-form')?.toggleAttribute('inert', this.reviewing);
		list.current = this.ply;
		this.#links();
		this.#bar();
		const { fen } = this.position;
		const field = /** @type {HTMLInputElement | null} */ (main.querySelector('#fen'));
		if (field) field.value = fen;
		for (const remark of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll('.remark'))) {
			remark.hidden = Number(remark.dataset.ply) !== this.ply;
		}
		drawPieceList(main, fen, list.sans[this.ply - 1] ?? '');
	}

	/** Says which position it is, and how many moves have come since the visitor left the newest. */
	#bar() {
		const { reviewing, list, main } = this;
		const bar = part(main, 'looking-back');
		if (bar) bar.hidden = !reviewing;
		bar?.querySelector('a')?.setAttribute('href', address(this.game.id));
		setText(part(main, 'shown'), this.ply ? fill(words.positionAfter, { move: list.name(this.ply) }) : words.positionAtStart);
		const unseen = part(main, 'unseen');
		this.#knownLength = Math.min(this.#knownLength, this.#length); // some may have been taken back
		const n = reviewing ? this.#length - this.#knownLength : 0;
		if (unseen) unseen.hidden = n <= 0;
		setText(unseen, fill(words.newMoves, { n }));
	}

	/** Sets the links to other positions. */
	#links() {
		const { ply, reviewing } = this;
		const next = ply + 1 < this.#length ? ply + 1 : -1;
		for (const [name, to, possible] of /** @type {[string, number, boolean][]} */ ([
			['first', 0, ply > 0], ['back', ply - 1, ply > 0], ['forward', next, reviewing], ['last', -1, reviewing],
		])) this.#link(this.main.querySelector(`[data-walk="${name}"]`), to, possible);
		part(this.main, 'flip')?.setAttribute('href', address(this.game.id, this.#ply, !flipped()));
		part(this.main, 'share')?.setAttribute('href', shareAddress(this.game.id, this.#ply));
	}

	/** @param {Element | null} link @param {number} ply @param {boolean} possible */
	#link(link, ply, possible) {
		const attributes = possible
			? { href: address(this.game.id, ply), role: null, 'aria-disabled': null, tabindex: null }
			: { href: null, role: 'link', 'aria-disabled': 'true', tabindex: '-1' }; // so that it keeps the focus
		for (const [attribute, value] of Object.entries(attributes)) {
			if (value === null) link?.removeAttribute(attribute);
			else link?.setAttribute(attribute, value);
		}
	}

	/** Makes a reload, and coming back, show the same position. */
	#updateAddress() {
		clearTimeout(this.#addressTimer);
		const wait = this.#addressedAt + addressPause - performance.now();
		if (wait > 0) {
			this.#addressTimer = setTimeout(() => this.#updateAddress(), wait);
			return;
		}
		this.#addressedAt = performance.now();
		history.replaceState(history.state, '', address(this.game.id, this.#ply));
	}

	#positionInWords() {
		if (!this.reviewing) return words.newest;
		if (!this.ply) return words.positionAtStart;
		return moveInWords(this.position.fen.split(' ')[1] === 'w' ? 'black' : 'white', this.list.sans[this.ply - 1]);
	}
}
