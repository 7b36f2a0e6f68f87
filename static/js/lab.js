// The lab: four readers of one game at the same time, each by another transport,
// drawn on one time axis and counted. What is shown was measured here or counted
// by the server; nothing is made up.

import './board/chess-board.js';
import { part, write } from './dom.js';
import { Wall } from './lab/connection-limit.js';
import { report, show } from './lab/figures.js';
import { Lane } from './lab/lane.js';
import { ServerPanel } from './lab/server.js';
import { Session } from './lab/session.js';
import { Settings } from './lab/settings.js';
import { Strip } from './lab/timeline.js';
import { verdicts } from './lab/verdicts.js';
import { Offset, now } from './offset.js';
import { names } from './transport/transports.js';

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const second = 1000;
const look = 400; // ms from one reading of a meter to the next, one lane after the other
const most = 3; // games lost at once, before the page gives up
const fault = 5000; // ms until the fault that the address asks for

class Lab {
	offset = new Offset();
	/** @type {Map<number, number>} when the server had each version, ms by its clock */
	#known = new Map();
	/** @type {number | undefined} when the picture was stopped */
	#pausedAt;
	#resting = false;
	#openedAt = 0;
	#lost = 0; // games that were forgotten as soon as they were there
	#turn = 0;

	/** @param {HTMLElement} main */
	constructor(main) {
		this.main = main;
		this.status = part(main, 'status');
		this.session = new Session();
		this.settings = new Settings(/** @type {HTMLFormElement} */ (part(main, 'settings')), (changed) => this.#set(changed));
		this.lanes = names.map((name) => new Lane(name, /** @type {HTMLElement} */ (main.querySelector(`[data-lane="${name}"]`)), {
			offset: this.offset, heard: (version, at) => this.#know(version, at), lost: () => this.#reopen(),
		}));
		this.strip = new Strip(/** @type {HTMLElement} */ (part(main, 'strip')), this.lanes, this.#known, this.offset);
		this.server = new ServerPanel(/** @type {HTMLElement} */ (part(main, 'server')), this.session);
		this.wall = new Wall(/** @type {HTMLElement} */ (part(main, 'wall')), this.session, {
			rest: () => { this.#resting = true; this.#stop(); }, resume: () => { this.#resting = false; this.#follow(); },
		});
		main.addEventListener('click', (e) => this.#pressed(/** @type {Element} */ (e.target).closest('button')));
	}

	async begin() {
		const live = /** @type {HTMLElement} */ (part(this.main, 'live'));
		live.hidden = false;
		await this.#open();
		this.server.begin();
		this.#draw();
		setInterval(() => this.#read(), look);
		setInterval(() => this.#tell(), second);
		const asked = this.settings.fault;
		if (asked) setTimeout(() => this.#break(asked), fault);
	}

	/** Gets a game of its own, and follows it. */
	async #open() {
		const { rate, delay } = this.settings.values;
		const state = await this.session.open({ rate, delay });
		this.#connection(state ? 'open' : 'retry', state ? 'One game for this page' : this.session.trouble);
		if (!state) {
			setTimeout(() => this.#open(), 5 * second);
			return;
		}
		this.#openedAt = now();
		this.#known.clear();
		for (const lane of this.lanes) lane.begin(state);
		this.#follow();
	}

	/** The server has forgotten the game: it was left alone for long, or the server was started anew. */
	async #reopen() {
		if (this.#resting || await this.session.state()) return;
		if (!this.session.gone || this.#lost > most) return;
		this.#stop();
		this.#lost = now() - this.#openedAt < 10 * second ? this.#lost + 1 : 0;
		if (this.#lost > most) this.#connection('retry', 'Several servers answer here, and only one of them knows this page’s game');
		else await this.#open();
	}

	/** @param {'open' | 'retry'} state @param {string} text */
	#connection(state, text) {
		const chip = /** @type {HTMLElement} */ (part(/** @type {HTMLElement} */ (part(this.main, 'live')), 'connection'));
		chip.dataset.state = state;
		write(chip, text);
	}

	#follow() {
		const { poll, hold } = this.settings.values;
		for (const lane of this.lanes) lane.follow(this.session.feed, { every: poll * second, held: hold });
	}

	#stop() {
		for (const lane of this.lanes) lane.stop();
	}

	/** @param {number} version @param {number} at */
	#know(version, at) {
		this.#known.set(version, at);
		const old = this.#known.keys().next().value;
		if (old !== undefined && this.#known.size > 500) this.#known.delete(old);
	}

	/** @param {boolean} changed whether the readers have to ask otherwise than before */
	async #set(changed) {
		const { rate, delay } = this.settings.values;
		await this.session.post({ rate, delay });
		if (changed && !this.#resting) this.#follow();
		this.#say('Set.');
	}

	/** @param {HTMLButtonElement | null} button */
	#pressed(button) {
		const { fault, do: what } = button?.dataset ?? {};
		if (fault) this.#break(fault);
		if (what === 'pause') this.#pause(/** @type {HTMLElement} */ (button));
		if (what === 'copy') this.#copy();
		if (what === 'reset') this.#reset();
	}

	/** @param {string} fault */
	async #break(fault) {
		const state = await this.session.post({ do: fault });
		write(part(this.main, 'note'), state ? said[fault] ?? '' : this.session.trouble);
	}

	/** @param {HTMLElement} button */
	#pause(button) {
		const paused = this.#pausedAt === undefined;
		this.#pausedAt = paused ? now() : undefined;
		button.setAttribute('aria-pressed', String(paused));
		write(button, paused ? 'Go on' : 'Pause');
		if (paused) this.strip.speak();
	}

	/** Counts from zero: after a fault the figures are those of the fault. */
	async #reset() {
		const state = await this.session.state();
		if (!state || this.#resting) return;
		this.#known.clear();
		for (const lane of this.lanes) lane.begin(state);
		this.#follow();
		this.#say('Counting from zero.');
	}

	async #copy() {
		const text = JSON.stringify(report(this.lanes, this.settings.values, this.offset), null, '\t');
		try {
			await navigator.clipboard.writeText(text);
			this.#say('Copied.');
		} catch {
			this.#say('This browser does not let the page copy. Save the file instead.');
		}
	}

	/** @param {string} text */
	#say(text) {
		write(this.status, text);
		setTimeout(() => write(this.status, ''), 3 * second);
	}

	/** Reads one lane's meter: all at once would take connections from the lanes. */
	#read() {
		if (document.hidden || this.#resting) return;
		this.lanes[this.#turn++ % this.lanes.length].read();
	}

	/** The figures, once a second: faster than that nobody reads. */
	#tell() {
		if (document.hidden || this.#pausedAt !== undefined) return;
		show(this.main, this.lanes, this.settings.values, this.offset);
		verdicts(this.main, this.lanes);
		this.strip.speak();
	}

	/** The picture, each frame, or once a second for who wants less to move. */
	#draw() {
		if (this.#pausedAt === undefined) this.strip.draw();
		if (calm.matches) setTimeout(() => this.#draw(), second);
		else requestAnimationFrame(() => this.#draw());
	}
}

/** @type {Record<string, string>} what each button has done */
const said = {
	cut: 'Cut. Each reader comes back with its cursor, and gets what it missed.',
	errors: 'For 5 s every request gets a 503, as from a proxy whose server is gone. An EventSource dies of that for good; the page makes a new one.',
	stall: 'For 30 s nothing is sent, and nothing is closed: no error, no end. A reader cannot tell that from silence. It gives up after 40 s, so these wait, and then get everything.',
	restart: 'The server has said goodbye, as when it stops: a retry time to SSE, code 1012 to the WebSocket, Retry-After to the long poll.',
	message: 'Sent to every reader that is connected; polling hears of it when it asks.',
	messages: 'Five messages are on their way, one a second.',
};

new Lab(/** @type {HTMLElement} */ (document.querySelector('main[data-lab]'))).begin();
