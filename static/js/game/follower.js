// Hears what happens in the game: by the transport that was chosen, and after
// the end by asking now and then whether there is a rematch.

import { choose, chosen } from '../transport/preference.js';
import { live } from '../words.js';
import { followUp, worthAsking } from './aftermath.js';
import { Feed } from './feed.js';

export class Follower {
	#waiting = false;

	/**
	 * @param {import('./game.js').Game} game
	 * @param {import('../connection-status.js').Connection} connection
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
			state: (state, more) => connection.is(state, more?.in),
			line: (line) => { game.line = line; },
			shared: (shared) => meter.share(shared),
			instead: (why) => { picker.note = live[why]; say(live[why]); },
		});
	}

	start() {
		const { game, picker } = this;
		if (game.state.status === 'over') {
			this.#wait();
			return;
		}
		const use = (/** @type {import('../transport/transports.js').TransportName} */ name) => {
			picker.value = name;
			picker.note = '';
			this.feed.use(name, this.meter.start());
		};
		picker.addEventListener('transport-change', (e) => {
			const { detail } = /** @type {CustomEvent} */ (e);
			choose(detail);
			use(detail);
		});
		use(chosen(picker.usual));
	}

	/** Hears no more by the feed: the game is over. */
	end() {
		this.feed.stop();
		this.meter.stop();
		this.connection.is('stopped');
		this.#wait();
	}

	/** Waits for a rematch. */
	#wait() {
		const { game } = this;
		if (this.#waiting || !worthAsking(game)) return;
		this.#waiting = true;
		followUp(game, (event) => game.receive(event));
	}
}
