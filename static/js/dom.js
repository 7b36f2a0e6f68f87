// Helpers for the page.

/**
 * A part of a page, by its data-part attribute.
 * @param {Element} within
 * @param {string} name
 * @returns {HTMLElement | null}
 */
export function part(within, name) {
	return within.querySelector(`[data-part="${name}"]`);
}

/**
 * Sets the text of an element, unless it has that text already.
 * @param {Element | null} el
 * @param {string} text
 */
export function setText(el, text) {
	if (el && el.textContent !== text) el.textContent = text;
}
