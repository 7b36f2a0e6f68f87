// Fills in the texts of the table of words, which the server reads, too. A bundle
// holds only what its scripts name: import the table as words, and name its keys.

import * as words from '../words/en.json';

/** @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} Forms of a text, by the number in it */

const plural = new Intl.PluralRules(document.documentElement.lang);

/**
 * A text with its placeholders filled in. The number n chooses among several forms.
 * @param {string | Forms} text
 * @param {Record<string, string | number>} values by the placeholders' names
 */
export function fill(text, values) {
	const form = typeof text === 'string' ? text : text[plural.select(Number(values.n))] ?? text.other;
	return form.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * The text of a group by a computed key; undefined if there is none.
 * @template T
 * @param {Record<string, T>} group
 * @param {string} key
 * @returns {T}
 */
export function member(group, key) {
	return group[key];
}

/**
 * Says where the game stands, to the player at color you.
 * @param {{status: string, reason: string, result: string, turn: string}} state
 * @param {string} you
 */
export function stateWords(state, you) {
	if (state.status === 'over') return member(words.outcome, `${state.reason} ${state.result}`) ?? words.over;
	if (state.status === 'open') return words.waiting;
	return member(words.turn, state.turn === you ? 'you' : state.turn);
}
