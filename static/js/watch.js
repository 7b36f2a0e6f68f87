// Games that are being played, wherever a page shows them: one stream for all of
// them. The list of games is asked for now and then, because it is no game's
// news.

import './board/chess-board.js';
import './board/chess-clock.js';
import { Connection } from './connection-status.js';
import { part } from './dom.js';
import { LiveBoard } from './live-board.js';
import { follow } from './transport/shared-sse.js';

const often = 2000; // ms from one look at the list to the next, where there is no stream
const seldom = 10_000; // the same where there is one
const stays = 30_000; // ms that a finished game stays to be seen
const yields = 6000; // the same where another game waits for its place, on a page with few

/** @param {HTMLElement} place */
export function start(place) {
	new Boards(place).begin();
}

class Boards {
	/** @type {Map<string, LiveBoard>} */
	#boards = new Map();
	/** @type {() => void} */
	#stop = () => {};
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#pause = seldom;

	/** @param {HTMLElement} place with room for as many boards as it says */
	constructor(place) {
		this.most = Number(place.dataset.watch);
		this.few = this.most < 64; // as many as on one stream
		this.list = /** @type {HTMLElement} */ (part(place, 'boards'));
		this.exhibits = part(place, 'exhibits') ?? this.list;
		this.exhibition = part(place, 'exhibition');
		this.nothing = /** @type {HTMLElement} */ (part(place, 'nothing'));
		this.template = /** @type {HTMLTemplateElement} */ (part(place, 'board'));
		this.connection = new Connection(part(place, 'connection'), null, () => {});
		this.sight = new IntersectionObserver((entries) => {
			for (const { target, isIntersecting } of entries) {
				const board = this.#boards.get(/** @type {HTMLElement} */ (target).dataset.game ?? '');
				if (board) board.inSight = isIntersecting;
			}
		}, { rootMargin: '100px' });
		for (const item of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll('.live-board'))) this.#add(new LiveBoard(item));
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
			this.connection.is('stopped');
			return;
		}
		let current = true;
		const query = new URLSearchParams(boards.map(({ id }) => ['game', id]));
		const stop = follow(`/watch/feed?${query}`, () => boards.map(({ version }) => version).join(','), {
			event: (event) => this.#boards.get(event.game)?.receive(event),
			state: (state, more) => {
				if (!current) return;
				if (state === 'stopped' && more?.why === 'crowded') this.#pause = often;
				this.connection.is(state, more?.in);
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
				: await fetch(`/watch?boards=${this.most}`, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(seldom) });
			if (response?.ok) this.#update(await response.json());
		} catch {
			// The stream says that the server is away.
		}
		this.#plan();
	}

	/** @param {import('./live-board.js').Listed[]} games */
	#update(games) {
		const leaving = this.#leaving(games);
		let more = false;
		for (const game of games) {
			let board = this.#boards.get(game.id);
			const old = board ? undefined : this.#place(game, leaving);
			if (!board && (old || this.#boards.size < this.most)) {
				board = LiveBoard.from(this.template, game);
				if (old) old.item.before(board.item); // takes its place: nothing else moves
				else this.#listOf(game).append(board.item);
				if (old) this.#remove(old);
				this.#add(board);
				more = true;
			}
			board?.listed(game);
		}
		for (const board of leaving) if (!board.over || Date.now() - board.overSince > stays) this.#remove(board);
		this.list.hidden = this.list.childElementCount === 0;
		this.nothing.hidden = !this.list.hidden;
		if (this.exhibition) this.exhibition.hidden = this.exhibits.hidden = this.exhibits.childElementCount === 0;
		if (more) this.#follow();
	}

	/** @param {import('./live-board.js').Listed} game */
	#listOf(game) {
		return game.exhibit ? this.exhibits : this.list;
	}

	/**
	 * The board in whose place a new one comes, if any: among a few, a game that is
	 * played takes that of the first exhibit, which may come back elsewhere.
	 * @param {import('./live-board.js').Listed} game
	 * @param {LiveBoard[]} leaving of which that one is taken
	 */
	#place(game, leaving) {
		const exhibit = this.few && !game.exhibit && [...this.list.children].find((item) => item.matches('[data-exhibit]') && !pressed(item));
		const place = exhibit ? this.#boards.get(/** @type {HTMLElement} */ (exhibit).dataset.game ?? '')
			: leaving.find(({ item }) => item.parentElement === this.#listOf(game));
		if (place && leaving.includes(place)) leaving.splice(leaving.indexOf(place), 1);
		return place;
	}

	/** The boards that can go, none of which somebody is about to press. @param {import('./live-board.js').Listed[]} games */
	#leaving(games) {
		const there = new Set(games.map(({ id }) => id));
		const crowded = this.#boards.size + games.length > this.most;
		const patience = this.few ? yields : crowded ? 0 : stays;
		return [...this.#boards.values()].filter((board) => !pressed(board.item)
			&& (board.over ? Date.now() - board.overSince > patience : this.few && !there.has(board.id)));
	}
}

/** Whether somebody may be about to press it. @param {Element} item */
function pressed(item) {
	return item.matches(':hover, :focus-within');
}
