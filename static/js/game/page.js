// The page of a game: brings together the game, the board, the feed and what
// stands beside the board.

import '../board/chess-board.js';
import '../board/chess-clock.js';
import './move-list.js';
import './transport-picker.js';
import { announcer } from '../announce.js';
import { drawMaterial } from '../board/material.js';
import { shapes } from '../board/shapes.js';
import { position } from '../board/squares.js';
import { Connection } from '../connection-status.js';
import { copyButtons } from '../copy.js';
import { part, write } from '../dom.js';
import { awake } from '../offset.js';
import { Toast } from '../toast.js';
import { Meter } from '../transport/meter.js';
import { live } from '../words.js';
import { flipping, twoPresses } from './actions.js';
import { Attention } from './attention.js';
import { Chat } from './chat.js';
import { Clocks } from './clocks.js';
import { Follower } from './follower.js';
import { Game } from './game.js';
import { Hand } from './move-input.js';
import { narrate } from './narrate.js';
import { Presence } from './presence.js';
import { drawMoves, drawNames, drawState } from './render.js';
import { Replay } from './replay.js';
import { Sounds } from './sounds.js';
import { written } from './state.js';

/** @param {HTMLElement} main */
export function start(main) {
	const page = new GamePage(main);
	if (page.you) page.takePart();
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
		this.game = new Game(main.dataset.game ?? '', this.you, written(main), {
			change: (event) => this.change(event),
			refused: (why) => this.refuse(why),
			late: () => { this.connection.sending = true; },
			presence: (event) => this.presence.show(event),
		});
		const { game, meter, say } = this;
		const ahead = () => meter.offset.best?.offset ?? 0;
		this.replay = new Replay(main, game, { change: (before) => this.drawBoard(before), say });
		this.chat = new Chat(main, game, say);
		this.presence = new Presence(main, game, ahead, say);
		this.clocks = new Clocks(main, game, ahead, () => this.flag());
		this.attention = new Attention(main, game);
		this.sounds = new Sounds(main, game.state.status === 'over');
		this.toast = new Toast(/** @type {HTMLElement} */ (main.querySelector('.table')), say, () => this.valid(true));
		meter.offset.loaded(Number(main.dataset.sent));
		this.connection = new Connection(part(main, 'connection'), part(main, 'trouble'), say);
		this.follower = new Follower(game, this.connection, meter, picker, say);
		/** @type {Hand | null} */
		this.hand = null;
	}

	/** Lets a player move the pieces. */
	takePart() {
		this.hand = new Hand(this.main, this.board, this.game, {
			play: (uci, ahead) => this.play(uci, ahead),
			draw: () => this.drawBoard(),
			say: this.say,
			clocks: () => this.say(this.clocks.spoken()),
		});
		this.drawBoard();
	}

	/** Hears what the person does. */
	listen() {
		const { main, board, replay } = this;
		shapes(board);
		flipping(main, board, () => replay.turn());
		copyButtons(main, this.say);
		const look = () => { awake(); this.clocks.draw(); };
		addEventListener('pageshow', look);
		document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
		replay.listen();
		main.addEventListener('chess-clock-low', (e) => {
			if (e.target instanceof Element && e.target.closest('.strip')?.matches(`[data-color="${this.you}"]`)) this.sounds.play('low');
		});
		if (this.you) this.listenToPlayer();
	}

	listenToPlayer() {
		const { main } = this;
		twoPresses(part(main, 'resign'), live.resignAgain, () => this.act('resign'));
		twoPresses(part(main, 'draw'), live.drawAgain, () => this.act('draw'));
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

	/** @param {string} move @param {boolean} [ahead] whether it was made before the turn came */
	play(move, ahead) {
		this.refuse('');
		this.game.play(move, ahead);
	}

	/**
	 * Does what a form of the page does when there are no scripts.
	 * @param {string} what
	 * @param {Record<string, string>} [fields]
	 */
	async act(what, fields = {}) {
		this.refuse('');
		const { status } = this.game.state;
		const answer = await this.game.act(what, fields);
		if (answer.event || answer.version) return;
		if (this.game.state.status === status) this.refuse(answer.refused ?? live.unanswered, false);
		this.game.fetch();
	}

	/** Says that a flag has fallen; whether it has, the server decides. */
	async flag() {
		const answer = await this.game.act('flag', {});
		if (answer.refused) await this.game.fetch();
	}

	/** Says why something was not accepted; "" takes it back. @param {string} why @param {boolean} [typed] whether it may have been a move */
	refuse(why, typed = true) {
		const box = part(this.main, 'refused'); // what the server said when the page was loaded
		if (box) box.hidden = true;
		this.toast.hide();
		this.valid(!why || !typed);
		if (why) this.toast.show(why[0].toUpperCase() + why.slice(1));
	}

	/** Marks the move box. @param {boolean} yes */
	valid(yes) {
		const input = this.main.querySelector('#move');
		if (yes) input?.removeAttribute('aria-invalid');
		else input?.setAttribute('aria-invalid', 'true');
	}

	/** @param {import('../transport/event.js').GameEvent} [event] */
	change(event) {
		const { main, game, replay, you } = this;
		const { state } = game;
		const before = replay.ply;
		if (event?.kind === 'takeback') game.fetch(); // for the opening, which may have another name again
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
			if (game.pending?.uci) this.sounds.made(game.pending.uci, state.fen);
			return;
		}
		for (const hearer of [this.chat, this.sounds, this.attention]) hearer.hear(event);
		if (state.status === 'over') this.follower.end();
		if (event.kind === 'rematch' && you) location.assign(`/games/${state.next}`);
		if (event.kind !== 'chat') this.tell(event.kind === 'decline' ? live.declined : '');
		if (event.kind === 'move') this.typed();
		const text = narrate(event, state, you);
		if (text) this.say(text + this.hurry(event));
	}

	/** What has happened and leaves no other trace on the page. @param {string} text */
	tell(text) {
		const news = part(this.main, 'news');
		if (news) news.hidden = text === '';
		write(news, text);
	}

	/** What a player has to hear who is short of time. @param {import('../transport/event.js').GameEvent} event */
	hurry({ kind, turn, status }) {
		const { clocks, you } = this;
		if (kind !== 'move' || status !== 'playing' || turn !== you || !clocks.low(turn)) return '';
		return `. ${live.secondsLeft(Math.floor(clocks.left(turn) / 1000))}`;
	}

	/**
	 * Draws the position that is to be seen.
	 * @param {number} [before] the ply that was, if it was another one
	 * @param {import('../transport/event.js').GameEvent} [event] that brought it
	 */
	drawBoard(before = this.replay.ply, event) {
		const { hand, replay } = this;
		hand?.settle(replay.back);
		const shown = position(replay.position, hand?.early);
		const moved = replay.ply < before ? replay.moved(before) : undefined;
		const near = Math.abs(replay.ply - before) < 2;
		this.board.show({ ...shown, moved }, near && !hand?.landed);
		drawMaterial(this.main, shown.pieces);
		hand?.offer(event);
	}

	/** Empties the move box once a move has been made. */
	typed() {
		const input = /** @type {HTMLInputElement | null} */ (this.main.querySelector('#move'));
		if (input && this.game.state.turn !== this.you) input.value = '';
	}
}
