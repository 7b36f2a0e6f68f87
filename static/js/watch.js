// The page of all games that are being played: one stream for all of them. The
// list of games is asked for now and then, because it is no game's news.

import './element/chess-board.js';
import './element/chess-clock.js';
import { Connection } from './connection.js';
import { part } from './dom.js';
import { LiveBoard } from './live-board.js';
import { follow } from './transport/shared.js';

const often = 2000; // ms from one look at the list to the next, where there is no stream
const seldom = 10_000; // the same where there is one
const most = 64; // boards, as on one stream
const stays = 30_000; // ms that a finished game stays to be seen

/** @param {HTMLElement} main */
export function start(main) {
	new WatchPage(main).begin();
}

class WatchPage {
	/** @type {Map<string, LiveBoard>} */
	#boards = new Map();
	/** @type {() => void} */
	#stop = () => {};
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#pause = seldom;

	/** @param {HTMLElement} main */
	constructor(main) {
		this.list = /** @type {HTMLElement} */ (part(main, 'boards'));
		this.nothing = /** @type {HTMLElement} */ (part(main, 'nothing'));
		this.template = /** @type {HTMLTemplateElement} */ (part(main, 'board'));
		this.connection = new Connection(part(main, 'connection'), null, () => {});
		this.sight = new IntersectionObserver((entries) => {
			for (const { target, isIntersecting } of entries) {
				const board = this.#boards.get(/** @type {HTMLElement} */ (target).dataset.game ?? '');
				if (board) board.inSight = isIntersecting;
			}
		}, { rootMargin: '100px' });
		for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll('.live-board'))) this.#add(new LiveBoard(item));
	}

	begin() {
		this.#follow();
		this.#plan();
		document.addEventListener('visibilitychange', () => { if (!document.hidden) this.#look(); });
		addEventListener('pageshow', (e) => { if (e.persisted) this.#look(); });
	}

	/** @param {LiveBoard} board */
	#add(board) {
		this.#boards.set(board.id, board);
		if (!board.item.isConnected) this.list.append(board.item);
		this.sight.observe(board.item);
	}

	/** @param {LiveBoard} board */
	#remove(board) {
		this.#boards.delete(board.id);
		this.sight.unobserve(board.item);
		board.item.remove();
	}

	/** Follows the games that are on the page, those that go on. */
	#follow() {
		this.#stop();
		this.#stop = () => {};
		const boards = [...this.#boards.values()].filter((board) => !board.over);
		if (boards.length === 0) {
			this.connection.state = 'stopped';
			return;
		}
		let current = true;
		const query = new URLSearchParams(boards.map(({ id }) => ['game', id]));
		const stop = follow(`/watch/feed?${query}`, () => boards.map(({ version }) => version).join(','), {
			event: (event) => this.#boards.get(event.game)?.receive(event),
			state: (state, more) => {
				if (!current) return;
				if (state === 'stopped' && more?.why === 'crowded') this.#pause = often;
				this.connection.state = state;
			},
		});
		this.#stop = () => { current = false; stop(); };
	}

	#plan() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#look(), this.#pause);
	}

	/** Looks which games there are now. */
	async #look() {
		clearTimeout(this.#timer);
		try {
			const response = document.hidden ? undefined
				: await fetch('/watch', { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(seldom) });
			if (response?.ok) this.#update(await response.json());
		} catch {
			// The stream says that the server is away.
		}
		this.#plan();
	}

	/** @param {import('./live-board.js').Listed[]} games */
	#update(games) {
		this.#tidy(games.length);
		let more = false;
		for (const game of games) {
			let board = this.#boards.get(game.id);
			if (!board && this.#boards.size < most) {
				board = LiveBoard.from(this.template, game);
				this.#add(board);
				more = true;
			}
			board?.listed(game);
		}
		this.list.hidden = this.#boards.size === 0;
		this.nothing.hidden = !this.list.hidden;
		if (more) this.#follow();
	}

	/** Takes away games that ended a while ago, but none that somebody is about to press. @param {number} coming */
	#tidy(coming) {
		const room = most - coming;
		for (const board of this.#boards.values()) {
			const old = Date.now() - board.overSince > stays || (board.over && this.#boards.size > room);
			if (old && !board.item.matches(':hover, :focus-within')) this.#remove(board);
		}
	}
}
