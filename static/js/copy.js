// Buttons that copy a text to the clipboard.

import * as words from '../words/en.json';

/**
 * Adds a copy button to every text that is there to be copied, and one to the PGN,
 * which has to be fetched.
 * @param {HTMLElement} main
 * @param {(text: string) => void} say
 */
export function copyButtons(main, say) {
	for (const input of /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (main.querySelectorAll('[data-copy]'))) {
		const button = copyButton(words.copy, say, () => {
			input.select();
			return input.value;
		});
		button.setAttribute('aria-describedby', input.id);
		input.after(button);
	}
	const pgn = /** @type {HTMLAnchorElement | null} */ (main.querySelector('.share a[href$=".pgn"]'));
	pgn?.before(copyButton(words.copyPGN, say, async () => (await fetch(pgn.href)).text()));
}

/** @param {string} label @param {(text: string) => void} say @param {() => string | Promise<string>} text */
function copyButton(label, say, text) {
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'button';
	button.textContent = label;
	button.addEventListener('click', async () => {
		const done = await copy(text).then(() => words.copied, () => words.uncopied);
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
		// A page that came over plain HTTP has no clipboard.
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
