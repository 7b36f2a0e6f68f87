// The page of a game: connects the game, the board, the feed and what is beside the
// board.

import '../board/chess-board.js';
import '../board/chess-clock.js';
import './move-list.js';
import './transport-picker.js';
import * as words from '../../words/en.json';
import { announcer } from '../announce.js';
import { drawMaterial } from '../board/material.js';
import { enableShapes } from '../board/shapes.js';
import { position } from '../board/squares.js';
import { ConnectionStatus } from '../connection-status.js';
import { copyButtons } from '../copy.js';
import { part, setText } from '../dom.js';
import { correctForSleep } from '../offset.js';
import { Toast } from '../toast.js';
import { Meter } from '../transport/meter.js';
import { fill } from '../words.js';
import { flipButton, pressTwice } from './actions.js';
import { Attention } from './attention.js';
import { Chat } from './chat.js';
import { Clocks } from './clocks.js';
import { Follower } from './follower.js';
import { Game } from './game.js';
import { MoveInput } from './move-input.js';
import { narrate } from './narrate.js';
import { Presence } from './presence.js';
import { drawMoves, drawNames, drawState } from './render.js';
import { Replay } from './replay.js';
import { Sounds } from './sounds.js';
import { stateInPage } from './state.js';

/** @param {HTMLElement} main */
export function start(main) {
	const page = new GamePage(main);
	if (page.you) page.enableMoves();
	page.listen();
	page.clocks.draw();
	page.presence.draw();
	page.attention.draw();
	page.follower.start();
}

class GamePage {
	/** @param {HTMLElement} main */
	constructor(main) {
		this.main = main;
		this.you = main.dataset.you ?? '';
		this.board = /** @type {import('../board/chess-board.js').ChessBoard} */ (main.querySelector('chess-board'));
		this.say = announcer(/** @type {HTMLElement} */ (part(main, 'announce')));
		const picker = /** @type {import('./transport-picker.js').TransportPicker} */ (main.querySelector('transport-picker'));
		this.meter = new Meter((figures) => { picker.show(figures); this.clocks?.draw(); });
		this.game = new Game(main.dataset.game ?? '', this.you, stateInPage(main), {
			change: (event) => this.change(event),
			refused: (reason) => this.showRefusal(reason),
			late: () => { this.connection.sending = true; },
			presence: (event) => this.presence.show(event),
		});
		const { game, meter, say } = this;
		const clockOffset = () => meter.offset.best?.offset ?? 0;
		this.replay = new Replay(main, game, { change: (before) => this.drawBoard(before), say });
		this.chat = new Chat(main, game, say);
		this.presence = new Presence(main, game, clockOffset, say);
		this.clocks = new Clocks(main, game, clockOffset, () => this.reportFlag());
		this.attention = new Attention(main, game);
		this.sounds = new Sounds(main, game.state.status === 'over');
		this.toast = new Toast(/** @type {HTMLElement} */ (main.querySelector('.table')), say, () => this.markMoveBox(true));
		meter.offset.addPageLoad(Number(main.dataset.sent));
		this.connection = new ConnectionStatus(part(main, 'connection'), part(main, 'trouble'), say);
		this.follower = new Follower(game, this.connection, meter, picker, say);
		/** @type {MoveInput | null} */
		this.moveInput = null;
	}

	/** Lets a player move the pieces. */
	enableMoves() {
		this.moveInput = new MoveInput(this.main, this.board, this.game, {
			play: (uci, premove) => this.play(uci, premove),
			draw: () => this.drawBoard(),
			say: this.say,
			clocks: () => this.say(this.clocks.inWords()),
		});
		this.drawBoard();
	}

	/** Handles what the visitor does. */
	listen() {
		const { main, board, replay } = this;
		enableShapes(board);
		flipButton(main, board, () => replay.flip());
		copyButtons(main, this.say);
		const refresh = () => { correctForSleep(); this.clocks.draw(); };
		addEventListener('pageshow', refresh);
		document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
		replay.listen();
		main.addEventListener('chess-clock-low', (e) => {
			if (e.target instanceof Element && e.target.closest('.strip')?.matches(`[data-color="${this.you}"]`)) this.sounds.play('low');
		});
		if (this.you) this.listenToPlayer();
	}

	listenToPlayer() {
		const { main } = this;
		pressTwice(part(main, 'resign'), words.resignAgain, () => this.act('resign'));
		pressTwice(part(main, 'draw'), words.drawAgain, () => this.act('draw'));
		main.addEventListener('submit', (e) => {
			const { act } = /** @type {HTMLFormElement} */ (e.target).dataset;
			if (!act) return;
			e.preventDefault();
			const pressed = /** @type {HTMLButtonElement | null} */ (e.submitter);
			this.act(act, pressed?.name ? { [pressed.name]: pressed.value } : {});
		});
		const form = part(main, 'move-form');
		form?.addEventListener('submit', (e) => {
			e.preventDefault();
			const input = /** @type {HTMLInputElement} */ (form.querySelector('#move'));
			if (input.value.trim()) this.play(input.value.trim());
		});
	}

