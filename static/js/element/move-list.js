// <move-list>: the moves that the server wrote, with those that come after.

import { plyAddress } from '../address.js';

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

	/** Whether Black made the first ply. */
	get #blackFirst() {
		return this.dataset.first === 'black';
	}

	/**
	 * @param {string} san
	 * @param {boolean} newest whether the page shows the newest position
	 */
	add(san, newest) {
		const ply = this.length + 1;
		const half = ply - 1 + (this.#blackFirst ? 1 : 0);
		const link = document.createElement('a');
		link.setAttribute('href', plyAddress(this.dataset.game ?? '', ply));
		link.textContent = san;
		let row = this.#list.lastElementChild;
		if (!row || half % 2 === 0) {
			row = document.createElement('li');
			row.setAttribute('data-number', String(Number(this.dataset.number) + Math.floor(half / 2)));
			if (half % 2 === 1) row.append(document.createElement('span'));
			this.#list.append(row);
		}
		row.append(link);
		if (newest) this.#current(link);
	}

	/**
	 * Writes the whole list anew.
	 * @param {string[]} sans
	 * @param {boolean} newest
	 */
	fill(sans, newest) {
		const shown = this.shown;
		this.#list.replaceChildren();
		for (const san of sans) this.add(san, newest);
		if (!newest && shown) this.#current(this.#links[shown - 1]);
	}

	/**
	 * Takes back all but the first plies.
	 * @param {number} plies
	 * @param {boolean} newest
	 */
	cut(plies, newest) {
		if (plies < this.length) this.fill(this.sans.slice(0, plies), newest);
	}

	/** @param {HTMLAnchorElement} link */
	#current(link) {
		for (const a of this.#links) a.ariaCurrent = a === link ? 'true' : null;
		const box = this.closest('.moves-scroll');
		if (box) box.scrollTop = 0; // the box is turned over: 0 is its lower end
	}
}

customElements.define('move-list', MoveList);
