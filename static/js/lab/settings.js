// The visitor's settings. They are in the address, too, so that a link shows the same.

const fields = /** @type {const} */ (['rate', 'poll', 'hold', 'delay']);

/** @typedef {Record<typeof fields[number], number>} Values rate in moves a second, poll and hold in s, delay in ms */

export class Settings {
	/**
	 * @param {HTMLFormElement} form
	 * @param {(asking: boolean) => void} changed called with whether the pace of polling did
	 */
	constructor(form, changed) {
		this.form = form;
		this.query = new URLSearchParams(location.search);
		for (const name of fields) {
			const input = this.#input(name), text = this.query.get(name);
			if (text === null || text.trim() === '') continue;
			const initial = input.value;
			input.value = text;
			if (!input.value || !input.validity.valid) input.value = initial;
		}
		this.values = this.#read();
		form.addEventListener('submit', (e) => {
			e.preventDefault();
			const before = this.values;
			this.values = this.#read();
			this.#keep();
			changed(before.poll !== this.values.poll || before.hold !== this.values.hold);
		});
	}

	/** The fault that the address asks for; "" for none. */
	get fault() {
		const fault = this.query.get('fault') ?? '';
		return document.querySelector(`[data-fault="${CSS.escape(fault)}"]`) ? fault : '';
	}

	/** @param {string} name */
	#input(name) {
		return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
	}

	/** @returns {Values} */
	#read() {
		const [rate, poll, hold, delay] = fields.map((name) => Number(this.#input(name).value));
		return { rate, poll, hold, delay };
	}

	#keep() {
		const url = new URL(location.href);
		for (const name of fields) url.searchParams.set(name, String(this.values[name]));
		history.replaceState(null, '', url);
	}
}
