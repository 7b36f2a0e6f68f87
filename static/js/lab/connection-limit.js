// Seven tabs with a stream each, simulated by this one page. The browser's limit of
// six connections holds for all tabs together, so seven streams reach it wherever they
// are opened; real tabs would be stopped by the pop-up blocker.

import * as words from '../../words/en.json';
import { part, setText } from '../dom.js';
import { withQuery } from '../transport/common.js';
import { fill } from '../words.js';

const tabs = 7;
const duration = 4000; // ms
const requestAfter = 1500; // ms until an ordinary request is sent beside them

export class ConnectionLimit {
	#running = false;

	/**
	 * @param {HTMLElement} panel
	 * @param {import('./session.js').Session} session
	 * @param {{pause: () => void, resume: () => void}} lanes
	 */
	constructor(panel, session, lanes) {
		this.panel = panel;
		this.session = session;
		this.lanes = lanes;
		this.lights = [.../** @type {HTMLElement} */ (part(panel, 'lights')).children];
		panel.addEventListener('click', (e) => {
			const kind = /** @type {HTMLElement | null} */ (/** @type {Element} */ (e.target).closest('[data-wall]'))?.dataset.wall;
			if (kind && !this.#running && session.feed) this.#run(kind);
		});
	}

	/** @param {string} kind */
	async #run(kind) {
		this.#running = true;
		this.lanes.pause();
		for (const light of this.lights) light.className = 'waits';
		this.#note(words.labOpening);
		let open = 0, answered = false;
		const opened = (/** @type {number} */ i) => { open++; this.lights[i].className = 'open'; };
		const streams = this.lights.map((_, i) => (kind === 'sse' ? eventSource : socket)(withQuery(this.session.feed, { tab: i + 1 }), () => opened(i)));
		await after(requestAfter);
		const sent = performance.now();
		const answer = fetch('/lab/server.json', { cache: 'no-store' }).then(() => { answered = true; }, () => {});
		await after(duration - requestAfter);
		const then = { open, answered };
		for (const close of streams) close();
		await answer;
		const waited = Math.round(performance.now() - sent);
		this.#note(then.answered
			? fill(words.labAllAnswered, { open: then.open, tabs })
			: fill(words.labWaited, { open: then.open, tabs, ms: waited }));
		this.panel.dataset.open = String(then.open);
		this.#running = false;
		this.lanes.resume();
	}

	/** @param {string} text */
	#note(text) {
		setText(part(this.panel, 'wall-note'), text);
	}
}

/** @param {string} url @param {() => void} opened */
function eventSource(url, opened) {
	const source = new EventSource(url);
	source.addEventListener('open', opened, { once: true });
	return () => source.close();
}

/** @param {string} url @param {() => void} opened */
function socket(url, opened) {
	const address = new URL(url, location.href);
	address.protocol = address.protocol.replace('http', 'ws');
	const socket = new WebSocket(address);
	socket.addEventListener('open', opened, { once: true });
	return () => socket.close();
}

/** @param {number} ms */
function after(ms) {
	return new Promise((resolve) => { setTimeout(resolve, ms); });
}
