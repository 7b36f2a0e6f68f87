// The board by keyboard: one square is in the tab order, and the arrow keys move
// the focus from there, in the directions of the screen.

const steps = /** @type {Record<string, [number, number]>} */ ({
	ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-7, 0], End: [7, 0],
});

/**
 * @param {HTMLElement} board of rows of cells with a button each
 * @param {{flip: () => void, clocks: () => void}} keys
 */
export function arrowKeys(board, { flip, clocks }) {
	const buttons = () => /** @type {HTMLButtonElement[]} */ ([...board.querySelectorAll('button.at')]);

	board.addEventListener('keydown', (e) => {
		if (e.altKey || e.metaKey) return;
		const all = buttons();
		const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
		if (at < 0) return;
		if (e.key === 'f' && !e.ctrlKey) flip();
		else if (e.key === 'c' && !e.ctrlKey) clocks();
		else if (e.key in steps) {
			const [dx, dy] = steps[e.key];
			const inside = (/** @type {number} */ n) => Math.max(0, Math.min(7, n));
			const x = inside((at % 8) + dx);
			const corner = e.ctrlKey && dy === 0; // Ctrl+Home, Ctrl+End: first and last square
			const y = corner ? (dx < 0 ? 0 : 7) : inside(Math.floor(at / 8) + dy);
			all[y * 8 + x].focus();
		} else return;
		e.preventDefault();
	});

	board.addEventListener('focusin', (e) => {
		for (const b of buttons()) b.tabIndex = b === e.target ? 0 : -1;
	});

	buttons()[6 * 8 + 4].tabIndex = 0; // where the focus enters: among the player's pawns
}
