// Asks to confirm the move that the board shows. The question takes the place of the
// player's name, so that nothing else moves and the clock stays visible.

import * as words from '../../words/en.json';

export class Confirm {
	/** @type {HTMLElement | null} */
	#bar = null;
	/** @type {(yes: boolean) => void} */
	#resolve = () => {};

	/** @param {HTMLElement} strip of the player */
	constructor(strip) {
		this.strip = strip;
	}

	get open() {
		return this.#bar !== null;
	}

	/**
	 * @param {string} question
	 * @returns {Promise<boolean>}
	 */
	ask(question) {
		const bar = document.createElement('div');
		const text = document.createElement('span');
		text.id = 'confirm';
		text.textContent = question;
		const yes = button(words.confirm, 'button primary', () => this.answer(true));
		bar.className = 'confirm';
		bar.role = 'group';
		bar.setAttribute('aria-labelledby', text.id);
		bar.append(text, yes, button(words.cancel, 'button', () => this.answer(false)));
		// The key that made the move is no answer while it is held down.
		bar.addEventListener('keydown', (e) => { if (e.repeat) e.preventDefault(); });
		this.strip.prepend(bar);
		this.#bar = bar;
		yes.focus({ preventScroll: true });
		return new Promise((resolve) => { this.#resolve = resolve; });
	}

	/** @param {boolean} yes */
	answer(yes) {
		this.#bar?.remove();
		this.#bar = null;
		this.#resolve(yes);
	}
}

/** @param {string} text @param {string} look @param {() => void} act */
function button(text, look, act) {
	const button = document.createElement('button');
	button.type = 'button';
	button.className = look;
	button.textContent = text;
	button.setAttribute('aria-describedby', 'confirm');
	button.addEventListener('click', act);
	return button;
}
