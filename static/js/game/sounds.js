// Which sound belongs to what happens, and the button that turns them on and off.

import { after, read } from '../board/squares.js';
import { part } from '../dom.js';
import { play, prepare } from './synth.js';

/** @typedef {import('./synth.js').Sound} Sound */

// The settings say how it usually is; what is pressed here is kept by this
// browser alone, since a headset belongs to a machine and not to a person.
const key = 'kibitz-sound';

export class Sounds {
	#clicked = navigator.userActivation?.hasBeenActive ?? false;
	#own = ''; // the move made here that was heard already

	/**
	 * @param {HTMLElement} main
	 * @param {boolean} over whether the game is over already
	 */
	constructor(main, over) {
		this.on = remembered();
		this.over = over;
		const button = /** @type {HTMLButtonElement | null} */ (part(main, 'sound'));
		const draw = () => { if (button) button.ariaPressed = String(this.on); };
		button?.addEventListener('click', () => {
			this.on = !this.on;
			remember(this.on);
			draw();
			this.play('move');
		});
		draw();
		if (button) button.disabled = false;
		document.addEventListener('click', () => { this.#clicked = true; if (this.on) prepare(); }, { capture: true });
	}

	/** @param {Sound} name */
	play(name) {
		if (this.on && this.#clicked) play(name);
	}

	/** A move made here, at once. @param {string} uci @param {string} fen before it */
	made(uci, fen) {
		const { pieces } = read(fen);
		this.#own = uci;
		this.play(after(pieces, uci).size < pieces.size ? 'capture' : 'move');
	}

	/** @param {import('../transport/event.js').GameEvent} event */
	hear({ kind, uci, san = '', check, status }) {
		if (kind === 'joined') this.play('start');
		if (kind === 'move' && uci !== this.#own) this.play(san.includes('x') ? 'capture' : 'move');
		if (kind === 'move') this.#own = '';
		if (kind === 'move' && check) this.play('check');
		if (status === 'over' && !this.over) this.play('end');
		this.over = status === 'over';
	}
}

function remembered() {
	try {
		const kept = localStorage.getItem(key);
		if (kept) return kept === 'on';
	} catch {
		// A browser that keeps nothing.
	}
	return 'sound' in document.documentElement.dataset;
}

/** @param {boolean} on */
function remember(on) {
	try {
		localStorage.setItem(key, on ? 'on' : 'off');
	} catch {
		// It lasts as long as the page.
	}
}
