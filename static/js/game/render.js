// Draws what is around the board, as the server would.

import * as words from '../../words/en.json';
import { part, setText } from '../dom.js';
import { fill, stateWords } from '../words.js';
import { offerWords } from './narrate.js';
import { standing } from './standing.js';

/** @typedef {import('../transport/event.js').GameEvent} GameEvent */
/** @typedef {import('./game.js').GameState} GameState */

/**
 * @param {HTMLElement} main
 * @param {GameState} state
 * @param {string} you
 */
export function drawState(main, state, you) {
	const current = standing(state, you);
	main.dataset.now = current.join(' ');
	for (const el of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll('[data-show]'))) {
		el.hidden = !el.dataset.show?.split(' ').some((word) => current.includes(word));
	}
	const text = stateWords(state, you);
	setText(part(main, 'state'), text);
	setText(part(main, 'offer'), offerWords(state, you));
	part(main, 'next')?.setAttribute('href', state.next && `/games/${state.next}`);
	const title = current.includes('mine') ? words.yourTurn : text;
	document.title = `${title} – ${part(main, 'pairing')?.textContent} · Kibitz`;
	for (const strip of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll('.strip'))) {
		strip.toggleAttribute('data-turn', state.status === 'playing' && state.turn === strip.dataset.color);
		setText(strip.querySelector('.score'), score(state.result, strip.dataset.color));
	}
}

/**
 * @param {string} result
 * @param {string | undefined} color
 */
function score(result, color) {
	if (result === '1/2-1/2') return '½';
	if (result === '1-0' || result === '0-1') return (result === '1-0') === (color === 'white') ? '1' : '0';
	return '';
}

/** @param {HTMLElement} main @param {GameEvent} snapshot */
export function drawNames(main, snapshot) {
	const names = [snapshot.white, snapshot.black].map((seat) => seat?.name ?? words.openSeat);
	setText(part(main, 'pairing'), names.join(' – '));
	for (const strip of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll('.strip'))) {
		const white = strip.dataset.color === 'white';
		const name = strip.querySelector('.name');
		setText(name, names[white ? 0 : 1]);
		name?.toggleAttribute('data-open', !(white ? snapshot.white : snapshot.black));
	}
}

/** @param {HTMLElement} main @param {GameEvent} event */
export function drawMoves(main, event) {
	const list = /** @type {import('./move-list.js').MoveList} */ (main.querySelector('move-list'));
	if (event.plies) {
		const sans = event.plies.map((p) => p.san);
		if (sans.join() !== list.sans.join()) list.fill(sans);
	} else if (event.san && event.ply === list.length + 1) list.add(event.san);
	if (event.kind === 'takeback') list.cut(event.ply);
	drawOpening(main, event);
}

/**
 * The opening is that of the latest position that has a name.
 * @param {HTMLElement} main
 * @param {GameEvent} event
 */
function drawOpening(main, { opening, plies, status }) {
	const line = part(main, 'opening');
	if (!line) return;
	if (opening || plies) setText(line, opening ? `${opening.eco} ${opening.name}` : '');
	line.hidden = !line.textContent && status === 'over'; // otherwise its room is kept
}
