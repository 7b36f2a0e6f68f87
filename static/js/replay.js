// The arrow keys go through the positions of a game that is over.

/** @type {Record<string, string>} */
const steps = { ArrowLeft: 'back', ArrowRight: 'forward', Home: 'first', End: 'last' };

/**
 * Listens to the keys that nothing with the focus takes: the board and the
 * fields have uses of their own for them.
 * @param {HTMLElement} main
 */
export function replayKeys(main) {
	document.addEventListener('keydown', (e) => {
		const step = steps[e.key];
		if (!step || e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
		if (!main.dataset.now?.split(' ').includes('over')) return;
		if (e.target instanceof Element && e.target.closest('chess-board, input, textarea, select')) return;
		const link = main.querySelector(`a[data-walk="${step}"][href]`);
		if (!(link instanceof HTMLElement)) return;
		e.preventDefault();
		link.click();
	});
}
