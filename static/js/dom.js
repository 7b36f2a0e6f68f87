// Small helps with the page.

/**
 * A part of a page, by the name that the server gave it.
 * @param {Element} within
 * @param {string} name
 * @returns {HTMLElement | null}
 */
export function part(within, name) {
	return within.querySelector(`[data-part="${name}"]`);
}

/**
 * Touches the page only for what is new.
 * @param {Element | null} el
 * @param {string} text
 */
export function write(el, text) {
	if (el && el.textContent !== text) el.textContent = text;
}
