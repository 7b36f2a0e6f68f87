// The events of the page's game, by the transport that the visitor chose. Each
// goes on from the cursor, so one can take over from another in mid-game.

import { withQuery } from '../transport/common.js';
import { transports } from '../transport/transports.js';

/** @typedef {import('../transport/transports.js').TransportName} TransportName */

const tries = 3; // of a WebSocket that has never opened, before it is taken to be blocked

/**
 * @typedef {import('../transport/common.js').Listener & {instead: (why: 'crowded' | 'blocked') => void}} FeedListener
 * instead: why another transport is used than the one chosen
 */

export class Feed {
	/** @type {() => void} */
	#stop = () => {};
	#failures = 0;

	/**
	 * @param {import('./game.js').Game} game
	 * @param {FeedListener} on
	 */
	constructor(game, on) {
		this.game = game;
		this.on = on;
	}

	/**
	 * Goes on by another transport.
	 * @param {TransportName} name
	 * @param {string} meter that counts it
	 */
	use(name, meter) {
		this.stop();
		this.#failures = 0;
		let current = true;
		const { follow, shared: followShared = follow } = transports[name];
		const unfollow = followShared(withQuery(this.#url(name), { meter }), () => this.game.state.version, {
			...this.on,
			event: (event) => { if (current) this.on.event(event); },
			line: (send) => { if (current) this.on.line?.(send); },
			shared: (shared) => { if (current) this.on.shared?.(shared); },
			state: (state, more) => {
				if (!current) return;
				const other = this.#other(name, state, more);
				if (!other) {
					this.on.state(state, more);
					return;
				}
				this.on.shared?.({ tabs: 1, meter }); // a stream that never came cost nothing
				this.use(other, meter);
				this.on.instead(other === 'polling' ? 'crowded' : 'blocked');
			},
		});
		this.#stop = () => { current = false; unfollow(); };
	}

	stop() {
		this.#stop();
		this.#stop = () => {};
		this.on.line?.(null);
	}

	/**
	 * What all spectators may see comes on one stream with other games.
	 * @param {TransportName} name
	 */
	#url(name) {
		return name === 'sse' && !this.game.you ? `/watch/feed?game=${this.game.id}&presence=${this.game.id}` : this.game.path('/feed');
	}

	/**
	 * The transport for where one cannot be had, if it cannot: all connections
	 * are taken, or no WebSocket gets through.
	 * @param {TransportName} name
	 * @param {import('../transport/common.js').State} state
	 * @param {import('../transport/common.js').More} [more]
	 * @returns {TransportName | undefined}
	 */
	#other(name, state, more) {
		if (state === 'stopped' && more?.why === 'crowded') return 'polling';
		if (state === 'open') this.#failures = -Infinity;
		const blocked = state === 'retry' && ++this.#failures >= tries;
		const refused = state === 'stopped' && more?.why === 'refused';
		return name === 'websocket' && (blocked || refused) ? 'sse' : undefined;
	}
}
