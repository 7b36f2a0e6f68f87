// The seeks of those who wait for an opponent: the feed brings the whole list each
// time it changes.

import * as words from '../words/en.json';
import { ConnectionStatus } from './connection-status.js';
import { part, setText } from './dom.js';
import { follow as polling } from './transport/polling.js';
import { follow as sharedSSE } from './transport/shared-sse.js';
import { fill, member } from './words.js';

/** @typedef {{id: string, by: {name: string}, color: 'white' | 'black', initial?: number, increment?: number, speed?: string, at: number}} Seek */
/** @typedef {{kind: string, tag: string, seeks: Seek[], mine?: string[]}} SeekList mine comes with /lobby.json only */

/** @param {HTMLElement} card */
export function start(card) {
	new Lobby(card).follow();
}

class Lobby {
	/** @type {Set<string>} of the visitor's own seeks */
	#own;
	/** @type {Set<string>} of seeks that are known to be others' */
	#others = new Set();
	/** @type {SeekList | undefined} */
	#list;

	/** @param {HTMLElement} card */
	constructor(card) {
		this.tag = card.dataset.lobby ?? '';
		this.#own = new Set((card.dataset.mine ?? '').split(' '));
		this.rows = /** @type {HTMLElement} */ (part(card, 'seeks'));
		this.nobody = /** @type {HTMLElement} */ (part(card, 'nobody'));
		this.row = /** @type {HTMLTemplateElement} */ (part(card, 'seek'));
		this.ownRow = /** @type {HTMLTemplateElement} */ (part(card, 'own-seek'));
		this.connection = new ConnectionStatus(part(card, 'connection'), null, () => {});
		this.me = document.querySelector('.player [data-part="me"]')?.textContent;
		for (const event of ['mouseleave', 'focusout']) this.rows.addEventListener(event, () => setTimeout(() => this.#tidy()));
	}

	follow() {
		const event = (/** @type {unknown} */ list) => this.#receive(/** @type {SeekList} */ (list));
		const after = () => this.tag;
		sharedSSE('/lobby/feed', after, {
			event,
			state: (state, detail) => {
				if (state === 'stopped' && detail?.reason === 'crowded') polling('/lobby/feed', after, { event, state: (s) => { this.connection.show(s); } });
				else this.connection.show(state, detail?.retryIn);
			},
		});
	}

	/** @param {SeekList} list */
	#receive(list) {
		if (list.kind !== 'lobby' || list.tag === this.tag) return;
		this.tag = list.tag;
		this.#list = list;
		this.#draw(list);
		if (list.seeks.some((seek) => this.#mayBeOwn(seek))) this.#fetchOwn();
	}

	/** Whether the visitor may have made a seek in another tab. @param {Seek} seek */
	#mayBeOwn({ id, by }) {
		return by.name === this.me && !this.#own.has(id) && !this.#others.has(id);
	}

	/** Fetches which seeks are the visitor's own: the feed is the same for all. */
	async #fetchOwn() {
		try {
			const response = await fetch('/lobby.json', { signal: AbortSignal.timeout(8000) });
			if (!response.ok) return;
			const { seeks, mine } = /** @type {Required<SeekList>} */ (await response.json());
			for (const id of mine) this.#own.add(id);
			for (const { id } of seeks) if (!this.#own.has(id)) this.#others.add(id);
			for (const id of mine) this.#find(id)?.remove();
			if (this.#list) this.#draw(this.#list);
		} catch {
			// Never mind: the button of an own seek leads to its page.
		}
	}

	/** Leaves the remaining rows in place and adds new ones at the end, so that nothing moves under a pointer. @param {SeekList} list */
	#draw({ seeks }) {
		const there = new Set(seeks.map(({ id }) => id));
		for (const row of this.#all()) if (!there.has(row.dataset.seek ?? '')) this.#markTaken(row);
		for (const seek of seeks) if (!this.#find(seek.id)) this.rows.append(this.#buildRow(seek));
		this.#tidy();
	}

	/** @returns {HTMLElement[]} */
	#all() {
		return [.../** @type {NodeListOf<HTMLElement>} */ (this.rows.querySelectorAll('.seek'))];
	}

	/** @param {string} id */
	#find(id) {
		return this.#all().find((row) => row.dataset.seek === id && !('gone' in row.dataset));
	}

	/** @param {Seek} seek */
	#buildRow(seek) {
		const own = this.#own.has(seek.id);
		const row = /** @type {HTMLElement} */ (document.importNode((own ? this.ownRow : this.row).content, true).firstElementChild);
		const side = own === (seek.color === 'white') ? 'black' : 'white';
		const about = seekWords(seek, side);
		row.dataset.seek = seek.id;
		/** @type {HTMLElement} */ (part(row, 'disc')).className = `disc ${side}`;
		setText(part(row, 'name'), seek.by.name);
		setText(part(row, 'about'), about);
		row.querySelector('a')?.setAttribute('href', `/games/${seek.id}`);
		row.querySelector('form')?.setAttribute('action', `/games/${seek.id}/join`);
		row.querySelector('button')?.setAttribute('aria-label', fill(words.playAgainst, { name: seek.by.name, seek: about }));
		return row;
	}

	/** Marks a seek that is gone. The row stays while the visitor may be about to press it or another one. @param {HTMLElement} row */
	#markTaken(row) {
		if ('gone' in row.dataset) return;
		row.dataset.gone = '';
		const button = row.querySelector('button');
		if (!button) return;
		button.textContent = words.seekTaken;
		button.removeAttribute('aria-label');
		button.setAttribute('aria-disabled', 'true');
		button.addEventListener('click', (e) => e.preventDefault());
	}

	#tidy() {
		if (!this.rows.matches(':hover, :focus-within')) {
			for (const row of this.#all()) if ('gone' in row.dataset) row.remove();
		}
		this.rows.hidden = this.#all().length === 0;
		this.nobody.hidden = !this.rows.hidden;
	}
}

/**
 * What a seek is for: "5+3 · Blitz · you play White".
 * @param {Seek} seek
 * @param {string} side
 */
function seekWords({ initial, increment, speed }, side) {
	const control = initial === undefined ? [words.noClock]
		: [`${Math.round(initial / 60 * 100) / 100}+${increment}`, member(words.speed, speed ?? '')];
	return [...control, member(words.youPlay, side)].join(' · ');
}
