// The page of a game: brings together the game, the board, the feed and what
// stands beside the board.

import './element/chess-board.js';
import './element/move-list.js';
import { announcer } from './announce.js';
import { copyButtons, flipping, twoPresses } from './actions.js';
import { Game, written } from './game.js';
import { send } from './move.js';
import { drawMoves, drawNames, drawRoster, drawState, part, telling } from './parts.js';
import { after, kingOf, read } from './squares.js';
import { follow } from './transport/sse.js';
import { live } from './words.js';

/** @param {HTMLElement} main */
export function start(main) {
	const page = new GamePage(main);
	page.listen();
	if (page.game.state.status !== 'over') page.follow();
}

class GamePage {
	/** @param {HTMLElement} main */
	constructor(main) {
		this.main = main;
		this.you = main.dataset.you ?? '';
		this.newest = 'live' in main.dataset; // the board shows the newest position
		this.board = /** @type {import('./element/chess-board.js').ChessBoard} */ (main.querySelector('chess-board'));
		this.say = announcer(/** @type {HTMLElement} */ (part(main, 'announce')));
		this.dropped = false; // the move being made was dragged there
		this.game = new Game(main.dataset.game ?? '', this.you, written(main), {
			change: (event) => this.change(event),
			refused: (why) => this.refuse(why),
			late: () => { this.late = true; this.connection(); },
		});
		this.late = false; // a move made here has to be sent again
		/** @type {import('./transport/common.js').State} */
		this.transport = 'connecting';
	}

	/** Hears what the person does. */
	listen() {
		const { main, board, game } = this;
		flipping(main, board, /** @type {HTMLAnchorElement | null} */ (part(main, 'flip')));
		copyButtons(main);
		if (!this.you) return;
		twoPresses(part(main, 'resign'), () => this.act('/resign'));
		part(main, 'abort')?.addEventListener('submit', (e) => { e.preventDefault(); this.act('/abort'); });
		if (!this.newest) return;
		for (const name of ['promotions', 'from-hint']) part(main, name)?.remove();
		board.play(main.dataset.from);
		board.legal = game.mine ? game.state.legal : [];
		board.addEventListener('chess-move', (e) => {
			const { uci, dropped } = /** @type {CustomEvent} */ (e).detail;
			this.dropped = dropped;
			this.play(uci);
		});
		const form = part(main, 'move-form');
		form?.addEventListener('submit', (e) => {
			e.preventDefault();
			const input = /** @type {HTMLInputElement} */ (form.querySelector('#move'));
			if (input.value.trim()) this.play(input.value.trim());
		});
	}

	/** Hears what happens in the game. */
	follow() {
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		let worry;
		let lost = false;
		follow(this.game.path('/feed'), () => this.game.state.version, {
			event: (event) => this.game.receive(event),
			state: (state) => {
				this.transport = state;
				this.connection();
				if (state === 'retry') worry ??= setTimeout(() => { lost = true; this.say(live.lost); }, 5000);
				if (state !== 'open') return;
				clearTimeout(worry);
				worry = undefined;
				if (lost) this.say(live.back);
				lost = false;
			},
		});
	}

	/** @param {string} move */
	play(move) {
		this.refuse('');
		this.game.play(move);
	}

	/** @param {string} what "/resign" or "/abort" */
	async act(what) {
		this.refuse('');
		const answer = await send(this.game.path(what), {});
		if (answer.event) this.game.receive(answer.event);
		else if (this.game.state.status !== 'over') this.refuse(answer.refused ?? live.unsent);
	}

	/** Says why something was not accepted; "" takes it back. @param {string} why */
	refuse(why) {
		const box = part(this.main, 'refused');
		if (!box) return;
		const text = why && why[0].toUpperCase() + why.slice(1);
		box.hidden = text === '';
		box.textContent = text;
		const input = this.main.querySelector('#move');
		if (text) input?.setAttribute('aria-invalid', 'true');
		else input?.removeAttribute('aria-invalid');
		if (text) this.say(text);
	}

	/** @param {import('./game.js').GameEvent} [event] */
	change(event) {
		const { main, game, you } = this;
		const { state } = game;
		if (event?.kind === 'snapshot') drawNames(main, event);
		drawState(main, state, you);
		if (this.newest) this.drawBoard();
		if (!game.pending) {
			this.late = false;
			this.connection();
		}
		if (!event) return;
		drawMoves(main, event, this.newest);
		if (this.newest) drawRoster(main, event);
		if (event.kind === 'move') this.typed();
		const text = telling(event, state, you);
		if (text) this.say(text);
	}

	drawBoard() {
		const { board, game } = this;
		const { state, pending } = game;
		const now = read(state.fen);
		const early = pending?.uci ?? '';
		board.show({
			pieces: early ? after(now.pieces, early) : now.pieces,
			last: early || state.last,
			check: state.check && !early ? kingOf(now.pieces, now.turn) : '',
		}, !this.dropped);
		this.dropped = false;
		board.legal = game.mine ? state.legal : [];
	}

	/** Empties the move box once a move has been made. */
	typed() {
		const input = /** @type {HTMLInputElement | null} */ (this.main.querySelector('#move'));
		if (input && this.game.state.turn !== this.you) input.value = '';
	}

	/** Says how the page is connected; a move that is on its way comes first. */
	connection() {
		const chip = part(this.main, 'connection');
		if (!chip) return;
		const state = this.late ? 'sending' : this.transport;
		const broken = state === 'sending' || state === 'retry';
		chip.hidden = state === 'stopped';
		if (state === 'stopped') return;
		chip.dataset.state = broken ? 'retry' : state;
		chip.textContent = broken && !navigator.onLine ? live.offline : live[state];
	}
}
