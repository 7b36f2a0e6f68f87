// <move-list>: the moves that the server wrote, with those that come after.

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
		link.href = this.#address(ply);
		link.textContent = san;
		let row = this.#list.lastElementChild;
		if (!row || half % 2 === 0) {
			row = document.createElement('li');
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
		const current = [...this.#links].findIndex((a) => a.ariaCurrent);
		this.#list.replaceChildren();
		for (const san of sans) this.add(san, newest);
		if (!newest && this.#links[current]) this.#current(this.#links[current]);
	}

	/** @param {HTMLAnchorElement} link */
	#current(link) {
		for (const a of this.#links) a.ariaCurrent = a === link ? 'true' : null;
		const box = this.closest('.moves-scroll');
		if (box) box.scrollTop = 0; // the box is turned over: 0 is its lower end
	}

	/** @param {number} ply */
	#address(ply) {
		const query = new URLSearchParams({ ply: String(ply) });
		if (new URLSearchParams(location.search).get('flip')) query.set('flip', '1');
		return `/games/${this.dataset.game}?${query}`;
	}
}

customElements.define('move-list', MoveList);
