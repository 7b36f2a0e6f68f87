// The SharedWorker that holds the streams of this browser's tabs. The games that
// are watched share one. The game of a player, whose events say more, has its own,
// and so has the lobby, which is no game.

import { GameStream } from './game-stream.js';
import { LobbyStream } from './lobby-stream.js';

/** @type {Map<string, GameStream | LobbyStream>} */
const streams = new Map();

/** @param {string} url of a feed: /games/ID/feed, /watch/feed?game=ID&game=ID, or /lobby/feed */
function read(url) {
	const { pathname, searchParams } = new URL(url, location.href);
	const many = pathname === '/watch/feed';
	return {
		pathname, at: searchParams.getAll('presence'),
		games: many ? searchParams.getAll('game') : [pathname.split('/')[2]],
	};
}

/** @param {string} path */
function streamOf(path) {
	let stream = streams.get(path);
	if (!stream) {
		const ended = () => { streams.delete(path); };
		stream = path === '/lobby/feed' ? new LobbyStream(path, ended) : new GameStream(path, ended);
		streams.set(path, stream);
	}
	return stream;
}

addEventListener('connect', (e) => {
	const [port] = /** @type {MessageEvent} */ (e).ports;
	/** @type {GameStream | LobbyStream | undefined} */
	let stream;
	port.addEventListener('message', (/** @type {MessageEvent<import('./shared-sse.js').ToWorker>} */ { data }) => {
		if (data.follow) {
			const { pathname, games, at } = read(data.follow);
			stream = streamOf(pathname);
			stream.join(port, { games, at, lastHeard: Date.now() }, (data.after ?? '').split(',').map(Number));
		} else if (data.stop) {
			stream?.leave(port);
		} else {
			stream?.touch(port);
		}
	});
	port.start();
});
