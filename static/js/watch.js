// Live boards, wherever a page has them, with one stream for all. The list of games is
// polled, because no game's feed has it.

import './board/chess-board.js';
import './board/chess-clock.js';
import { ConnectionStatus } from './connection-status.js';
import { part } from './dom.js';
import { LiveBoard } from './live-board.js';
import { follow } from './transport/shared-sse.js';

const interval = 10_000; // ms from one request of the list to the next
const intervalAlone = 2000; // the same without a stream
const keepFinished = 30_000; // ms that a finished game stays
const keepFinishedAmongFew = 6000; // the same on a page with few boards, where another game waits for its place

/** @param {HTMLElement} place */
export function start(place) {
	new Boards(place).start();
}

class Boards {
	/** @type {Map<string, LiveBoard>} */
	#boards = new Map();
	/** @type {() => void} */
	#stop = () => {};
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#pause = interval;

	/** @param {HTMLElement} place whose data-watch is the number of boards it has room for */
	constructor(place) {
		this.most = Number(place.dataset.watch);
		this.few = this.most < 64; // 64 is the most on one stream
		this.list = /** @type {HTMLElement} */ (part(place, 'boards'));
		this.exhibits = part(place, 'exhibits') ?? this.list;
		this.exhibition = part(place, 'exhibition');
		this.nothing = /** @type {HTMLElement} */ (part(place, 'nothing'));
		this.template = /** @type {HTMLTemplateElement} */ (part(place, 'board'));
		this.connection = new ConnectionStatus(part(place, 'connection'), null, () => {});
		this.sight = new IntersectionObserver((entries) => {
			for (const { target, isIntersecting } of entries) {
				const board = this.#boards.get(/** @type {HTMLElement} */ (target).dataset.game ?? '');
				if (board) board.inSight = isIntersecting;
			}
		}, { rootMargin: '100px' });
		for (const item of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll('.live-board'))) this.#add(new LiveBoard(item));
	}

	start() {
		this.#follow();
		this.#schedule();
		document.addEventListener('visibilitychange', () => { if (!document.hidden) this.#refresh(); });
		addEventListener('pageshow', (e) => { if (e.persisted) this.#refresh(); });
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

	/** Follows the games on the page that are not over. */
	#follow() {
		this.#stop();
		this.#stop = () => {};
		const boards = [...this.#boards.values()].filter((board) => !board.over);
		if (boards.length === 0) {
			this.connection.show('stopped');
			return;
		}
		let current = true;
		const query = new URLSearchParams(boards.map(({ id }) => ['game', id]));
		const stop = follow(`/watch/feed?${query}`, () => boards.map(({ version }) => version).join(','), {
			event: (event) => this.#boards.get(event.game)?.receive(event),
			state: (state, detail) => {
				if (!current) return;
				if (state === 'stopped' && detail?.reason === 'crowded') this.#pause = intervalAlone;
				this.connection.show(state, detail?.retryIn);
			},
		});
		this.#stop = () => { current = false; stop(); };
	}

	#schedule() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#refresh(), this.#pause);
	}

	/** Fetches which games there are now. */
	async #refresh() {
		clearTimeout(this.#timer);
		try {
			const response = document.hidden ? undefined
				: await fetch(`/watch?boards=${this.most}`, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(interval) });
			if (response?.ok) this.#update(await response.json());
		} catch {
			// The status of the stream shows that the server is away.
		}
		this.#schedule();
	}

	/** @param {import('./live-board.js').ListedGame[]} games */
	#update(games) {
		const removable = this.#removable(games);
		let more = false;
		for (const game of games) {
			let board = this.#boards.get(game.id);
			const old = board ? undefined : this.#boardToReplace(game, removable);
			if (!board && (old || this.#boards.size < this.most)) {
				board = LiveBoard.from(this.template, game);
				if (old) old.item.before(board.item); // in its place, so that nothing else moves
				else this.#listOf(game).append(board.item);
				if (old) this.#remove(old);
				this.#add(board);
				more = true;
			}
			board?.update(game);
		}
		for (const board of removable) if (!board.over || Date.now() - board.overSince > keepFinished) this.#remove(board);
		this.list.hidden = this.list.childElementCount === 0;
		this.nothing.hidden = !this.list.hidden;
		if (this.exhibition) this.exhibition.hidden = this.exhibits.hidden = this.exhibits.childElementCount === 0;
		if (more) this.#follow();
	}

	/** @param {import('./live-board.js').ListedGame} game */
	#listOf(game) {
		return game.exhibit ? this.exhibits : this.list;
	}

	/**
	 * The board that gives its place to a new one, if any. On a page with few boards a
	 * game that is played takes the place of the first exhibit.
	 * @param {import('./live-board.js').ListedGame} game
	 * @param {LiveBoard[]} removable the board is taken out of these
	 */
	#boardToReplace(game, removable) {
		const exhibit = this.few && !game.exhibit && [...this.list.children].find((item) => item.matches('[data-exhibit]') && !inUse(item));
		const place = exhibit ? this.#boards.get(/** @type {HTMLElement} */ (exhibit).dataset.game ?? '')
			: removable.find(({ item }) => item.parentElement === this.#listOf(game));
		if (place && removable.includes(place)) removable.splice(removable.indexOf(place), 1);
		return place;
	}

	/** The boards that may be removed: none that the visitor may be about to press. @param {import('./live-board.js').ListedGame[]} games */
	#removable(games) {
		const there = new Set(games.map(({ id }) => id));
		const crowded = this.#boards.size + games.length > this.most;
		const patience = this.few ? keepFinishedAmongFew : crowded ? 0 : keepFinished;
		return [...this.#boards.values()].filter((board) => !inUse(board.item)
			&& (board.over ? Date.now() - board.overSince > patience : this.few && !there.has(board.id)));
	}
}

/** Whether the visitor may be about to press it. @param {Element} item */
function inUse(item) {
	return item.matches(':hover, :focus-within');
}
