// Buttons beside the board.

import { part } from '../dom.js';

const confirmWithin = 3000; // ms in which a second press counts

/**
 * Puts one button in place of the details element that does something in two steps
 * without scripts. The second press counts.
 * @param {HTMLElement | null} details
 * @param {string} again what the button says after the first press
 * @param {() => void} act
 */
export function pressTwice(details, again, act) {
	if (!details) return;
	const usual = details.querySelector('summary')?.textContent ?? '';
	const button = document.createElement('button');
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const reset = () => {
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
			reset();
			act();
			return;
		}
		button.textContent = again;
		button.className = 'button danger';
		timer = setTimeout(reset, confirmWithin);
	});
	reset();
	details.replaceWith(button);
}

/**
 * Makes the button flip the board in place.
 * @param {HTMLElement} main
 * @param {import('../board/chess-board.js').ChessBoard} board
 * @param {() => void} flipped called after it
 */
export function flipButton(main, board, flipped) {
	const flip = () => {
		board.flip();
		const [far, near] = main.querySelectorAll('.strip');
		const place = document.createElement('i');
		far.replaceWith(place);
		near.replaceWith(far);
		place.replaceWith(near);
		flipped();
	};
	part(main, 'flip')?.addEventListener('click', (e) => { e.preventDefault(); flip(); });
	board.addEventListener('chess-flip', flip);
}
