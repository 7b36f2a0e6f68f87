// A stream that several tabs share: what one of them follows is asked for once,
// and each is told what it follows.

import { withSlot } from './slots.js';
import { follow } from './sse.js';

/** @typedef {import('./event.js').GameEvent} GameEvent */
/** @typedef {import('./shared-sse.js').FromWorker} FromWorker */
/** @typedef {{games: string[], at: string[], seenAt: number}} Tab at: games of which it wants to know who is there */

const kept = 64; // events of a game, for tabs that come later
const most = 64; // games on one stream
const dead = 50_000; // ms; a tab answers what it is told, and there is a ping every 15 s
const linger = 1000; // ms in which a game that nobody follows any more may be asked for again

export class Stream {
	/** @type {Map<MessagePort, Tab>} */
	#tabs = new Map();
	/** @type {Map<string, {version: number, tail: GameEvent[], present?: GameEvent}>} */
	#games = new Map();
	/** @type {FromWorker} */
	#state = { state: 'connecting' };
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#close = () => {};
	#meter = crypto.getRandomValues(new Uint32Array(3)).join('');

	/**
	 * @param {string} path of the feed
	 * @param {() => void} ended
	 */
	constructor(path, ended) {
		this.path = path;
		this.ended = ended;
	}

	/**
	 * @param {MessagePort} port
	 * @param {Tab} tab
	 * @param {number[]} after a version for each game
	 */
	join(port, tab, after) {
		const { games, at } = tab;
		const added = games.filter((id) => !this.#games.has(id));
		const fresh = at.some((id) => !this.#at.includes(id));
		if (this.#games.size + added.length > most) {
			post(port, { state: 'stopped', more: { why: 'full' } });
			return;
		}
		this.#tabs.set(port, tab);
		post(port, this.#state);
		games.forEach((id, i) => {
			const known = this.#games.get(id);
			if (!known) this.#games.set(id, { version: after[i], tail: [] });
			for (const event of known?.tail ?? []) if (event.version > after[i]) post(port, { event });
			if (known?.present && at.includes(id)) post(port, { event: known.present });
		});
		this.#ping(port); // whoever needs more than the tail sees it by this
		if (added.length || fresh) this.#open();
		this.#count();
	}

	/** @param {MessagePort} port */
	leave(port) {
		if (!this.#tabs.delete(port)) return;
		port.close();
		const before = this.#games.size;
		const used = new Set([...this.#tabs.values()].flatMap((tab) => tab.games));
		for (const id of this.#games.keys()) if (!used.has(id)) this.#games.delete(id);
		if (this.#tabs.size === 0) this.#end();
		else if (this.#games.size < before) this.#timer ??= setTimeout(() => this.#open(), linger);
		this.#count();
	}

	/** @param {MessagePort} port */
	alive(port) {
		const tab = this.#tabs.get(port);
		if (tab) tab.seenAt = Date.now();
	}

	/** The games at which somebody is, and wants to know who else. */
	get #at() {
		return [...new Set([...this.#tabs.values()].flatMap((tab) => tab.at))];
	}

	/** Opens the stream, anew if there are other games on it than before. */
	#open() {
		this.#end(false);
		const games = [...this.#games.keys()];
		const query = new URLSearchParams(this.path === '/watch/feed' ? games.map((id) => ['game', id]) : []);
		if (this.path === '/watch/feed') for (const id of this.#at) query.append('presence', id);
		query.set('meter', this.#meter);
		const after = () => games.map((id) => this.#games.get(id)?.version ?? '').join(',');
		let old = false;
		const stop = withSlot(follow)(`${this.path}?${query}`, after, {
			event: (event) => { if (!old) this.#heard(event); },
			state: (state, more) => { if (!old) this.#tell({ state, more }); },
		});
		this.#close = () => { old = true; stop(); };
	}

	/** @param {boolean} [forGood] */
	#end(forGood = true) {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#close();
		this.#close = () => {};
		if (forGood) this.ended();
	}

	/** @param {FromWorker} state */
	#tell(state) {
		this.#state = state;
		for (const port of this.#tabs.keys()) post(port, state);
		if (state.state !== 'stopped') return;
		this.#tabs.clear();
		this.#end();
	}

	/** @param {GameEvent} event */
	#heard(event) {
		if (event.kind === 'ping') {
			this.#bury();
			for (const port of this.#tabs.keys()) this.#ping(port);
			return;
		}
		const game = this.#games.get(event.game);
		if (game && event.kind === 'presence') {
			game.present = event;
			for (const [port, { at }] of this.#tabs) if (at.includes(event.game)) post(port, { event });
			return;
		}
		if (!game || event.version <= game.version) return;
		game.version = event.version;
		game.tail.push(event);
		if (game.tail.length > kept) game.tail.shift();
		for (const [port, { games }] of this.#tabs) if (games.includes(event.game)) post(port, { event });
	}

	/** Tells a tab which versions there are, as a feed of its own would. @param {MessagePort} port */
	#ping(port) {
		const games = this.#tabs.get(port)?.games ?? [];
		const cursor = games.map((id) => this.#games.get(id)?.version ?? '').join(',');
		post(port, { event: /** @type {GameEvent} */ ({ kind: 'ping', cursor }) });
	}

	/** Forgets tabs that went away without a word. */
	#bury() {
		for (const [port, { seenAt }] of this.#tabs) if (Date.now() - seenAt > dead) this.leave(port);
	}

	/** Tells each tab how many there are, and where their stream is counted. */
	#count() {
		for (const port of this.#tabs.keys()) post(port, { shared: { tabs: this.#tabs.size, meter: this.#meter } });
	}
}

/** @param {MessagePort} port @param {FromWorker} message */
function post(port, message) {
	port.postMessage(message);
}
