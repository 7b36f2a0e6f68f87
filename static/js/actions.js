// What a player can press beside the board, and small helps for everybody.

import { turned } from './address.js';
import { live } from './words.js';

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
 * A button that copies beside every text that is there to be copied.
 * @param {HTMLElement} main
 */
export function copyButtons(main) {
	for (const input of /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (main.querySelectorAll('[data-copy]'))) {
		const button = document.createElement('button');
		button.type = 'button';
		button.className = 'button';
		button.textContent = live.copy;
		button.setAttribute('aria-describedby', input.id);
		button.addEventListener('click', async () => {
			await copy(input);
			button.textContent = live.copied;
			setTimeout(() => { button.textContent = live.copy; }, 2000);
		});
		input.after(button);
	}
}

/** @param {HTMLInputElement | HTMLTextAreaElement} input */
async function copy(input) {
	input.select();
	try {
		await navigator.clipboard.writeText(input.value);
	} catch {
		document.execCommand('copy'); // plain http, where there is no clipboard to write to
	}
}

/**
 * Turns the board in place, and the links of the page with it.
 * @param {HTMLElement} main
 * @param {import('./element/chess-board.js').ChessBoard} board
 * @param {HTMLAnchorElement | null} link
 */
export function flipping(main, board, link) {
	const flip = () => {
		board.flip();
		const [far, near] = main.querySelectorAll('.strip');
		const place = document.createElement('i');
		far.replaceWith(place);
		near.replaceWith(far);
		place.replaceWith(near);
		history.replaceState(null, '', turned(location.href));
		for (const a of /** @type {NodeListOf<HTMLAnchorElement>} */ (main.querySelectorAll('.moves a[href], .notice a[href], [data-part=share]'))) {
			a.setAttribute('href', turned(a.href));
		}
	};
	link?.addEventListener('click', (e) => { e.preventDefault(); flip(); });
	board.addEventListener('chess-flip', flip);
}
