// The distribution of latencies, on a logarithmic axis that all lanes share: each bar
// to the right stands for twice as long.

import * as words from '../../words/en.json';
import { fill } from '../words.js';
import { make } from './timeline.js';

const first = 4; // ms: anything quicker is in the first bar
const bars = 14; // 4 ms doubled 13 times is 33 s
const width = 210, height = 54, foot = 16;

/**
 * @param {HTMLElement} home
 * @param {string} name of the transport
 * @param {number[]} sorted ms
 */
export function histogram(home, name, sorted) {
	const counts = new Array(bars).fill(0);
	for (const ms of sorted) counts[barOf(ms)]++;
	let svg = home.querySelector('svg');
	if (!svg) {
		svg = /** @type {SVGSVGElement} */ (make('svg', { viewBox: `0 0 ${width} ${height + foot}`, role: 'img' }));
		for (let i = 0; i < bars; i++) svg.append(make('rect', { class: 'bar', width: width / bars - 2, x: i * width / bars + 1 }));
		for (const [i, text] of /** @type {[number, string][]} */ ([[0, '4 ms'], [4, '64 ms'], [8, '1 s'], [12, '16 s']])) {
			const label = make('text', { x: Math.max(0, i * width / bars - 4), y: height + 13 });
			label.textContent = text;
			svg.append(label);
		}
		home.replaceChildren(svg);
	}
	const most = Math.max(1, ...counts);
	svg.querySelectorAll('rect').forEach((rect, i) => {
		const tall = counts[i] ? Math.max(3, counts[i] / most * height) : 1;
		rect.setAttribute('height', String(tall));
		rect.setAttribute('y', String(height - tall));
		rect.setAttribute('class', counts[i] ? 'bar' : 'bar none');
	});
	svg.setAttribute('aria-label', `${name}: ${inWords(counts)}`);
}

/** @param {number} ms */
function barOf(ms) {
	return Math.min(bars - 1, Math.max(0, Math.ceil(Math.log2(Math.max(ms, 1) / first))));
}

/** @param {number[]} counts */
function inWords(counts) {
	const parts = counts.map((n, i) => (n ? fill(words.labWithin, { n, ms: first * 2 ** i }) : '')).filter(Boolean);
	return parts.length ? fill(words.labLatencies, { list: parts.join(', ') }) : words.labNoLatency;
}
