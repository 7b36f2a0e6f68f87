// The page of a game: brings together the game, the board, the feed and what
// stands beside the board.

import './element/chess-board.js';
import './element/chess-clock.js';
import './element/move-list.js';
import './element/transport-picker.js';
import { announcer } from './announce.js';
import { Chat } from './chat.js';
import { copyButtons, flipping, twoPresses } from './actions.js';
import { followUp, worthAsking } from './aftermath.js';
import { choose, chosen } from './choice.js';
import { Clocks } from './clocks.js';
import { Connection } from './connection.js';
import { part, write } from './dom.js';
import { Feed } from './feed.js';
import { Game, written } from './game.js';
import { Hand } from './hand.js';
import { Meter } from './meter.js';
import { awake } from './offset.js';
import { drawMoves, drawNames, drawRoster, drawState, telling } from './parts.js';
import { Presence } from './presence.js';
import { replayKeys } from './replay.js';
import { shapes } from './shapes.js';
import { position } from './squares.js';
import { live } from './words.js';

/** @param {HTMLElement} main */
export function start(main) {
	const page = new GamePage(main);
	if (page.you && page.newest) page.takePart();
	page.listen();
	page.clocks.draw();
	page.presence.draw();
	if (page.game.state.status !== 'over') page.follow();
	else page.wait();
}

class GamePage {
	/** @param {HTMLElement} main */
	constructor(main) {
		this.main = main;
		this.you = main.dataset.you ?? '';
		this.newest = 'live' in main.dataset; // the board shows the newest position
		this.board = /** @type {import('./element/chess-board.js').ChessBoard} */ (main.querySelector('chess-board'));
		this.say = announcer(/** @type {HTMLElement} */ (part(main, 'announce')));
		/** @type {Hand | null} */
		this.hand = null;
		this.picker = /** @type {import('./element/transport-picker.js').TransportPicker} */ (main.querySelector('transport-picker'));
		this.meter = new Meter((figures) => { this.picker.show(figures); this.clocks?.draw(); });
		this.game = new Game(main.dataset.game ?? '', this.you, written(main), {
			change: (event) => this.change(event),
			refused: (why) => this.refuse(why),
			late: () => { this.connection.sending = true; },
			presence: (event) => this.presence.show(event),
		});
		this.chat = new Chat(main, this.game, this.say);
		this.presence = new Presence(main, this.game, () => this.meter.offset.best?.offset ?? 0, (text) => this.say(text));
		this.clocks = new Clocks(main, this.game, () => this.meter.offset.best?.offset ?? 0, () => this.flag());
		this.meter.offset.loaded(Number(main.dataset.sent));
		this.waiting = false;
		this.connection = new Connection(part(main, 'connection'), part(main, 'trouble'), this.say);
		this.feed = this.newFeed();
	}

	/** Lets a player move the pieces. */
	takePart() {
		this.hand = new Hand(this.main, this.board, this.game, {
			play: (uci, ahead) => this.play(uci, ahead),
			say: this.say,
			clocks: () => this.say(this.clocks.spoken()),
		});
	}

	/** Hears what the person does. */
	listen() {
		const { main, board } = this;
		shapes(board);
		flipping(main, board, /** @type {HTMLAnchorElement | null} */ (part(main, 'flip')));
		copyButtons(main);
		const look = () => { awake(); this.clocks.draw(); };
		addEventListener('pageshow', look);
		document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
		replayKeys(main);
		if (!this.you) return;
		twoPresses(part(main, 'resign'), live.resignAgain, () => this.act('resign'));
		twoPresses(part(main, 'draw'), live.drawAgain, () => this.act('draw'));
		main.addEventListener('submit', (e) => {
			const { act } = /** @type {HTMLFormElement} */ (e.target).dataset;
			if (!act) return;
			e.preventDefault();
			const pressed = /** @type {HTMLButtonElement | null} */ (e.submitter);
			this.act(act, pressed?.name ? { [pressed.name]: pressed.value } : {});
		});
		if (!this.newest) return;
		const form = part(main, 'move-form');
		form?.addEventListener('submit', (e) => {
			e.preventDefault();
			const input = /** @type {HTMLInputElement} */ (form.querySelector('#move'));
			if (input.value.trim()) this.play(input.value.trim());
		});
	}

