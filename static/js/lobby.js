// Who waits for an opponent, kept up to date: the feed brings the whole list each
// time it changes.

import { Connection } from './connection-status.js';
import { part, write } from './dom.js';
import { follow as poll } from './transport/polling.js';
import { follow as share } from './transport/shared-sse.js';
import { live, words } from './words.js';

/** @typedef {{id: string, by: {name: string}, color: 'white' | 'black', initial?: number, increment?: number, speed?: string, at: number}} Seek */
/** @typedef {{kind: string, tag: string, seeks: Seek[], mine?: string[]}} SeekList mine comes with /lobby.json only */

/** @param {HTMLElement} card */
export function start(card) {
	new Lobby(card).follow();
}

class Lobby {
	/** @type {Set<string>} seeks of the visitor */
	#mine;
	/** @type {Set<string>} seeks that are known not to be */
	#others = new Set();
	/** @type {SeekList | undefined} */
	#list;

	/** @param {HTMLElement} card */
	constructor(card) {
		this.tag = card.dataset.lobby ?? '';
		this.#mine = new Set((card.dataset.mine ?? '').split(' '));
		this.rows = /** @type {HTMLElement} */ (part(card, 'seeks'));
		this.nobody = /** @type {HTMLElement} */ (part(card, 'nobody'));
		this.row = /** @type {HTMLTemplateElement} */ (part(card, 'seek'));
		this.ownRow = /** @type {HTMLTemplateElement} */ (part(card, 'own-seek'));
		this.connection = new Connection(part(card, 'connection'), null, () => {});
		this.me = document.querySelector('.player [data-part="me"]')?.textContent;
		for (const event of ['mouseleave', 'focusout']) this.rows.addEventListener(event, () => setTimeout(() => this.#tidy()));
	}

	follow() {
		const event = (/** @type {unknown} */ news) => this.#heard(/** @type {SeekList} */ (news));
		const after = () => this.tag;
		share('/lobby/feed', after, {
			event,
			state: (state, more) => {
				if (state === 'stopped' && more?.why === 'crowded') poll('/lobby/feed', after, { event, state: (s) => { this.connection.is(s); } });
				else this.connection.is(state, more?.in);
			},
		});
	}

	/** @param {SeekList} list */
	#heard(list) {
		if (list.kind !== 'lobby' || list.tag === this.tag) return;
		this.tag = list.tag;
		this.#list = list;
		this.#draw(list);
		if (list.seeks.some((seek) => this.#doubtful(seek))) this.#ask();
	}

	/** Whether a seek may be one that the visitor made in another tab. @param {Seek} seek */
	#doubtful({ id, by }) {
		return by.name === this.me && !this.#mine.has(id) && !this.#others.has(id);
	}

	/** Asks which seeks are the visitor's: the feed tells all the same. */
	async #ask() {
		try {
			const response = await fetch('/lobby.json', { signal: AbortSignal.timeout(8000) });
			if (!response.ok) return;
			const { seeks, mine } = /** @type {Required<SeekList>} */ (await response.json());
			for (const id of mine) this.#mine.add(id);
			for (const { id } of seeks) if (!this.#mine.has(id)) this.#others.add(id);
			for (const id of mine) this.#find(id)?.remove();
			if (this.#list) this.#draw(this.#list);
		} catch {
			// A seek of one's own that is offered leads to its page.
		}
	}

	/** Rows that stay are left alone, and newcomers come last: nothing moves under a pointer. @param {SeekList} list */
	#draw({ seeks }) {
		const there = new Set(seeks.map(({ id }) => id));
		for (const row of this.#all()) if (!there.has(row.dataset.seek ?? '')) this.#gone(row);
		for (const seek of seeks) if (!this.#find(seek.id)) this.rows.append(this.#made(seek));
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
	#made(seek) {
		const own = this.#mine.has(seek.id);
		const row = /** @type {HTMLElement} */ (document.importNode((own ? this.ownRow : this.row).content, true).firstElementChild);
		const side = own === (seek.color === 'white') ? 'black' : 'white';
		const about = seekWords(seek, side);
		row.dataset.seek = seek.id;
		/** @type {HTMLElement} */ (part(row, 'disc')).className = `disc ${side}`;
		write(part(row, 'name'), seek.by.name);
		write(part(row, 'about'), about);
		row.querySelector('a')?.setAttribute('href', `/games/${seek.id}`);
		row.querySelector('form')?.setAttribute('action', `/games/${seek.id}/join`);
		row.querySelector('button')?.setAttribute('aria-label', `${words['play against']} ${seek.by.name}: ${about}`);
		return row;
	}

	/** Nobody waits there any more. The row stays while somebody is about to press it, or one beside it. @param {HTMLElement} row */
	#gone(row) {
		if ('gone' in row.dataset) return;
		row.dataset.gone = '';
		const button = row.querySelector('button');
		if (!button) return;
		button.textContent = live.taken;
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
 * Says what a seek is for: "5+3 · Blitz · you play White".
 * @param {Seek} seek
 * @param {string} side
 */
function seekWords({ initial, increment, speed }, side) {
	const control = initial === undefined ? [words['no clock']]
		: [`${Math.round(initial / 60 * 100) / 100}+${increment}`, words[speed ?? '']];
	return [...control, words[`you play ${side}`]].join(' · ');
}
