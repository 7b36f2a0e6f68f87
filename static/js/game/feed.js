// The events of the page's game, by the transport that the visitor chose. Each
// transport resumes from the cursor, so one can replace another in mid-game.

import { withQuery } from '../transport/common.js';
import { transports } from '../transport/transports.js';

/** @typedef {import('../transport/transports.js').TransportName} TransportName */

const tries = 3; // of a WebSocket that has never opened, before it counts as blocked

/**
 * @typedef {import('../transport/common.js').Listener & {replaced: (reason: 'crowded' | 'blocked') => void}} FeedListener
 * replaced: why another transport is used than the one chosen
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
	 * Switches to a transport.
	 * @param {TransportName} name
	 * @param {string} meter under which the server counts it
	 */
	use(name, meter) {
		this.stop();
		this.#failures = 0;
		let current = true;
		const { follow, shared: followShared = follow } = transports[name];
		const unfollow = followShared(withQuery(this.#url(name), { meter }), () => this.game.state.version, {
			...this.on,
			event: (event) => { if (current) this.on.event(event); },
			channel: (send) => { if (current) this.on.channel?.(send); },
			shared: (shared) => { if (current) this.on.shared?.(shared); },
			state: (state, detail) => {
				if (!current) return;
				const other = this.#fallback(name, state, detail);
				if (!other) {
					this.on.state(state, detail);
					return;
				}
				this.on.shared?.({ tabs: 1, meter }); // a stream that never opened cost nothing
				this.use(other, meter);
				this.on.replaced(other === 'polling' ? 'crowded' : 'blocked');
			},
		});
		this.#stop = () => { current = false; unfollow(); };
	}

	stop() {
		this.#stop();
		this.#stop = () => {};
		this.on.channel?.(null);
	}

	/**
	 * A spectator's SSE comes over one stream with other games.
	 * @param {TransportName} name
	 */
	#url(name) {
		return name === 'sse' && !this.game.you ? `/watch/feed?game=${this.game.id}&presence=${this.game.id}` : this.game.path('/feed');
	}

	/**
	 * The transport to use in place of one that does not work: all connections are
	 * taken, or no WebSocket gets through. Undefined if it works.
	 * @param {TransportName} name
	 * @param {import('../transport/common.js').State} state
	 * @param {import('../transport/common.js').StateDetail} [detail]
	 * @returns {TransportName | undefined}
	 */
	#fallback(name, state, detail) {
		if (state === 'stopped' && detail?.reason === 'crowded') return 'polling';
		if (state === 'open') this.#failures = -Infinity;
		const blocked = state === 'retry' && ++this.#failures >= tries;
		const refused = state === 'stopped' && detail?.reason === 'refused';
		return name === 'websocket' && (blocked || refused) ? 'sse' : undefined;
	}
}