	/** @param {string} move @param {boolean} [premove] whether it was made before the turn came */
	play(move, premove) {
		this.showRefusal('');
		this.game.play(move, premove);
	}

	/**
	 * Does what a form of the page would do without scripts.
	 * @param {string} what
	 * @param {Record<string, string>} [fields]
	 */
	async act(what, fields = {}) {
		this.showRefusal('');
		const { status } = this.game.state;
		const answer = await this.game.act(what, fields);
		if (answer.event || answer.version) return;
		if (this.game.state.status === status) this.showRefusal(answer.refused ?? words.unanswered, false);
		this.game.fetch();
	}

	/** Reports a flag to the server, which decides whether it has fallen. */
	async reportFlag() {
		const answer = await this.game.act('flag', {});
		if (answer.refused) await this.game.fetch();
	}

	/** Says why something was not accepted; "" hides that again. @param {string} reason @param {boolean} [typed] whether it may have been a move from the move box */
	showRefusal(reason, typed = true) {
		const box = part(this.main, 'refused'); // what the server said when the page was loaded
		if (box) box.hidden = true;
		this.toast.hide();
		this.markMoveBox(!reason || !typed);
		if (reason) this.toast.show(reason[0].toUpperCase() + reason.slice(1));
	}

	/** Marks the move in the move box as valid or not. @param {boolean} valid */
	markMoveBox(valid) {
		const input = this.main.querySelector('#move');
		if (valid) input?.removeAttribute('aria-invalid');
		else input?.setAttribute('aria-invalid', 'true');
	}

	/** @param {import('../transport/event.js').GameEvent} [event] */
	change(event) {
		const { main, game, replay, you } = this;
		const { state } = game;
		const before = replay.ply;
		if (event?.kind === 'takeback') game.fetch(); // for the name of the opening, which may have changed
		if (event?.kind === 'snapshot') {
			drawNames(main, event);
			this.presence.show(event);
		}
		drawState(main, state, you);
		this.presence.draw();
		this.clocks.draw();
		this.attention.draw();
		if (event) {
			drawMoves(main, event);
			replay.draw();
		}
		this.drawBoard(before, event);
		if (!game.pending) this.connection.sending = false;
		if (!event) {
			if (game.pending?.uci) this.sounds.playOwnMove(game.pending.uci, state.fen);
			return;
		}
		for (const listener of [this.chat, this.sounds, this.attention]) listener.receive(event);
		if (state.status === 'over') this.follower.end();
		if (event.kind === 'rematch' && you) location.assign(`/games/${state.next}`);
		if (event.kind !== 'chat') this.showNews(event.kind === 'decline' ? words.declined : '');
		if (event.kind === 'move') this.clearMoveBox();
		const text = narrate(event, state, you);
		if (text) this.say(text + this.timeWarning(event));
	}

	/** Shows what has happened and leaves no other trace on the page. @param {string} text */
	showNews(text) {
		const news = part(this.main, 'news');
		if (news) news.hidden = text === '';
		setText(news, text);
	}

	/** What a player who is short of time has to hear. @param {import('../transport/event.js').GameEvent} event */
	timeWarning({ kind, turn, status }) {
		const { clocks, you } = this;
		if (kind !== 'move' || status !== 'playing' || turn !== you || !clocks.low(turn)) return '';
		return `. ${fill(words.secondsLeft, { n: Math.floor(clocks.left(turn) / 1000) })}`;
	}

	/**
	 * Draws the position that is to be shown.
	 * @param {number} [before] the ply that was shown, if it was another one
	 * @param {import('../transport/event.js').GameEvent} [event] that brought it
	 */
	drawBoard(before = this.replay.ply, event) {
		const { moveInput, replay } = this;
		moveInput?.prepare(replay.reviewing);
		const shown = position(replay.position, moveInput?.shownMove);
		const moved = replay.ply < before ? replay.moveFrom(before) : undefined;
		const near = Math.abs(replay.ply - before) < 2;
		this.board.show({ ...shown, moved }, near && !moveInput?.dropped);
		drawMaterial(this.main, shown.pieces);
		moveInput?.update(event);
	}

	/** Empties the move box once a move has been made. */
	clearMoveBox() {
		const input = /** @type {HTMLInputElement | null} */ (this.main.querySelector('#move'));
		if (input && this.game.state.turn !== this.you) input.value = '';
	}
}
