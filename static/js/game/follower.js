// Follows the game: by the transport that was chosen, and after its end by asking
// now and then whether there is a rematch.

import * as words from '../../words/en.json';
import { preferred, savePreferred } from '../transport/preference.js';
import { Feed } from './feed.js';
import { mayHaveRematch, pollForRematch } from './rematch.js';

export class Follower {
	#waiting = false;

	/**
	 * @param {import('./game.js').Game} game
	 * @param {import('../connection-status.js').ConnectionStatus} connection
	 * @param {import('../transport/meter.js').Meter} meter
	 * @param {import('./transport-picker.js').TransportPicker} picker
	 * @param {(text: string) => void} say
	 */
	constructor(game, connection, meter, picker, say) {
		this.game = game;
		this.connection = connection;
		this.meter = meter;
		this.picker = picker;
		this.feed = new Feed(game, {
			event: (event) => {
				const drawn = game.receive(event);
				if (event.kind !== 'ping' && event.kind !== 'presence') meter.update(event.at, drawn && event.kind !== 'snapshot');
			},
			state: (state, detail) => connection.show(state, detail?.retryIn),
			channel: (send) => { game.channel = send; },
			shared: (shared) => meter.useShared(shared),
			replaced: (reason) => { picker.note = words.replaced[reason]; say(words.replaced[reason]); },
		});
	}

	start() {
		const { game, picker } = this;
		if (game.state.status === 'over') {
			this.#awaitRematch();
			return;
		}
		const use = (/** @type {import('../transport/transports.js').TransportName} */ name) => {
			picker.value = name;
			picker.note = '';
			this.feed.use(name, this.meter.start());
		};
		picker.addEventListener('transport-change', (e) => {
			const { detail } = /** @type {CustomEvent} */ (e);
			savePreferred(detail);
			use(detail);
		});
		use(preferred(picker.usual));
	}

	/** Stops the feed: the game is over. */
	end() {
		this.feed.stop();
		this.meter.stop();
		this.connection.show('stopped');
		this.#awaitRematch();
	}

	#awaitRematch() {
		const { game } = this;
		if (this.#waiting || !mayHaveRematch(game)) return;
		this.#waiting = true;
		pollForRematch(game, (event) => game.receive(event));
	}
}
