// A game as this page knows it: the newest state, the cursor, and the move that
// has been made here but not answered yet. It draws nothing.

import { now } from '../offset.js';
import { backoff } from '../transport/common.js';
import { live } from '../words.js';
import { send } from './send.js';
import { next } from './state.js';

/** @typedef {import('../transport/event.js').GameEvent} GameEvent */
/** @typedef {import('../transport/event.js').Clock} Clock */
/** @typedef {import('../transport/event.js').Offer} Offer */

/** @typedef {Pick<GameEvent, 'version' | 'at' | 'ply' | 'fen' | 'turn' | 'check' | 'status' | 'result' | 'reason'> & {clock: Clock | null, offer: Offer | null, claim: string, next: string, paired: boolean, legal: string[], last: string, ucis: string[]}} GameState paired: both seats are taken; ucis: all moves that are known, without gaps */

/** @typedef {{move: string, uci: string, ply: number, seen: number, at: number, sending: AbortController}} Pending uci is "" when only the server can tell */

/**
 * @typedef {object} GameListener
 * @property {(event?: GameEvent) => void} change something is to be drawn: after an event, or because of a move made here
 * @property {(why: string) => void} refused a move made here was not accepted
 * @property {(event: GameEvent) => void} [presence] who is there has changed
 * @property {() => void} late a move made here has to be sent again
 */

const most = 8; // fetches in a row

export class Game {
	/** @type {Pending | null} */
	pending = null;
	/** @type {import('../transport/commands.js').Send | null} */
	line = null; // for moves, where the feed goes both ways
	/** @type {Promise<void> | null} */
	#fetching = null;
	#turnAt = 0; // when the last change of turn was seen; 0 if it was not
	#ended = new AbortController();
	#wanted = 0; // version from which on the list of moves is not known to be whole

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

	/** The address of the game with what follows it. @param {string} rest */
	path(rest) {
		return `/games/${this.id}${rest}`;
	}

	/** Whether the player here may move now. */
	get mine() {
		return this.state.status === 'playing' && this.state.turn === this.you && !this.pending;
	}

	/**
	 * Takes an event from wherever it comes: the feed, the answer to a move, a
	 * fetch. Each is applied once, and never an older one over a newer.
	 * A snapshot that the feed sends is right even if it is older: the cursor was
	 * of no use to the server, whose log may have been restored. One that was
	 * fetched may have been overtaken on its way.
	 * @param {GameEvent} event
	 * @param {boolean} [fetched]
	 * @returns {boolean} whether it was new
	 */
	receive(event, fetched = false) {
		const mine = this.state.version;
		if (event.kind === 'ping') {
			this.#want(Number(event.version ?? event.cursor), mine);
			return false;
		}
		if (event.kind === 'presence') {
			this.on.presence?.(event);
			return false;
		}
		const whole = event.kind === 'snapshot';
		if (event.version < mine && (fetched || !whole)) return false;
		if (event.version === mine && !whole) return false;
		if (event.ply !== this.state.ply || event.kind === 'joined') this.#turnAt = whole ? 0 : now();
		if (event.status === 'over' && this.state.status !== 'over') this.#ended.abort();
		this.state = next(this.state, event);
		this.#settle(event);
		this.on.change(event);
		// After a gap the position is right and the list of moves is not; names
		// do not travel with a joined event, nor the last move with a takeback.
		if (whole) this.#wanted = 0;
		else this.#want(event.version, ['joined', 'takeback'].includes(event.kind) ? mine : mine + 1);
		return event.version > mine;
	}

	/** Reads the whole game if it is at a version higher than one that is known. @param {number} version @param {number} known */
	#want(version, known) {
		if (version <= known) return;
		this.#wanted = version;
		this.fetch();
	}

	/** Forgets the move made here once the game has gone past it. @param {GameEvent} event */
	#settle(event) {
		const p = this.pending;
		if (!p || (event.ply <= p.ply && event.status === 'playing')) return;
		this.pending = null;
		p.sending.abort();
		if (event.uci && p.uci && event.ply === p.ply + 1 && event.uci !== p.uci) this.on.refused(live.refused);
	}

	/**
	 * Makes a move: shows it at once, sends it until there is an answer.
	 * @param {string} move UCI or SAN
	 * @param {boolean} [ahead] whether it was made before the turn came, and takes no time
	 */
	async play(move, ahead = false) {
		if (this.pending) return;
		const p = this.pending = {
			move, uci: this.mine && this.state.legal.includes(move) ? move : '',
			ply: this.state.ply, seen: this.state.version, at: ahead ? this.#turnAt : now(), sending: new AbortController(),
		};
		this.on.change();
		const spent = this.state.clock && this.#turnAt ? { spent: Math.round(p.at - this.#turnAt) } : {};
		const answer = await send(this.path('/moves'), { move, seen: p.seen, ...spent }, {
			signal: p.sending.signal, late: () => this.on.late(), line: this.line,
		});
		if (answer.event) this.receive(answer.event);
		if (this.pending !== p) return; // it came by the feed, or the game is over
		if (answer.version) {
			this.#expect(() => this.pending === p, answer.version);
			return;
		}
		this.pending = null;
		this.on.change();
		if (!answer.event) this.on.refused(answer.refused ?? live.unsent);
		this.fetch();
	}

	/**
	 * Does what is neither a move nor taking a seat. Its event comes as all do. What
	 * would count twice carries the version acted on, as a move does.
	 * @param {string} what as its address is called
	 * @param {object} fields
	 * @returns {Promise<import('./send.js').Answer>}
	 */
	async act(what, fields) {
		// The end may come by the feed, and the line be closed, before the answer to what brought it.
		const signal = this.state.status === 'over' ? undefined : this.#ended.signal;
		const body = what === 'time' ? { ...fields, seen: this.state.version } : fields;
		const answer = await send(this.path(`/${what}`), body, { what, signal, line: this.line });
		if (answer.event) this.receive(answer.event);
		if (answer.version) this.#expect(() => this.state.version < Number(answer.version), answer.version);
		return answer;
	}

	/** Waits a little for the event of what was accepted: the feed may break before it comes. @param {() => boolean} missing @param {number} version */
	#expect(missing, version) {
		setTimeout(() => { if (missing()) this.#want(version, this.state.version); }, 1000);
	}

	/** Reads the whole game, one request at a time, until it is as new as wanted or that has been tried often enough: the next event or ping asks again. */
	fetch() {
		this.#fetching ??= this.#read().finally(() => { this.#fetching = null; });
		return this.#fetching;
	}

	async #read() {
		const wait = backoff(500, 10_000);
		let tries = 0;
		do {
			// A gap is seen by all at once; they need not all ask at once.
			await new Promise((resolve) => { setTimeout(resolve, 20 + wait.next()); });
			try {
				const response = await fetch(this.path('.json'), { signal: AbortSignal.timeout(8000) });
				if (response.ok) this.receive(await response.json(), true);
			} catch {
				// Nobody is there; try again.
			}
		} while (this.#wanted && ++tries < most);
		this.#wanted = 0;
	}
}
