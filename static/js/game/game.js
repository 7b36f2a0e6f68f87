// A game as this page knows it: the newest state, the cursor, and the move made
// here that the server has not answered yet. It draws nothing.

import * as words from '../../words/en.json';
import { now } from '../offset.js';
import { backoff } from '../transport/common.js';
import { send } from './send.js';
import { stateAfter } from './state.js';

/** @typedef {import('../transport/event.js').GameEvent} GameEvent */
/** @typedef {import('../transport/event.js').Clock} Clock */
/** @typedef {import('../transport/event.js').Offer} Offer */

/** @typedef {Pick<GameEvent, 'version' | 'at' | 'ply' | 'fen' | 'turn' | 'check' | 'status' | 'result' | 'reason'> & {clock: Clock | null, offer: Offer | null, claim: string, next: string, paired: boolean, legal: string[], last: string, ucis: string[]}} GameState paired: both seats are taken; ucis: all known moves, without gaps */

/** @typedef {{move: string, uci: string, ply: number, version: number, at: number, sending: AbortController}} Pending a move that was made here; uci is "" if only the server can tell */

/**
 * @typedef {object} GameListener
 * @property {(event?: GameEvent) => void} change the page has to be drawn: after an event, or because of a move made here
 * @property {(reason: string) => void} refused a move made here was not accepted
 * @property {(event: GameEvent) => void} [presence] who is there has changed
 * @property {() => void} late a move made here has to be sent again
 */

const maxFetches = 8; // in a row

export class Game {
	/** @type {Pending | null} */
	pending = null;
	/** @type {import('../transport/commands.js').Send | null} */
	channel = null; // sends commands, where the feed goes both ways
	/** @type {Promise<void> | null} */
	#fetching = null;
	#turnAt = 0; // when the turn last changed before our eyes; 0 if it did not
	#ended = new AbortController();
	#wanted = 0; // a version up to which something is missing here; 0: nothing is

	/**
	 * @param {string} id
	 * @param {string} you color, or "" for a spectator
	 * @param {GameState} state
	 * @param {GameListener} on
	 */
	constructor(id, you, state, on) {
		this.id = id;
		this.you = you;
		this.state = state;
		this.on = on;
	}

	/** The address of something of the game: ".json", "/moves". @param {string} rest */
	path(rest) {
		return `/games/${this.id}${rest}`;
	}

	/** Whether the player here may move now. */
	get canMove() {
		return this.state.status === 'playing' && this.state.turn === this.you && !this.pending;
	}

	/**
	 * Takes an event from wherever it comes: the feed, the answer to a move, a
	 * fetch. Each is applied once, and never an older one over a newer one. But a
	 * snapshot from the feed is right even if it is older: the server's log may have
	 * been restored from a backup. One that was fetched may just have been overtaken.
	 * @param {GameEvent} event
	 * @param {boolean} [fetched]
	 * @returns {boolean} whether it was new
	 */
	receive(event, fetched = false) {
		const current = this.state.version;
		if (event.kind === 'ping') {
			this.#fetchIfBehind(Number(event.version ?? event.cursor), current);
			return false;
		}
		if (event.kind === 'presence') {
			this.on.presence?.(event);
			return false;
		}
		const snapshot = event.kind === 'snapshot';
		if (event.version < current && (fetched || !snapshot)) return false;
		if (event.version === current && !snapshot) return false;
		if (event.ply !== this.state.ply || event.kind === 'joined') this.#turnAt = snapshot ? 0 : now();
		if (event.status === 'over' && this.state.status !== 'over') this.#ended.abort();
		this.state = stateAfter(this.state, event);
		this.#settlePending(event);
		this.on.change(event);
		// After a gap the position is right but the list of moves is not. A joined
		// event has no names, and a takeback no last move.
		if (snapshot) this.#wanted = 0;
		else this.#fetchIfBehind(event.version, ['joined', 'takeback'].includes(event.kind) ? current : current + 1);
		return event.version > current;
	}

	/** Fetches the whole game if it has a higher version than the one known here. @param {number} version @param {number} known */
	#fetchIfBehind(version, known) {
		if (version <= known) return;
		this.#wanted = version;
		this.fetch();
	}

	/** Forgets the move made here once the game has gone past it. @param {GameEvent} event */
	#settlePending(event) {
		const p = this.pending;
		if (!p || (event.ply <= p.ply && event.status === 'playing')) return;
		this.pending = null;
		p.sending.abort();
		if (event.uci && p.uci && event.ply === p.ply + 1 && event.uci !== p.uci) this.on.refused(words.refused);
	}

	/**
	 * Plays a move: shows it at once, and sends it until there is an answer.
	 * @param {string} move UCI or SAN
	 * @param {boolean} [premove] whether it was made before the turn came, and so takes no time
	 */
	async play(move, premove = false) {
		if (this.pending) return;
		const p = this.pending = {
			move, uci: this.canMove && this.state.legal.includes(move) ? move : '',
			ply: this.state.ply, version: this.state.version, at: premove ? this.#turnAt : now(), sending: new AbortController(),
		};
		this.on.change();
		const spent = this.state.clock && this.#turnAt ? { spent: Math.round(p.at - this.#turnAt) } : {};
		const answer = await send(this.path('/moves'), { move, seen: p.version, ...spent }, {
			signal: p.sending.signal, late: () => this.on.late(), channel: this.channel,
		});
		if (answer.event) this.receive(answer.event);
		if (this.pending !== p) return; // its event came by the feed, or the game is over
		if (answer.version) {
			this.#expectEvent(() => this.pending === p, answer.version);
			return;
		}
		this.pending = null;
		this.on.change();
		if (!answer.event) this.on.refused(answer.refused ?? words.unsent);
		this.fetch();
	}

	/**
	 * Sends an action other than a move. An action that would count twice carries the
	 * version that it was made at, as a move does.
	 * @param {string} what the last part of its address
	 * @param {object} fields
	 * @returns {Promise<import('./send.js').Answer>}
	 */
	async act(what, fields) {
		// The action may end the game, and the feed bring that and close before the answer comes.
		const signal = this.state.status === 'over' ? undefined : this.#ended.signal;
		const body = what === 'time' ? { ...fields, seen: this.state.version } : fields;
		const answer = await send(this.path(`/${what}`), body, { what, signal, channel: this.channel });
		if (answer.event) this.receive(answer.event);
		if (answer.version) this.#expectEvent(() => this.state.version < Number(answer.version), answer.version);
		return answer;
	}

	/** Waits a moment for the event of what was accepted, and fetches the game if the feed does not bring it. @param {() => boolean} missing @param {number} version */
	#expectEvent(missing, version) {
		setTimeout(() => { if (missing()) this.#fetchIfBehind(version, this.state.version); }, 1000);
	}

	/** Fetches the whole game, one request at a time, until it is as new as wanted. Gives up after some tries: the next event or ping starts over. */
	fetch() {
		this.#fetching ??= this.#read().finally(() => { this.#fetching = null; });
		return this.#fetching;
	}

	async #read() {
		const wait = backoff(500, 10_000);
		let tries = 0;
		do {
			// All readers notice a gap at once; they need not all fetch at once.
			await new Promise((resolve) => { setTimeout(resolve, 20 + wait.next()); });
			try {
				const response = await fetch(this.path('.json'), { signal: AbortSignal.timeout(8000) });
				if (response.ok) this.receive(await response.json(), true);
			} catch {
				// The server cannot be reached; try again.
			}
		} while (this.#wanted && ++tries < maxFetches);
		this.#wanted = 0;
	}
}
