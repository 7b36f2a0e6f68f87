// A player's hand at the board: moves, moves to be confirmed, and a move made
// ahead. Only the pages of players load this.

import { played } from '../board/fen.js';
import { Grid } from '../board/grid.js';
import { mobility } from '../board/mobility.js';
import { short, spokenMove } from '../board/notation.js';
import { Premove } from '../board/premove.js';
import { position } from '../board/squares.js';
import { part } from '../dom.js';
import { live } from '../words.js';
import { Confirm } from './confirm.js';

/** @typedef {import('../board/chess-board.js').ChessBoard} ChessBoard */

/**
 * @typedef {object} HandListener
 * @property {(uci: string, ahead: boolean) => void} play
 * @property {() => void} draw the board shows something else now
 * @property {(text: string) => void} say
 * @property {() => void} clocks
 */

export class Hand {
	/** @type {{uci: string, fen: string} | null} a move that waits to be confirmed */
	#proposed = null;
	#back = false; // the board shows another position than the newest
	/** Whether the move that is drawn next was dragged there. */
	landed = false;
	#premove = new Premove();

	/**
	 * @param {HTMLElement} main
	 * @param {ChessBoard} board
	 * @param {import('./game.js').Game} game
	 * @param {HandListener} on
	 */
	constructor(main, board, game, on) {
		this.board = board;
		this.game = game;
		this.on = on;
		for (const name of ['promotions', 'from-hint']) part(main, name)?.remove();
		this.confirm = new Confirm(/** @type {HTMLElement} */ (main.querySelector(`.strip[data-color="${game.you}"]`)));
		this.grid = new Grid(board, {
			move: (uci, dropped) => this.#choose(uci, dropped),
			other: () => { if (!this.#back) this.#forget(); },
			clocks: on.clocks,
		}, main.dataset.from);
		board.addEventListener('pointerdown', (e) => {
			if (e.button === 2 && !this.#back && this.#letGo()) e.preventDefault(); // and nothing is drawn
		});
		document.addEventListener('keydown', (e) => this.#key(e));
	}

	/** A move that the server does not have yet, and that is to be seen; "" for none. */
	get early() {
		return this.#back ? '' : this.game.pending?.uci || this.#proposed?.uci || '';
	}

	/** Drops what has been overtaken, before a position is shown. @param {boolean} back whether it is another than the newest */
	settle(back) {
		const { game } = this;
		this.#back = back;
		if (this.#proposed && (back || !game.mine || this.#proposed.fen !== game.state.fen)) this.#answer(false);
	}

	/** Has the board take the moves that are possible now. @param {import('../transport/event.js').GameEvent} [event] that brought the position */
	offer(event) {
		const { game, grid } = this, { state, you } = game;
		this.landed = false;
		const now = position(state, game.pending?.uci || this.#proposed?.uci);
		this.#meet(event, now);
		grid.planned = this.#back ? '' : this.#premove.uci;
		if (this.#back) grid.offer([], false);
		else if (game.mine) grid.offer(this.#proposed ? [] : state.legal, false);
		else grid.offer(this.#waiting(now) ? mobility(now.pieces, /** @type {import('../board/squares.js').Color} */ (you), this.#castling()) : [], true);
	}

	/** Which king may castle with which rook, also after a move that is on its way. */
	#castling() {
		const { pending, state } = this.game;
		return (pending?.uci ? played(state.fen, pending.uci) : state.fen).split(' ')[2];
	}

	/** Whether it is the other side's turn, as far as can be seen here. @param {{turn: string}} now */
	#waiting(now) {
		const { state, you } = this.game;
		return state.status === 'playing' && now.turn !== you;
	}

	/** @param {string} uci @param {boolean} dropped */
	#choose(uci, dropped) {
		const { board, game, on } = this;
		if (!game.mine) {
			this.#premove.make(uci, position(game.state, game.pending?.uci));
			this.grid.planned = uci;
			on.say(live.premove(spokenMove(short(board.pieces, uci))));
			return;
		}
		this.landed = dropped;
		if ('confirm' in document.documentElement.dataset) this.#ask(uci);
		else on.play(uci, false);
	}

	/** Shows a move and plays it once it is confirmed. @param {string} uci */
	async #ask(uci) {
		const { board, game, on } = this, to = uci.slice(2, 4);
		const question = live.confirmMove(short(board.pieces, uci));
		const proposed = this.#proposed = { uci, fen: game.state.fen };
		on.draw();
		const yes = await this.confirm.ask(question);
		if (document.activeElement === document.body) board.at(to)?.focus({ preventScroll: true });
		if (this.#proposed === proposed) this.#proposed = null;
		if (!yes || !game.mine || game.state.fen !== proposed.fen) on.draw();
		else on.play(uci, false);
	}

	/** @param {boolean} yes */
	#answer(yes) {
		if (!yes) this.#proposed = null;
		this.confirm.answer(yes);
	}

	/** Plays or drops the premove, if something has happened to it. @param {import('../transport/event.js').GameEvent | undefined} event @param {{pieces: import('../board/squares.js').Pieces, turn: string}} now */
	#meet(event, now) {
		const { uci } = this.#premove, { state } = this.game;
		const fate = state.status === 'playing' ? this.#premove.meet(event, now, state.legal) : 'lost';
		if (fate === 'stays' || !uci) return;
		if (fate === 'lost') {
			this.#forget();
			return;
		}
		this.#premove.cancel();
		// Not before the page has taken in the whole event.
		queueMicrotask(() => { if (this.game.mine && this.game.state.legal.includes(uci)) this.on.play(uci, true); });
	}

	/** Takes back what has been planned. @returns {boolean} whether there was anything */
	#forget() {
		const asked = this.confirm.open, ahead = this.#premove.cancel();
		if (asked) this.#answer(false);
		if (ahead) {
			this.grid.planned = '';
			this.on.say(live.premoveGone);
		}
		return asked || ahead;
	}

	/** Takes back all that has been begun. */
	#letGo() {
		const { grid } = this, chosen = grid.busy;
		grid.select('');
		return this.#forget() || chosen;
	}

	/** @param {KeyboardEvent} e */
	#key(e) {
		if (this.#back || e.defaultPrevented || document.querySelector('dialog[open]')) return;
		if (e.key === 'Escape') this.#letGo();
		else if (e.key === 'Enter' && this.confirm.open && (e.target === document.body || this.board.contains(/** @type {Node} */ (e.target)))) {
			e.preventDefault();
			this.#answer(true);
		}
	}
}
