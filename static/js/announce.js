// Says to screen readers what happens. One polite region, empty at load. A text
// that equals the one before it is not spoken in some browsers, so the region
// is emptied first and filled in a later task.

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