	/** Hears what happens in the game, by the transport that was chosen. */
	follow() {
		const { picker } = this;
		const use = (/** @type {import('./feed.js').Transport} */ name) => {
			picker.value = name;
			picker.note = '';
			this.feed.use(name, this.meter.start());
		};
		picker.addEventListener('transport-change', (e) => {
			const { detail } = /** @type {CustomEvent} */ (e);
			choose(detail);
			use(detail);
		});
		use(chosen(picker.usual));
	}

	newFeed() {
		const { connection, game, meter, picker } = this;
		return new Feed(game, {
			event: (event) => {
				const drawn = game.receive(event);
				if (event.kind !== 'ping' && event.kind !== 'presence') meter.update(event.at, drawn && event.kind !== 'snapshot');
			},
			state: (state) => { connection.state = state; },
			line: (line) => { game.line = line; },
			shared: (shared) => meter.share(shared),
			instead: (why) => { picker.note = live[why]; this.say(live[why]); },
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
		const box = part(this.main, 'refused');
		if (!box) return;
		const text = why && why[0].toUpperCase() + why.slice(1);
		box.hidden = text === '';
		box.textContent = text;
		const input = this.main.querySelector('#move');
		if (text && typed) input?.setAttribute('aria-invalid', 'true');
		else input?.removeAttribute('aria-invalid');
		if (text) this.say(text);
	}

	/** @param {import('./game.js').GameEvent} [event] */
	change(event) {
		const { main, game, you } = this;
		const { state } = game;
		if (event?.kind === 'takeback') game.fetch(); // for the opening, which may have another name again
		if (event?.kind === 'snapshot') {
			drawNames(main, event);
			this.presence.show(event);
		}
		drawState(main, state, you);
		this.presence.draw();
		this.clocks.draw();
		if (this.hand) this.hand.draw(event);
		else if (this.newest) this.board.show(position(state), true);
		if (!game.pending) this.connection.sending = false;
		if (!event) return;
		this.chat.hear(event);
		if (state.status === 'over') this.end();
		if (event.kind === 'rematch' && you) location.assign(`/games/${state.next}`);
		if (event.kind !== 'chat') this.tell(event.kind === 'decline' ? live.declined : '');
		drawMoves(main, event, this.newest);
		if (this.newest) drawRoster(main, event);
		if (event.kind === 'move') this.typed();
		const text = telling(event, state, you);
		if (text) this.say(text + this.hurry(event));
	}

	/** What has happened and leaves no other trace on the page. @param {string} text */
	tell(text) {
		const news = part(this.main, 'news');
		if (news) news.hidden = text === '';
		write(news, text);
	}

	/** What a player has to hear who is short of time. @param {import('./game.js').GameEvent} event */
	hurry({ kind, turn, status }) {
		const { clocks, you } = this;
		if (kind !== 'move' || status !== 'playing' || turn !== you || !clocks.low(turn)) return '';
		return `. ${live.secondsLeft(Math.floor(clocks.left(turn) / 1000))}`;
	}

	/** Empties the move box once a move has been made. */
	typed() {
		const input = /** @type {HTMLInputElement | null} */ (this.main.querySelector('#move'));
		if (input && this.game.state.turn !== this.you) input.value = '';
	}

	/** Hears no more by the feed: the game is over. */
	end() {
		this.feed.stop();
		this.meter.stop();
		this.connection.state = 'stopped';
		this.wait();
	}

	/** Waits for a rematch. */
	wait() {
		const { game } = this;
		if (this.waiting || !worthAsking(game)) return;
		this.waiting = true;
		followUp(game, (event) => game.receive(event));
	}
}
