// A sentence for each transport: when to use it and when not, with figures that were
// just measured.

import * as words from '../../words/en.json';
import { setText } from '../dom.js';
import { fill } from '../words.js';
import { figures, size, time } from './figures.js';

/** @typedef {import('./lane.js').Lane} Lane */
/** @typedef {import('./figures.js').Figures} Figures */

const minUpdates = 5; // before a verdict is drawn

/** @param {HTMLElement} main @param {Lane[]} lanes */
export function verdicts(main, lanes) {
	for (const lane of lanes) {
		const f = figures(lane, lane.lab.offset);
		if (f.updates < minUpdates || f.p50 === undefined || !f.requests) continue;
		setText(main.querySelector(`[data-verdict="${lane.name}"]`), verdict(lane.name, f));
	}
}

/** @param {import('../transport/transports.js').TransportName} name @param {Figures} f */
function verdict(name, { p50 = 0, p99 = 0, each, empty, requests, updates }) {
	return fill(words.labVerdict[name], {
		late: fill(words.labLate, { p50: time(p50), p99: time(p99) }),
		cost: each === undefined ? words.labCostUnknown : fill(words.labCost, { size: size(each) }),
		requests: fill(words.labRequests, { n: requests }),
		share: share(empty, requests),
		ratio: (requests / updates).toFixed(1),
		updates,
	});
}

/** @param {number} some @param {number} all */
function share(some, all) {
	return all ? `${Math.round(Math.min(1, some / all) * 100)} %` : words.labNone;
}
