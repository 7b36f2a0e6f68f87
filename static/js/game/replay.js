// Looking back at a game in place: the arrow keys, the small buttons and the
// moves of the list show another position on the same board, and the address
// follows. A running game goes on meanwhile; the page says how far.

import { played } from '../board/fen.js';
import { spoken } from '../board/notation.js';
import { drawPieceList } from '../board/piece-list.js';
import { part, write } from '../dom.js';
import { live, words } from '../words.js';
import { address, flipped, plyOf, shareAddress } from './address.js';

const rest = 250; // ms on one position, after which it is told
const between = 250; // ms from one change of the address to the next: browsers take only so many

/** @type {Record<string, number>} plies */
const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

export class Replay {
	#ply = -1; // the one shown; -1: the newest, also of those to come
	#seen; // plies there were when the looking back began
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#telling;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#placing;
	#placedAt = -Infinity;
	/** @type {string[]} the moves that led to the positions known here */
	#ucis = [];
	#fens = ['']; // by ply

	/**
	 * @param {HTMLElement} main
	 * @param {import('./game.js').Game} game
	 * @param {{change: (before: number) => void, say: (text: string) => void}} on change: another ply is to be shown than before
	 */
	constructor(main, game, on) {
		this.main = main;
		this.game = game;
		this.on = on;
		this.list = /** @type {import('./move-list.js').MoveList} */ (main.querySelector('move-list'));
		this.#seen = this.#length;
		if (!('live' in main.dataset)) this.#ply = this.list.shown;
	}

	/** Whether another position than the newest is shown. */
	get back() {
		return this.#ply >= 0;
	}

	get ply() {
		return this.back ? this.#ply : this.#length;
	}

	get #length() {
		return this.game.state.ucis.length;
	}

	/** The position shown, as the server knows it. */
	get position() {
		const { state } = this.game;
		if (!this.back) return state;
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
		for (let n = this.#fens.length; n <= ply; n++) this.#fens.push(played(this.#fens[n - 1], ucis[n - 1]));
		return this.#fens[ply];
	}

	/** The move that leads from another ply to the one shown, if it is a single one. @param {number} before */
	moved(before) {
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
			if (e.key === 'Escape' && this.back) this.show(Infinity);
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
		if (!this.back) this.#seen = this.#length;
		this.#ply = ply < this.#length ? ply : -1;
		this.#place();
		this.draw();
		this.on.change(before);
		clearTimeout(this.#telling);
		this.#telling = setTimeout(() => this.on.say(this.#told()), rest);
	}

	/** Has all addresses lead to the board as it is seen after it was turned. */
	turn() {
		history.replaceState(history.state, '', address(this.game.id, this.#ply, !flipped()));
		this.list.turn();
		this.draw();
	}

	/** Draws what depends on the position shown, beside the board. */
	draw() {
		const { back, list, main } = this;
		if (back && this.#ply >= this.#length) { // moves were taken back
			this.#ply = -1;
			this.#place();
		}
		main.toggleAttribute('data-live', !this.back);
		part(main, 'move-form')?.toggleAttribute('inert', this.back);
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

	/** Which position it is, and how many moves have come since one began to look back. */
	#bar() {
		const { back, list, main } = this;
		const bar = part(main, 'looking-back');
		if (bar) bar.hidden = !back;
		bar?.querySelector('a')?.setAttribute('href', address(this.game.id));
		write(part(main, 'shown'), this.ply ? `${words['position after']} ${list.name(this.ply)}` : words['position at start']);
		const unseen = part(main, 'unseen');
		this.#seen = Math.min(this.#seen, this.#length); // some may have been taken back
		const n = back ? this.#length - this.#seen : 0;
		if (unseen) unseen.hidden = n <= 0;
		write(unseen, live.newMoves(n));
	}

	/** The way through the positions. */
	#links() {
		const { ply, back } = this;
		const next = ply + 1 < this.#length ? ply + 1 : -1;
		for (const [name, to, possible] of /** @type {[string, number, boolean][]} */ ([
			['first', 0, ply > 0], ['back', ply - 1, ply > 0], ['forward', next, back], ['last', -1, back],
		])) this.#link(this.main.querySelector(`[data-walk="${name}"]`), to, possible);
		part(this.main, 'flip')?.setAttribute('href', address(this.game.id, this.#ply, !flipped()));
		part(this.main, 'share')?.setAttribute('href', shareAddress(this.game.id, this.#ply));
	}

	/** @param {Element | null} link @param {number} ply @param {boolean} possible */
	#link(link, ply, possible) {
		const attributes = possible
			? { href: address(this.game.id, ply), role: null, 'aria-disabled': null, tabindex: null }
			: { href: null, role: 'link', 'aria-disabled': 'true', tabindex: '-1' }; // which keeps the focus where it is
		for (const [attribute, value] of Object.entries(attributes)) {
			if (value === null) link?.removeAttribute(attribute);
			else link?.setAttribute(attribute, value);
		}
	}

	/** Has a reload, and coming back, show the same. */
	#place() {
		clearTimeout(this.#placing);
		const wait = this.#placedAt + between - performance.now();
		if (wait > 0) {
			this.#placing = setTimeout(() => this.#place(), wait);
			return;
		}
		this.#placedAt = performance.now();
		history.replaceState(history.state, '', address(this.game.id, this.#ply));
	}

	#told() {
		if (!this.back) return live.newest;
		if (!this.ply) return words['position at start'];
		return spoken(this.position.fen.split(' ')[1] === 'w' ? 'black' : 'white', this.list.sans[this.ply - 1]);
	}
}
