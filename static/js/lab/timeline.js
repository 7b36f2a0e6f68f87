// The timeline: one lane for each transport, over the last twelve seconds. Each kind
// of mark in a lane is one SVG path, set again at each frame.

import * as words from '../../words/en.json';
import { now } from '../offset.js';
import { fill } from '../words.js';

/** @typedef {import('./lane.js').Lane} Lane */

const span = 12_000; // ms
const top = 26, bottom = 24; // px
const wide = 640; // px from which names are beside the lanes and not above

const marks = ['line', 'held', 'unknown', 'broken', 'empty', 'full', 'ring', 'paint'];

export class Timeline {
	#width = 0;
	/** @type {Map<Lane, Map<string, SVGElement>>} */
	#paths = new Map();
	/** @type {SVGElement | undefined} */
	#moves;
	/** @type {SVGElement | undefined} */
	#lines;

	/**
	 * @param {HTMLElement} home
	 * @param {Lane[]} lanes
	 * @param {Map<number, number>} known when the server had each version, ms by its clock
	 * @param {import('../offset.js').Offset} offset
	 */
	constructor(home, lanes, known, offset) {
		this.lanes = lanes;
		this.known = known;
		this.offset = offset;
		this.svg = make('svg', { role: 'img', 'aria-label': words.labNothing });
		home.append(this.svg);
		new ResizeObserver(([{ contentRect }]) => this.#lay(Math.floor(contentRect.width))).observe(home);
	}

	get #wide() {
		return this.#width >= wide;
	}

	get #left() {
		return this.#wide ? 190 : 4;
	}

	get #lane() {
		return this.#wide ? 58 : 66;
	}

	/** @param {number} i which lane */
	#y(i) {
		return top + i * this.#lane + (this.#wide ? 29 : 44);
	}

	/** Draws what stays: names, axis, and an empty path for each mark. @param {number} width */
	#lay(width) {
		if (!width || width === this.#width) return;
		this.#width = width;
		const height = top + this.lanes.length * this.#lane + bottom;
		for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) this.svg.setAttribute(name, String(value));
		this.svg.replaceChildren();
		this.#lines = this.#add('path', { class: 'at-line' });
		this.lanes.forEach((lane, i) => {
			const y = this.#y(i);
			this.#add('text', { x: 0, y: this.#wide ? y - 2 : y - 20, class: 'name' }, words.transport[lane.name]);
			if (this.#wide) this.#add('text', { x: 0, y: y + 15, class: 'about' }, words.labEvery[lane.name]);
			this.#paths.set(lane, new Map(marks.map((mark) => [mark, this.#add('path', { class: mark })])));
		});
		this.#moves = this.#add('path', { class: 'made' });
		if (this.#wide) this.#add('text', { x: 0, y: 14, class: 'about' }, words.labMoves);
		for (let s = 0; s <= 12; s += this.#wide ? 2 : 4) {
			const x = this.#left + (1 - s / 12) * (width - this.#left - 10);
			this.#add('text', { x, y: height - 6, class: 'about', 'text-anchor': s === 0 ? 'end' : s === 12 ? 'start' : 'middle' }, s === 0 ? words.labNow : `−${s} s`);
		}
		this.draw();
	}

	/** @param {string} name @param {Record<string, string | number>} attributes @param {string} [text] */
	#add(name, attributes, text = '') {
		const el = make(name, attributes);
		el.textContent = text;
		this.svg.append(el);
		return el;
	}

	draw() {
		if (!this.#width || document.hidden) return;
		const at = now(), ahead = this.offset.best?.offset ?? 0;
		const scale = (this.#width - this.#left - 10) / span;
		const x = (/** @type {number} */ t) => round(this.#left + Math.min(span, Math.max(0, t - at + span)) * scale);
		const inside = (/** @type {number} */ t) => t > at - span;
		let moves = '', lines = '';
		for (const when of this.known.values()) {
			if (!inside(when + ahead)) continue;
			const here = x(when + ahead);
			moves += `M${here - 5} 6h10l-5 9z`;
			lines += `M${here} 18V${this.#y(this.lanes.length - 1) + 14}`;
		}
		this.#moves?.setAttribute('d', moves);
		this.#lines?.setAttribute('d', lines);
		this.lanes.forEach((lane, i) => {
			lane.forget(at);
			const drawn = this.#paint(lane, this.#y(i), { x, inside, at, ahead });
			for (const [mark, path] of this.#paths.get(lane) ?? []) path.setAttribute('d', drawn[mark] ?? '');
		});
	}

	/**
	 * The paths of one lane.
	 * @param {Lane} lane @param {number} y
	 * @param {{x: (t: number) => number, inside: (t: number) => boolean, at: number, ahead: number}} axis
	 * @returns {Record<string, string>}
	 */
	#paint(lane, y, { x, inside, at, ahead }) {
		/** @type {Record<string, string>} */
		const d = { line: `M${this.#left} ${y}H${this.#width - 10}`, held: '', unknown: '', broken: '', empty: '', full: '', ring: '' };
		const box = (/** @type {string} */ mark, /** @type {import('./lane.js').Span} */ { from, to }, /** @type {number} */ half) => {
			if (inside(to)) d[mark] += `M${x(from)} ${y - half}h${round(Math.max(5, x(to) - x(from)))}v${2 * half}h${round(-Math.max(5, x(to) - x(from)))}z`;
		};
		for (const span of lane.held) box('held', span, 8);
		for (const span of lane.broken) box('broken', span, 8);
		for (const span of lane.requests) {
			const mark = span.to === Infinity ? 'held' : span.news ? (lane.holds ? 'held' : 'full') : 'empty';
			box(mark, span, 8);
		}
		const bar = (/** @type {number} */ from, /** @type {number} */ to) => { if (inside(to) && x(to) > x(from)) d.unknown += `M${x(from)} ${y}H${x(to)}`; };
		for (const [version, when] of this.known) if (version > lane.version) bar(when + ahead, at);
		for (const update of lane.updates) {
			if (!inside(update.painted)) continue;
			bar(update.at + ahead, update.painted);
			d.ring += `M${x(update.painted)} ${y}h0.01`;
		}
		return { ...d, paint: d.ring };
	}

	/** Describes the timeline in a sentence, for those who do not see it. */
	describe() {
		const from = now() - span - (this.offset.best?.offset ?? 0);
		const made = [...this.known.values()].filter((when) => when > from).length;
		const parts = this.lanes.map((lane) => {
			const shown = lane.updates.filter(({ at, painted }) => at > from && painted);
			const late = shown.map(({ at, painted }) => painted - at - (this.offset.best?.offset ?? 0)).sort((a, b) => a - b);
			const ms = Math.max(0, Math.round(late[late.length >> 1]));
			const sentence = fill(words.labShowed[late.length ? 'timed' : 'all'], { name: words.transport[lane.name], n: shown.length, ms });
			return lane.state === 'retry' ? fill(words.labAndReconnecting, { sentence }) : sentence;
		});
		this.svg.setAttribute('aria-label', fill(words.labEvents, { n: made, lanes: parts.join('. ') }));
	}
}

/** @param {string} name @param {Record<string, string | number>} attributes */
export function make(name, attributes) {
	const el = document.createElementNS('http://www.w3.org/2000/svg', name);
	for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, String(value));
	return el;
}

/** @param {number} n */
function round(n) {
	return Math.round(n * 10) / 10;
}
