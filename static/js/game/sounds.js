// Which sound goes with which event, and the button that turns them on and off.

import { piecesAfter, read } from '../board/squares.js';
import { part } from '../dom.js';
import { play, prepare } from './synth.js';

/** @typedef {import('./synth.js').Sound} Sound */

// The settings have the default. What is chosen here is stored in this browser
// alone: a headset belongs to a machine and not to a person.
const key = 'kibitz-sound';

export class Sounds {
	#clicked = navigator.userActivation?.hasBeenActive ?? false;
	#played = ''; // the move made here whose sound has been played

	/**
	 * @param {HTMLElement} main
	 * @param {boolean} over whether the game is over already
	 */
	constructor(main, over) {
		this.on = storedChoice();
		this.over = over;
		const button = /** @type {HTMLButtonElement | null} */ (part(main, 'sound'));
		const draw = () => { if (button) button.ariaPressed = String(this.on); };
		button?.addEventListener('click', () => {
			this.on = !this.on;
			store(this.on);
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

	/** Plays a move made here at once. @param {string} uci @param {string} fen before it */
	playOwnMove(uci, fen) {
		const { pieces } = read(fen);
		this.#played = uci;
		this.play(piecesAfter(pieces, uci).size < pieces.size ? 'capture' : 'move');
	}

	/** @param {import('../transport/event.js').GameEvent} event */
	receive({ kind, uci, san = '', check, status }) {
		if (kind === 'joined') this.play('start');
		if (kind === 'move' && uci !== this.#played) this.play(san.includes('x') ? 'capture' : 'move');
		if (kind === 'move') this.#played = '';
		if (kind === 'move' && check) this.play('check');
		if (status === 'over' && !this.over) this.play('end');
		this.over = status === 'over';
	}
}

function storedChoice() {
	try {
		const kept = localStorage.getItem(key);
		if (kept) return kept === 'on';
	} catch {
		// This browser stores nothing.
	}
	return 'sound' in document.documentElement.dataset;
}

/** @param {boolean} on */
function store(on) {
	try {
		localStorage.setItem(key, on ? 'on' : 'off');
	} catch {
		// The choice lasts as long as the page.
	}
}
