// The figures of each lane: on the cards, in the table, and as JSON.

import * as words from '../../words/en.json';
import { part, setText } from '../dom.js';
import { fill } from '../words.js';
import { histogram } from './histogram.js';

/** @typedef {import('./lane.js').Lane} Lane */
/** @typedef {import('../offset.js').Offset} Offset */
/** @typedef {{p50?: number, p99?: number, requests: number, empty: number, updates: number, duplicates: number, gaps: number, reconnects: number, up?: number, down?: number, each?: number}} Figures */

/** Latencies in ascending order, corrected for the offset of the clocks. @param {Lane} lane @param {Offset} offset */
export function sorted(lane, offset) {
	const ahead = offset.best?.offset ?? 0;
	return lane.latencies.map((ms) => Math.max(0, ms - ahead)).sort((a, b) => a - b);
}

/** @param {Lane} lane @param {Offset} offset @returns {Figures} */
export function figures(lane, offset) {
	const ms = sorted(lane, offset);
	const { updates, duplicates, gaps, empty, reconnects } = lane.counts;
	const { requests, up, down } = lane.cost;
	return {
		p50: ms[Math.ceil(ms.length * 0.5) - 1], p99: ms[Math.ceil(ms.length * 0.99) - 1],
		requests, empty, updates, duplicates, gaps, reconnects, up, down, each: updates && up !== undefined && down !== undefined ? (up + down) / updates : undefined,
	};
}

/** @type {Record<string, (n: number) => string>} */
const formats = { p50: time, p99: time, up: size, down: size, each: size };

/**
 * @param {HTMLElement} main
 * @param {Lane[]} lanes
 * @param {import('./settings.js').Values} settings
 * @param {Offset} offset
 */
export function show(main, lanes, settings, offset) {
	for (const lane of lanes) {
		const row = main.querySelector(`[data-row="${lane.name}"]`);
		for (const [name, value] of Object.entries(figures(lane, offset))) {
			const text = value === undefined ? '–' : (formats[name] ?? String)(value);
			setText(part(lane.card, name), text);
			setText(row?.querySelector(`[data-cell="${name}"]`) ?? null, text);
		}
		const home = part(lane.card, 'histogram');
		if (home) histogram(home, lane.name, sorted(lane, offset));
	}
	const best = offset.best;
	setText(part(main, 'precision'), best ? fill(words.labClock[best.offset < 0 ? 'behind' : 'ahead'], { offset: Math.abs(best.offset).toFixed(1), error: best.error.toFixed(1) }) : '');
	const link = /** @type {HTMLAnchorElement | null} */ (part(main, 'download'));
	if (link) link.href = `data:application/json,${encodeURIComponent(JSON.stringify(report(lanes, settings, offset), null, '\t'))}`;
}

/**
 * @param {Lane[]} lanes
 * @param {import('./settings.js').Values} settings
 * @param {Offset} offset
 */
export function report(lanes, settings, offset) {
	return {
		at: new Date().toISOString(), browser: navigator.userAgent, settings, clock: offset.best ?? null,
		lanes: Object.fromEntries(lanes.map((lane) => [lane.name, { ...figures(lane, offset), state: lane.state, messages: lane.counts.messages, version: lane.version }])),
	};
}

/** @param {number} ms */
export function time(ms) {
	if (ms >= 9950) return `${Math.round(ms / 1000)} s`;
	if (ms >= 995) return `${(ms / 1000).toFixed(1)} s`;
	return ms >= 9.95 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** @param {number} bytes */
export function size(bytes) {
	if (bytes < 1000) return `${Math.round(bytes)} B`;
	if (bytes < 999_500) return `${(bytes / 1000).toFixed(bytes < 9950 ? 1 : 0)} kB`;
	return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
