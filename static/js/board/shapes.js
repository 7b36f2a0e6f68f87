// Arrows and circles that a visitor draws on the board with the right button. Nobody
// else sees them, and the next move clears them.

/** @typedef {import('./chess-board.js').ChessBoard} ChessBoard */

const space = 'http://www.w3.org/2000/svg';

/** Lets the visitor draw on a board. @param {ChessBoard} board */
export function enableShapes(board) {
	/** @type {Map<string, string>} kinds by "e4" for a circle, "e2e4" for an arrow */
	const drawn = new Map();
	/** @type {{from: string, to: string, kind: string} | null} */
	let drawing = null;
	const svg = document.createElementNS(space, 'svg');
	svg.classList.add('shapes');
	svg.setAttribute('viewBox', '0 0 8 8');
	svg.ariaHidden = 'true';

	function draw() {
		const all = [...drawn];
		if (drawing) all.push([nameOf(drawing), drawing.kind]);
		svg.replaceChildren(...all.map(([name, kind]) => shape(name, kind)));
		if (all.length === 0) svg.remove();
		else if (!svg.isConnected) board.after(svg);
	}

	function clear() {
		drawn.clear();
		draw();
	}

	board.addEventListener('pointerdown', (e) => {
		const from = board.squareUnder(e);
		if (e.button === 0 && !board.pieces.has(from)) clear();
		if (e.button !== 2 || e.defaultPrevented || !from) return;
		drawing = { from, to: from, kind: kindOf(e) };
		board.setPointerCapture(e.pointerId);
		draw();
	});
	board.addEventListener('pointermove', (e) => {
		const to = board.squareUnder(e);
		if (!drawing || to === drawing.to) return;
		drawing.to = to;
		draw();
	});
	board.addEventListener('pointerup', () => {
		if (!drawing) return;
		const name = nameOf(drawing), { kind } = drawing;
		drawing = null;
		if (drawn.get(name) === kind) drawn.delete(name);
		else if (name) drawn.set(name, kind);
		draw();
	});
	board.addEventListener('pointercancel', () => { drawing = null; draw(); });
	board.addEventListener('chess-change', clear);
	board.addEventListener('contextmenu', (e) => e.preventDefault());
}

/** Which of the four kinds is drawn: by the keys that are held. @param {PointerEvent} e */
function kindOf({ shiftKey, altKey, ctrlKey }) {
	if (shiftKey) return 'shift';
	if (altKey) return 'alt';
	return ctrlKey ? 'ctrl' : 'plain';
}

/** @param {{from: string, to: string}} drawing @returns {string} "" beside the board */
function nameOf({ from, to }) {
	return to && (to === from ? from : from + to);
}

/** @param {string} name @param {string} kind */
function shape(name, kind) {
	const group = document.createElementNS(space, 'g');
	group.setAttribute('class', `shape ${kind}`);
	if (!name) return group;
	group.dataset.shape = name;
	const a = middle(name), b = middle(name.slice(2));
	const [line, head] = name.length === 2 ? [circle(a), ''] : arrow(a, b);
	for (const layer of ['edge', 'ink', 'core']) group.append(path(`${layer} line`, line), path(`${layer} head`, head));
	return group;
}

/** @param {string} look @param {string} d */
function path(look, d) {
	const path = document.createElementNS(space, 'path');
	path.setAttribute('class', look);
	path.setAttribute('d', d);
	return path;
}

/** The middle of a square, with White below. @param {string} square */
function middle(square) {
	return { x: 'abcdefgh'.indexOf(square[0]) + 0.5, y: 8.5 - Number(square[1]) };
}

/** @param {{x: number, y: number}} at */
function circle({ x, y }) {
	const r = 0.4;
	return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
}

/**
 * From the middle of one square into another.
 * @param {{x: number, y: number}} a
 * @param {{x: number, y: number}} b
 * @returns {[string, string]} line and head
 */
function arrow(a, b) {
	const length = Math.hypot(b.x - a.x, b.y - a.y);
	const dx = (b.x - a.x) / length, dy = (b.y - a.y) / length;
	const at = (/** @type {number} */ along, /** @type {number} */ beside) =>
		`${(a.x + dx * along - dy * beside).toFixed(3)} ${(a.y + dy * along + dx * beside).toFixed(3)}`;
	const tip = length - 0.08, neck = tip - 0.42;
	return [`M${at(0.3, 0)}L${at(neck, 0)}`, `M${at(tip, 0)}L${at(neck, 0.25)}L${at(neck, -0.25)}Z`];
}
