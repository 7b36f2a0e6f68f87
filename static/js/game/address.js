// Addresses of positions, as the server writes them.

/**
 * The address of the game after a ply, seen from the same side as here or from a
 * chosen one.
 * @param {string} id
 * @param {number} [ply] negative: the newest
 * @param {boolean} [flip]
 */
export function address(id, ply = -1, flip = flipped()) {
	const here = new URLSearchParams(location.search);
	const query = queryOf(ply, flip);
	for (const name of ['refresh', 'transport']) if (here.has(name)) query.set(name, here.get(name) ?? '');
	return `/games/${id}${query.size ? '?' : ''}${query}`;
}

/**
 * The address of the page that shares the same position.
 * @param {string} id
 * @param {number} ply
 */
export function shareAddress(id, ply) {
	const query = queryOf(ply, flipped());
	return `/games/${id}/share${query.size ? '?' : ''}${query}`;
}

/** @param {number} ply @param {boolean} flip */
function queryOf(ply, flip) {
	const query = new URLSearchParams();
	if (ply >= 0) query.set('ply', String(ply));
	if (flip) query.set('flip', '1');
	return query;
}

/** Whether this page shows the board from the other side than usual. */
export function flipped() {
	return new URLSearchParams(location.search).get('flip') === '1';
}

/**
 * The ply that an address on this page's game names; -1 for the newest, undefined
 * if it leads elsewhere.
 * @param {string} href
 */
export function plyOf(href) {
	const { pathname, searchParams } = new URL(href, location.href);
	if (pathname !== location.pathname || (searchParams.get('flip') === '1') !== flipped()) return undefined;
	return Number(searchParams.get('ply') ?? -1);
}
