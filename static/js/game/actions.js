// What a player can press beside the board, and small helps for everybody.

import { part } from '../dom.js';
import { live } from '../words.js';

const sure = 3000; // ms in which a second press counts

/**
 * One button in place of the details that do something in two steps without
 * scripts: the second press counts.
 * @param {HTMLElement | null} details
 * @param {string} again what the button says after the first
 * @param {() => void} act
 */
export function twoPresses(details, again, act) {
	if (!details) return;
	const usual = details.querySelector('summary')?.textContent ?? '';
	const button = document.createElement('button');
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const calm = () => {
		timer = undefined;
		button.textContent = usual;
		button.className = 'button quiet';
	};
	button.type = 'button';
	button.dataset.show = details.dataset.show;
	button.dataset.part = details.dataset.part;
	button.hidden = details.hidden;
	button.addEventListener('click', () => {
		if (timer) {
			clearTimeout(timer);
			calm();
			act();
			return;
		}
		button.textContent = again;
		button.className = 'button danger';
		timer = setTimeout(calm, sure);
	});
	calm();
	details.replaceWith(button);
}

/**
 * Turns the board in place.
 * @param {HTMLElement} main
 * @param {import('../board/chess-board.js').ChessBoard} board
 * @param {() => void} turned for all that leads to the board as it is seen
 */
export function flipping(main, board, turned) {
	const flip = () => {
		board.flip();
		const [far, near] = main.querySelectorAll('.strip');
		const place = document.createElement('i');
		far.replaceWith(place);
		near.replaceWith(far);
		place.replaceWith(near);
		turned();
	};
	part(main, 'flip')?.addEventListener('click', (e) => { e.preventDefault(); flip(); });
	board.addEventListener('chess-flip', flip);
}
