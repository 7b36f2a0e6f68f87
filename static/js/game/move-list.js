// <move-list>: the moves that the server wrote, and those that come after.

import { address } from './address.js';

/** Links to the position after each ply. */
export class MoveList extends HTMLElement {
	/** @returns {HTMLOListElement} */
	get #list() {
		return /** @type {HTMLOListElement} */ (this.querySelector('ol'));
	}

	get #links() {
		return this.querySelectorAll('a');
	}

	/** The plies in the list. */
	get length() {
		return this.#links.length;
	}

	/** The plies, as they are written. */
	get sans() {
		return [...this.#links].map((a) => a.textContent ?? '');
	}

	/** The ply that the page shows; 0 for the position at the start. */
	get shown() {
		return [...this.#links].findIndex((a) => a.ariaCurrent) + 1;
	}

	/** Half moves before a ply, counted from White's half of the first number. @param {number} ply */
	#half(ply) {
		return ply - 1 + (this.dataset.first === 'black' ? 1 : 0);
	}

	/** @param {number} half */
	#number(half) {
		return Number(this.dataset.number) + Math.floor(half / 2);
	}

	/** A ply with its number, as the server writes it: "3… Nf6". @param {number} ply */
	name(ply) {
		const half = this.#half(ply);
		return `${this.#number(half)}${half % 2 ? '…' : '.'} ${this.sans[ply - 1]}`;
	}

	/** @param {string} san */
	add(san) {
		const ply = this.length + 1;
		const half = this.#half(ply);
		const link = document.createElement('a');
		link.setAttribute('href', address(this.dataset.game ?? '', ply));
		link.textContent = san;
		let row = this.#list.lastElementChild;
		if (!row || half % 2 === 0) {
			row = document.createElement('li');
			row.setAttribute('data-number', String(this.#number(half)));
			if (half % 2 === 1) row.append(document.createElement('span'));
			this.#list.append(row);
		}
		row.append(link);
	}

	/** Writes the whole list again. @param {string[]} sans */
	fill(sans) {
		this.#list.replaceChildren();
		for (const san of sans) this.add(san);
	}

	/** Removes all but the first plies. @param {number} plies */
	cut(plies) {
		if (plies < this.length) this.fill(this.sans.slice(0, plies));
	}

	/** Makes the links lead to the board as this page shows it now. */
	updateLinks() {
		this.#links.forEach((a, i) => a.setAttribute('href', address(this.dataset.game ?? '', i + 1)));
	}

	/** Marks the ply that the page shows, and scrolls to it. */
	set current(/** @type {number} */ ply) {
		const links = this.#links, link = links[ply - 1];
		for (const a of links) a.ariaCurrent = a === link ? 'true' : null;
		const box = this.closest('.moves-scroll');
		if (!box) return;
		if (ply === links.length) box.scrollTop = 0; // the box scrolls from its lower end: 0 is there
		else if (!link) box.scrollTop = -box.scrollHeight;
		else {
			const it = link.getBoundingClientRect(), room = box.getBoundingClientRect();
			box.scrollTop += Math.min(0, it.top - room.top) + Math.max(0, it.bottom - room.bottom);
		}
	}
}

customElements.define('move-list', MoveList);
