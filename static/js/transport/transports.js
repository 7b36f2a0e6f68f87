// The transports that a page can choose from: the only list of them in the scripts.
// Names and order are those of web/transport, and a test compares the two.

import { follow as longPolling } from './long-polling.js';
import { follow as polling } from './polling.js';
import { follow as sharedSSE } from './shared-sse.js';
import { withSlot } from './slots.js';
import { follow as sse } from './sse.js';
import { follow as webSocket } from './websocket.js';

/**
 * @typedef {object} Transport
 * @property {import('./common.js').Follow} follow over a connection of its own
 * @property {import('./common.js').Follow} [shared] the same over one that all tabs of this browser share
 * @property {boolean} holds whether it holds a connection while it waits
 * @property {boolean} streams whether many events come over one connection
 */

/** @satisfies {Record<string, Transport>} */
const table = {
	'polling': { follow: polling, holds: false, streams: false },
	'long-polling': { follow: withSlot(longPolling), holds: true, streams: false },
	'sse': { follow: withSlot(sse), shared: sharedSSE, holds: true, streams: true },
	'websocket': { follow: webSocket, holds: true, streams: true },
};

/** @typedef {keyof typeof table} TransportName */

/** @type {Record<TransportName, Transport>} */
export const transports = table;

export const names = /** @type {TransportName[]} */ (Object.keys(table));
