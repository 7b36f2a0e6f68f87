// <transport-picker>: the choice of transport that the server wrote, applied at
// once, with figures of the chosen one beside it.

import * as words from '../../words/en.json';
import { part, setText } from '../dom.js';
import { fill } from '../words.js';

/** @typedef {import('../transport/transports.js').TransportName} TransportName */

/** Fires transport-change with the name as detail. */
export class TransportPicker extends HTMLElement {
	connectedCallback() {
		this.addEventListener('change', (e) => {
			const { value } = /** @type {HTMLInputElement} */ (e.target);
			this.dispatchEvent(new CustomEvent('transport-change', { detail: value }));
		});
		this.querySelector('form')?.addEventListener('submit', (e) => e.preventDefault());
	}

	/** The transport that is usual for this visitor. */
	get usual() {
		return this.dataset.usual ?? '';
	}

	/** @param {TransportName} name */
	set value(name) {
		const radio = /** @type {HTMLInputElement | null} */ (this.querySelector(`input[value="${name}"]`));
		if (radio) radio.checked = true;
	}

	/** A remark in place of the usual description; "" for none. @param {string} text */
	set note(text) {
		setText(part(this, 'note'), text);
		this.toggleAttribute('data-noted', text !== '');
	}

	/** @param {import('../transport/meter.js').Figures} figures */
	show({ latency, error, updates, counted, requests, tabs, up, down, shared }) {
		this.#figure('latency', latency === undefined ? '–' : duration(latency), latency && error ? `± ${duration(error)}` : '');
		// The cost of a shared connection is not this tab's alone.
		this.#figure('updates', String(updates), tabs === 1 && counted && !shared ? fill(words.each, { size: bytes(Math.round(down / counted)) }) : '');
		this.#figure('requests', String(requests), tabs > 1 ? fill(words.forTabs, { n: tabs }) : '');
		this.#figure('down', shared ? '–' : bytes(down), up ? fill(words.sent, { size: bytes(up) }) : '');
	}

	/** @param {string} name @param {string} text @param {string} aside */
	#figure(name, text, aside) {
		setText(part(this, name), text);
		setText(part(this, `${name}-aside`), aside);
	}
}

/** @param {number} ms */
function duration(ms) {
	return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** @param {number} n */
function bytes(n) {
	if (n < 1000) return `${n} B`;
	if (n < 99_500) return `${(n / 1000).toFixed(n < 9950 ? 1 : 0)} kB`;
	return n < 999_500 ? `${Math.round(n / 1000)} kB` : `${(n / 1e6).toFixed(1)} MB`;
}

customElements.define('transport-picker', TransportPicker);
