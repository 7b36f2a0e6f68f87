// How a player moves: moves, moves that await confirmation, and a premove. Only
// players get this; spectators have a board without it.

import * as words from '../../words/en.json';
import { fenAfter } from '../board/fen.js';
import { Grid } from '../board/grid.js';
import { mobility } from '../board/mobility.js';
import { sanInWords, shortSAN } from '../board/notation.js';
import { Premove } from '../board/premove.js';
import { position } from '../board/squares.js';
import { part } from '../dom.js';
import { fill } from '../words.js';
import { Confirm } from './confirm.js';

/** @typedef {import('../board/chess-board.js').ChessBoard} ChessBoard */

/**
 * @typedef {object} MoveListener
 * @property {(uci: string, premove: boolean) => void} play
 * @property {() => void} draw the board has to show something else now
 * @property {(text: string) => void} say
 * @property {() => void} clocks announces them
 */

export class MoveInput {
	/** @type {{uci: string, fen: string} | null} a move that waits to be confirmed */
	#proposed = null;
	#reviewing = false; // the board shows an earlier position than the newest
	/** Whether the move that is drawn next was dropped there, so that its piece need not slide. */
	dropped = false;
	#premove = new Premove();

	/**
	 * @param {HTMLElement} main
	 * @param {ChessBoard} board
	 * @param {import('./game.js').Game} game
	 * @param {MoveListener} on
	 */
	constructor(main, board, game, on) {
		this.board = board;
		this.game = game;
		this.on = on;
		for (const name of ['promotions', 'from-hint']) part(main, name)?.remove();
		this.confirm = new Confirm(/** @type {HTMLElement} */ (main.querySelector(`.strip[data-color="${game.you}"]`)));
		this.grid = new Grid(board, {
			move: (uci, dropped) => this.#take(uci, dropped),
			deselect: () => { if (!this.#reviewing) this.#cancelPlans(); },
			clocks: on.clocks,
		}, main.dataset.from);
		board.addEventListener('pointerdown', (e) => {
			if (e.button === 2 && !this.#reviewing && this.#cancelAll()) e.preventDefault(); // then it draws no arrow
		});
		document.addEventListener('keydown', (e) => this.#key(e));
	}

	/** A move that is shown before the server has it; "" for none. */
	get shownMove() {
		return this.#reviewing ? '' : this.game.pending?.uci || this.#proposed?.uci || '';
	}

	/** Drops what has been overtaken, before a position is shown. @param {boolean} reviewing whether it is an earlier one */
	prepare(reviewing) {
		const { game } = this;
		this.#reviewing = reviewing;
		if (this.#proposed && (reviewing || !game.canMove || this.#proposed.fen !== game.state.fen)) this.#answer(false);
	}

	/** Lets the board take the moves that are possible now. @param {import('../transport/event.js').GameEvent} [event] that brought the position */
	update(event) {
		const { game, grid } = this, { state, you } = game;
		this.dropped = false;
		const now = position(state, game.pending?.uci || this.#proposed?.uci);
		this.#resolvePremove(event, now);
		grid.premove = this.#reviewing ? '' : this.#premove.uci;
		if (this.#reviewing) grid.setMoves([], false);
		else if (game.canMove) grid.setMoves(this.#proposed ? [] : state.legal, false);
		else grid.setMoves(this.#awaitsOpponent(now) ? mobility(now.pieces, /** @type {import('../board/squares.js').Color} */ (you), this.#castling()) : [], true);
	}

	/** The castling rights, as a FEN has them, also after a move that is on its way. */
	#castling() {
		const { pending, state } = this.game;
		return (pending?.uci ? fenAfter(state.fen, pending.uci) : state.fen).split(' ')[2];
	}

	/** Whether it is the other side's turn, as far as can be seen here. @param {{turn: string}} now */
	#awaitsOpponent(now) {
		const { state, you } = this.game;
		return state.status === 'playing' && now.turn !== you;
	}

	/** @param {string} uci @param {boolean} dropped */
	#take(uci, dropped) {
		const { board, game, on } = this;
		if (!game.canMove) {
			this.#premove.set(uci, position(game.state, game.pending?.uci));
			this.grid.premove = uci;
			on.say(fill(words.premoveMade, { move: sanInWords(shortSAN(board.pieces, uci)) }));
			return;
		}
		this.dropped = dropped;
		if ('confirm' in document.documentElement.dataset) this.#confirmMove(uci);
		else on.play(uci, false);
	}

	/** Shows a move and plays it once it is confirmed. @param {string} uci */
	async #confirmMove(uci) {
		const { board, game, on } = this, to = uci.slice(2, 4);
		const question = fill(words.confirmMove, { move: shortSAN(board.pieces, uci) });
		const proposed = this.#proposed = { uci, fen: game.state.fen };
		on.draw();
		const yes = await this.confirm.ask(question);
		if (document.activeElement === document.body) board.at(to)?.focus({ preventScroll: true });
		if (this.#proposed === proposed) this.#proposed = null;
		if (!yes || !game.canMove || game.state.fen !== proposed.fen) on.draw();
		else on.play(uci, false);
	}

	/** @param {boolean} yes */
	#answer(yes) {
		if (!yes) this.#proposed = null;
		this.confirm.answer(yes);
	}

	/** Plays or drops the premove, if an event has decided that. @param {import('../transport/event.js').GameEvent | undefined} event @param {{pieces: import('../board/squares.js').Pieces, turn: string}} now */
	#resolvePremove(event, now) {
		const { uci } = this.#premove, { state } = this.game;
		const outcome = state.status === 'playing' ? this.#premove.resolve(event, now, state.legal) : 'cancelled';
		if (outcome === 'waits' || !uci) return;
		if (outcome === 'cancelled') {
			this.#cancelPlans();
			return;
		}
		this.#premove.cancel();
		// Only once the page has handled the whole event.
		queueMicrotask(() => { if (this.game.canMove && this.game.state.legal.includes(uci)) this.on.play(uci, true); });
	}

	/** Cancels a move that awaits confirmation, and a premove. @returns {boolean} whether there was one */
	#cancelPlans() {
		const asked = this.confirm.open, premoved = this.#premove.cancel();
		if (asked) this.#answer(false);
		if (premoved) {
			this.grid.premove = '';
			this.on.say(words.premoveCancelled);
		}
		return asked || premoved;
	}

	/** Cancels everything the player has begun. @returns {boolean} whether there was anything */
	#cancelAll() {
		const { grid } = this, selected = grid.hasSelection;
		grid.select('');
		return this.#cancelPlans() || selected;
	}

	/** @param {KeyboardEvent} e */
	#key(e) {
		if (this.#reviewing || e.defaultPrevented || document.querySelector('dialog[open]')) return;
		if (e.key === 'Escape') this.#cancelAll();
		else if (e.key === 'Enter' && this.confirm.open && (e.target === document.body || this.board.contains(/** @type {Node} */ (e.target)))) {
			e.preventDefault();
			this.#answer(true);
		}
	}
}
