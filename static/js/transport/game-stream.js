// A stream of the events of games, shared by several tabs: each game is on it
// once, and each tab gets the events of the games that it follows.

import { withSlot } from './slots.js';
import { follow } from './sse.js';

/** @typedef {import('./event.js').GameEvent} GameEvent */
/** @typedef {import('./shared-sse.js').FromWorker} FromWorker */
/** @typedef {{games: string[], at: string[], lastHeard: number}} Tab at: games whose presence it follows; lastHeard in ms since 1970 */

const tailLength = 64; // events of a game, for tabs that join later
const maxGames = 64; // on one stream
const deadAfter = 50_000; // ms; a tab answers every message, and there is a ping every 15 s
const linger = 1000; // ms that a game stays on the stream once nobody follows it, in case a tab joins again

export class GameStream {
	/** @type {Map<MessagePort, Tab>} */
	#tabs = new Map();
	/** @type {Map<string, {version: number, tail: GameEvent[], presence?: GameEvent}>} */
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
		const fresh = at.some((id) => !this.#presenceOf.includes(id));
		if (this.#games.size + added.length > maxGames) {
			post(port, { state: 'stopped', detail: { reason: 'full' } });
			return;
		}
		this.#tabs.set(port, tab);
		post(port, this.#state);
		games.forEach((id, i) => {
			const known = this.#games.get(id);
			if (!known) this.#games.set(id, { version: after[i], tail: [] });
			for (const event of known?.tail ?? []) if (event.version > after[i]) post(port, { event });
			if (known?.presence && at.includes(id)) post(port, { event: known.presence });
		});
		this.#ping(port); // tells a tab whether it needs more than the tail
		if (added.length || fresh) this.#open();
		this.#sendMeter();
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
		this.#sendMeter();
	}

	/** @param {MessagePort} port */
	touch(port) {
		const tab = this.#tabs.get(port);
		if (tab) tab.lastHeard = Date.now();
	}

	/** The games whose presence a tab follows. */
	get #presenceOf() {
		return [...new Set([...this.#tabs.values()].flatMap((tab) => tab.at))];
	}

	/** Opens the stream, again if its games have changed. */
	#open() {
		this.#end(false);
		const games = [...this.#games.keys()];
		const query = new URLSearchParams(this.path === '/watch/feed' ? games.map((id) => ['game', id]) : []);
		if (this.path === '/watch/feed') for (const id of this.#presenceOf) query.append('presence', id);
		query.set('meter', this.#meter);
		const after = () => games.map((id) => this.#games.get(id)?.version ?? '').join(',');
		let old = false;
		const stop = withSlot(follow)(`${this.path}?${query}`, after, {
			event: (event) => { if (!old) this.#receive(event); },
			state: (state, detail) => { if (!old) this.#setState({ state, detail }); },
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
	#setState(state) {
		this.#state = state;
		for (const port of this.#tabs.keys()) post(port, state);
		if (state.state !== 'stopped') return;
		this.#tabs.clear();
		this.#end();
	}

	/** @param {GameEvent} event */
	#receive(event) {
		if (event.kind === 'ping') {
			this.#dropDead();
			for (const port of this.#tabs.keys()) this.#ping(port);
			return;
		}
		const game = this.#games.get(event.game);
		if (game && event.kind === 'presence') {
			game.presence = event;
			for (const [port, { at }] of this.#tabs) if (at.includes(event.game)) post(port, { event });
			return;
		}
		if (!game || event.version <= game.version) return;
		game.version = event.version;
		game.tail.push(event);
		if (game.tail.length > tailLength) game.tail.shift();
		for (const [port, { games }] of this.#tabs) if (games.includes(event.game)) post(port, { event });
	}

	/** Sends a tab the newest versions, as a feed of its own would. @param {MessagePort} port */
	#ping(port) {
		const games = this.#tabs.get(port)?.games ?? [];
		const cursor = games.map((id) => this.#games.get(id)?.version ?? '').join(',');
		post(port, { event: /** @type {GameEvent} */ ({ kind: 'ping', cursor }) });
	}

	/** Drops tabs that went away without leaving. */
	#dropDead() {
		for (const [port, { lastHeard }] of this.#tabs) if (Date.now() - lastHeard > deadAfter) this.leave(port);
	}

	/** Sends each tab the number of tabs and the name of their meter. */
	#sendMeter() {
		for (const port of this.#tabs.keys()) post(port, { shared: { tabs: this.#tabs.size, meter: this.#meter } });
	}
}

/** @param {MessagePort} port @param {FromWorker} message */
function post(port, message) {
	port.postMessage(message);
}
