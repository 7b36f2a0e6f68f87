// The lab: one game, read by every transport at the same time, drawn on one time axis
// and counted. All figures were measured here or counted by the server.

import './board/chess-board.js';
import * as words from '../words/en.json';
import { part, setText } from './dom.js';
import { ConnectionLimit } from './lab/connection-limit.js';
import { report, show } from './lab/figures.js';
import { Lane } from './lab/lane.js';
import { ServerPanel } from './lab/server.js';
import { Session } from './lab/session.js';
import { Settings } from './lab/settings.js';
import { Timeline } from './lab/timeline.js';
import { verdicts } from './lab/verdicts.js';
import { Offset, now } from './offset.js';
import { names } from './transport/transports.js';
import { member } from './words.js';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const second = 1000;
const meterInterval = 400; // ms from one reading of a meter to the next; the lanes take turns
const maxLost = 3; // games lost in a row, before the page gives up
const faultAfter = 5000; // ms until the fault that the address asks for

class Lab {
	offset = new Offset();
	/** @type {Map<number, number>} when the server had each version, ms by its clock */
	#versionTimes = new Map();
	/** @type {number | undefined} when the picture was stopped */
	#pausedAt;
	#resting = false;
	#openedAt = 0;
	#lost = 0; // games in a row that the server forgot at once
	#turn = 0; // the lane whose meter is read next

	/** @param {HTMLElement} main */
	constructor(main) {
		this.main = main;
		this.status = part(main, 'status');
		this.session = new Session();
		this.settings = new Settings(/** @type {HTMLFormElement} */ (part(main, 'settings')), (changed) => this.#applySettings(changed));
		this.lanes = names.map((name) => new Lane(name, /** @type {HTMLElement} */ (main.querySelector(`[data-lane="${name}"]`)), {
			offset: this.offset, received: (version, at) => this.#recordVersion(version, at), lost: () => this.#reopen(),
		}));
		this.timeline = new Timeline(/** @type {HTMLElement} */ (part(main, 'strip')), this.lanes, this.#versionTimes, this.offset);
		this.server = new ServerPanel(/** @type {HTMLElement} */ (part(main, 'server')), this.session);
		this.connectionLimit = new ConnectionLimit(/** @type {HTMLElement} */ (part(main, 'wall')), this.session, {
			pause: () => { this.#resting = true; this.#stop(); }, resume: () => { this.#resting = false; this.#follow(); },
		});
		main.addEventListener('click', (e) => this.#handleButton(/** @type {Element} */ (e.target).closest('button')));
	}

	async start() {
		const live = /** @type {HTMLElement} */ (part(this.main, 'live'));
		live.hidden = false;
		await this.#open();
		this.server.start();
		this.#draw();
		setInterval(() => this.#readMeter(), meterInterval);
		setInterval(() => this.#drawFigures(), second);
		const asked = this.settings.fault;
		if (asked) setTimeout(() => this.#injectFault(asked), faultAfter);
	}

	/** Starts a game of the page's own, and follows it. */
	async #open() {
		const { rate, delay } = this.settings.values;
		const state = await this.session.open({ rate, delay });
		this.#connection(state ? 'open' : 'retry', state ? words.labOpenGame : this.session.error);
		if (!state) {
			setTimeout(() => this.#open(), 5 * second);
			return;
		}
		this.#openedAt = now();
		this.#versionTimes.clear();
		for (const lane of this.lanes) lane.reset(state);
		this.#follow();
	}

	/** Starts another game if the server has forgotten this one: it was unused for long, or the server was restarted. */
	async #reopen() {
		if (this.#resting || await this.session.state()) return;
		if (!this.session.forgotten || this.#lost > maxLost) return;
		this.#stop();
		this.#lost = now() - this.#openedAt < 10 * second ? this.#lost + 1 : 0;
		if (this.#lost > maxLost) this.#connection('retry', words.labManyServers);
		else await this.#open();
	}

	/** @param {'open' | 'retry'} state @param {string} text */
	#connection(state, text) {
		const chip = /** @type {HTMLElement} */ (part(/** @type {HTMLElement} */ (part(this.main, 'live')), 'connection'));
		chip.dataset.state = state;
		setText(chip, text);
	}

	#follow() {
		const { poll, hold } = this.settings.values;
		for (const lane of this.lanes) lane.follow(this.session.feed, { every: poll * second, held: hold });
	}

	#stop() {
		for (const lane of this.lanes) lane.stop();
	}

	/** @param {number} version @param {number} at */
	#recordVersion(version, at) {
		this.#versionTimes.set(version, at);
		const old = this.#versionTimes.keys().next().value;
		if (old !== undefined && this.#versionTimes.size > 500) this.#versionTimes.delete(old);
	}

	/** @param {boolean} changed whether the readers have to start again, with another pace */
	async #applySettings(changed) {
		const { rate, delay } = this.settings.values;
		await this.session.post({ rate, delay });
		if (changed && !this.#resting) this.#follow();
		this.#showStatus(words.labWasSet);
	}

	/** @param {HTMLButtonElement | null} button */
	#handleButton(button) {
		const { fault, do: what } = button?.dataset ?? {};
		if (fault) this.#injectFault(fault);
		if (what === 'pause') this.#pause(/** @type {HTMLElement} */ (button));
		if (what === 'copy') this.#copy();
		if (what === 'reset') this.#reset();
	}

	/** @param {string} fault */
	async #injectFault(fault) {
		const state = await this.session.post({ do: fault });
		setText(part(this.main, 'note'), state ? member(words.labFaultDone, fault) ?? '' : this.session.error);
	}

	/** @param {HTMLElement} button */
	#pause(button) {
		const paused = this.#pausedAt === undefined;
		this.#pausedAt = paused ? now() : undefined;
		button.setAttribute('aria-pressed', String(paused));
		setText(button, paused ? words.labGoOn : words.labPause);
		if (paused) this.timeline.describe();
	}

	/** Counts from zero again, as after a fault, which spoils the figures. */
	async #reset() {
		const state = await this.session.state();
		if (!state || this.#resting) return;
		this.#versionTimes.clear();
		for (const lane of this.lanes) lane.reset(state);
		this.#follow();
		this.#showStatus(words.labFromZero);
	}

	async #copy() {
		const text = JSON.stringify(report(this.lanes, this.settings.values, this.offset), null, '\t');
		try {
			await navigator.clipboard.writeText(text);
			this.#showStatus(words.labCopied);
		} catch {
			this.#showStatus(words.labUncopied);
		}
	}

	/** @param {string} text */
	#showStatus(text) {
		setText(this.status, text);
		setTimeout(() => setText(this.status, ''), 3 * second);
	}

	/** Reads the meter of one lane. To read all at once would take connections from the lanes. */
	#readMeter() {
		if (document.hidden || this.#resting) return;
		this.lanes[this.#turn++ % this.lanes.length].readMeter();
	}

	/** Draws the figures, once a second. */
	#drawFigures() {
		if (document.hidden || this.#pausedAt !== undefined) return;
		show(this.main, this.lanes, this.settings.values, this.offset);
		verdicts(this.main, this.lanes);
		this.timeline.describe();
	}

	/** Draws the timeline, each frame, or once a second with reduced motion. */
	#draw() {
		if (this.#pausedAt === undefined) this.timeline.draw();
		if (reducedMotion.matches) setTimeout(() => this.#draw(), second);
		else requestAnimationFrame(() => this.#draw());
	}
}

new Lab(/** @type {HTMLElement} */ (document.querySelector('main[data-lab]'))).start();
