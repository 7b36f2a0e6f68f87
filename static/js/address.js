// Addresses of positions, as the server writes them.

/**
 * The game after a ply, seen from the side that the page is.
 * @param {string} id
 * @param {number} ply
 */
export function plyAddress(id, ply) {
	const flip = new URLSearchParams(location.search).has('flip') ? '&flip=1' : '';
	return `/games/${id}?ply=${ply}${flip}`;
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
