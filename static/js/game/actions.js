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
 * A button that copies beside every text that is there to be copied, and one
 * beside the moves, which have to be fetched.
 * @param {HTMLElement} main
 * @param {(text: string) => void} say
 */
export function copyButtons(main, say) {
	for (const input of /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (main.querySelectorAll('[data-copy]'))) {
		const button = copyButton(live.copy, say, () => {
			input.select();
			return input.value;
		});
		button.setAttribute('aria-describedby', input.id);
		input.after(button);
	}
	const pgn = /** @type {HTMLAnchorElement | null} */ (main.querySelector('.share a[href$=".pgn"]'));
	pgn?.before(copyButton(live.copyPGN, say, async () => (await fetch(pgn.href)).text()));
}

/** @param {string} label @param {(text: string) => void} say @param {() => string | Promise<string>} text */
function copyButton(label, say, text) {
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'button';
	button.textContent = label;
	button.addEventListener('click', async () => {
		const done = await copy(text).then(() => live.copied, () => live.uncopied);
		button.textContent = done;
		say(done);
		setTimeout(() => { button.textContent = label; }, 2000);
	});
	return button;
}

/** @param {() => string | Promise<string>} text */
async function copy(text) {
	const value = await text();
	try {
		await navigator.clipboard.writeText(value);
	} catch {
		// Plain http, where there is no clipboard to write to.
		const field = document.createElement('textarea'), focused = /** @type {HTMLElement | null} */ (document.activeElement);
		field.value = value;
		document.body.append(field);
		field.select();
		const done = document.execCommand('copy');
		field.remove();
		focused?.focus();
		if (!done) throw new Error('not copied');
	}
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
