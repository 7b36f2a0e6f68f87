// Addresses of positions, as the server writes them.

const kept = ['flip', 'refresh', 'transport'];

/**
 * The game after a ply, seen as this page is.
 * @param {string} id
 * @param {number} ply
 */
export function plyAddress(id, ply) {
	const here = new URLSearchParams(location.search);
	const query = new URLSearchParams({ ply: String(ply) });
	for (const name of kept) if (here.has(name)) query.set(name, here.get(name) ?? '');
	return `/games/${id}?${query}`;
}

/**
 * The same page, seen from the other side.
 * @param {string} href
 */
export function turned(href) {
	const url = new URL(href, location.href);
	if (url.searchParams.has('flip')) url.searchParams.delete('flip');
	else url.searchParams.set('flip', '1');
	return url.pathname + url.search;
}
