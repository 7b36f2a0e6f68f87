// A message over the board: why something was refused. It closes by a click, and by
// itself unless the pointer or the focus is on it.

import * as words from '../words/en.json';
import { part, setText } from './dom.js';

const duration = 8000; // ms

export class Toast {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	/** @type {HTMLElement | null} */
	#box = null;

	/**
	 * @param {HTMLElement} over what it lies over
	 * @param {(text: string) => void} say
	 * @param {() => void} closed
	 */
	constructor(over, say, closed) {
		this.over = over;
		this.say = say;
		this.closed = closed;
	}

	/** @param {string} text */
	show(text) {
		const box = this.#box ??= this.#build();
		setText(part(box, 'toast-text'), text);
		this.over.append(box);
		this.say(text);
		this.#startTimer();
	}

	hide() {
		clearTimeout(this.#timer);
		const box = this.#box;
		if (!box?.isConnected) return;
		const focused = box.matches(':focus-within');
		box.remove();
		if (focused) /** @type {HTMLElement | null} */ (this.over.querySelector('[role=grid] [tabindex="0"]'))?.focus();
		this.closed();
	}

	#build() {
		const box = document.createElement('div'), text = document.createElement('p'), close = document.createElement('button');
		box.className = 'toast';
		text.dataset.part = 'toast-text';
		close.type = 'button';
		close.ariaLabel = words.closeMessage;
		close.textContent = '×';
		box.append(text, close);
		box.addEventListener('click', () => this.hide());
		for (const enter of ['pointerenter', 'focusin']) box.addEventListener(enter, () => clearTimeout(this.#timer));
		for (const leave of ['pointerleave', 'focusout']) box.addEventListener(leave, () => this.#startTimer());
		return box;
	}

	#startTimer() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			if (this.#box?.matches(':hover, :focus-within')) this.#startTimer();
			else this.hide();
		}, duration);
	}
}
