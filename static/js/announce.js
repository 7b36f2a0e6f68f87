// Announces to screen readers what happens, by one polite live region. Some browsers
// do not announce a text that equals the one before it, so the region is emptied
// first and filled in a later task.

const gap = 120; // ms between emptying and filling

/**
 * @param {HTMLElement} region with role=status
 * @returns {(text: string) => void}
 */
export function announcer(region) {
	/** @type {string[]} */
	const queue = [];
	let busy = false;

	function next() {
		const text = queue.splice(0).join('. ');
		busy = text !== '';
		if (!busy) return;
		region.textContent = '';
		setTimeout(() => {
			region.textContent = text;
			setTimeout(next, gap);
		}, gap);
	}

	return (text) => {
		queue.push(text);
		if (!busy) next();
	};
}
