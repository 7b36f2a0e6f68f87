// A sentence for each transport: when to use it and when not, with figures that were
// just measured.

import { setText } from '../dom.js';
import { figures, size, time } from './figures.js';

/** @typedef {import('./lane.js').Lane} Lane */
/** @typedef {import('./figures.js').Figures} Figures */

const minUpdates = 5; // before a verdict is drawn

/** @type {Record<import('../transport/transports.js').TransportName, (f: Figures) => string>} */
const sentences = {
	'polling': (f) => `For rankings, status pages, and whoever can wait: ${late(f)}. Not for a live board: ${share(f.empty, f.requests)} of its requests brought nothing, and ${cost(f)}.`,
	'long-polling': (f) => `For rare notifications, and for networks that let nothing else through: ${late(f)}. Not for busy feeds: it took ${ratio(f.requests, f.updates)} requests an update, and ${cost(f)}.`,
	'sse': (f) => `For live boards, prices and news: ${late(f)}, with ${count(f.requests)} for all ${f.updates} updates, and ${cost(f)}. Not for who has to answer: it goes one way.`,
	'websocket': (f) => `For chat and play, because it goes both ways: ${late(f)}, with ${count(f.requests)}, and ${cost(f)}. Not where a proxy bars it, nor where nobody answers: SSE reconnects by itself.`,
};

/** @param {HTMLElement} main @param {Lane[]} lanes */
export function verdicts(main, lanes) {
	for (const lane of lanes) {
		const f = figures(lane, lane.lab.offset);
		if (f.updates < minUpdates || f.p50 === undefined || !f.requests) continue;
		setText(main.querySelector(`[data-verdict="${lane.name}"]`), sentences[lane.name](f));
	}
}

/** @param {Figures} f */
function late({ p50 = 0, p99 = 0 }) {
	return `half of the news was here within ${time(p50)}, nearly all within ${time(p99)}`;
}

/** @param {Figures} f */
function cost({ each }) {
	return each === undefined ? 'what an update costs cannot be told over HTTP/2' : `each update cost ${size(each)} on the wire`;
}

/** @param {number} requests */
function count(requests) {
	return requests === 1 ? 'one request' : `${requests} requests`;
}

/** @param {number} some @param {number} all */
function share(some, all) {
	return all ? `${Math.round(Math.min(1, some / all) * 100)} %` : 'none';
}

/** @param {number} some @param {number} all */
function ratio(some, all) {
	return (some / all).toFixed(1);
}
