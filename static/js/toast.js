// A message that lies over the board for a while: why something was refused. It
// stays until it is pressed, or for some time in which nobody points at it.

import { part, write } from './dom.js';
import { live } from './words.js';

const lasting = 8000; // ms

export class Toast {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	/** @type {HTMLElement | null} */
	#box = null;

	/**
	 * @param {HTMLElement} over what it lies over
	 * @param {(text: string) => void} say
	 * @param {() => void} gone
	 */
	constructor(over, say, gone) {
		this.over = over;
		this.say = say;
		this.gone = gone;
	}

	/** @param {string} text */
	show(text) {
		const box = this.#box ??= this.#build();
		write(part(box, 'toast-text'), text);
		this.over.append(box);
		this.say(text);
		this.#wait();
	}

	hide() {
		clearTimeout(this.#timer);
		const box = this.#box;
		if (!box?.isConnected) return;
		const focused = box.matches(':focus-within');
		box.remove();
		if (focused) /** @type {HTMLElement | null} */ (this.over.querySelector('[role=grid] [tabindex="0"]'))?.focus();
		this.gone();
	}

	#build() {
		const box = document.createElement('div'), text = document.createElement('p'), close = document.createElement('button');
		box.className = 'toast';
		text.dataset.part = 'toast-text';
		close.type = 'button';
		close.ariaLabel = live.close;
		close.textContent = '×';
		box.append(text, close);
		box.addEventListener('click', () => this.hide());
		for (const come of ['pointerenter', 'focusin']) box.addEventListener(come, () => clearTimeout(this.#timer));
		for (const go of ['pointerleave', 'focusout']) box.addEventListener(go, () => this.#wait());
		return box;
	}

	#wait() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			if (this.#box?.matches(':hover, :focus-within')) this.#wait();
			else this.hide();
		}, lasting);
	}
}
