// The chat. Messages come as events and are known by their versions; a snapshot
// brings those that were missed. What people write is only ever set as text, never
// as HTML.

import * as words from '../../words/en.json';
import { part, setText } from '../dom.js';
import { fill } from '../words.js';

/** @typedef {import('../transport/event.js').KeptMessage} KeptMessage */
/** @typedef {import('../transport/event.js').GameEvent} GameEvent */

const timeout = 8000; // ms
const narrow = matchMedia('(max-width: 56rem)');

export class Chat {
	#unread = 0;
	#sending = ''; // the text on its way

	/**
	 * @param {HTMLElement} main
	 * @param {import('./game.js').Game} game
	 * @param {(text: string) => void} say to screen readers
	 */
	constructor(main, game, say) {
		this.game = game;
		this.say = say;
		this.over = game.state.status === 'over';
		this.card = /** @type {HTMLDetailsElement} */ (part(main, 'chat'));
		this.name = this.card.dataset.name ?? '';
		this.list = /** @type {HTMLElement} */ (part(this.card, 'messages'));
		this.form = /** @type {HTMLFormElement} */ (part(this.card, 'talk'));
		this.input = /** @type {HTMLInputElement} */ (this.form.elements.namedItem('text'));
		for (const li of this.#items()) localTime(li, new Date(li.querySelector('time')?.dateTime ?? ''));
		if (narrow.matches && !this.list.children.length && !this.input.value && !location.hash) this.card.open = false;
		this.card.addEventListener('toggle', () => { if (this.card.open) this.#setUnread(0); });
		this.form.addEventListener('submit', (e) => { e.preventDefault(); this.#send(); });
	}

	/** Takes the messages of an event, if it has any. @param {GameEvent} event */
	receive(event) {
		const { chat, version, at } = event;
		if (chat?.text) this.#show({ ...chat, version, at });
		for (const message of event.messages ?? []) this.#add(message);
		if (event.status !== 'over' || this.over) return;
		this.over = true;
		// From now on players may read the spectators' chat.
		if (this.game.you && event.kind !== 'snapshot') this.game.fetch();
	}

	/** @param {KeptMessage} message */
	#show(message) {
		if (!this.#add(message)) return;
		const { from = '', text = '' } = message;
		// A visitor who becomes a guest by a message may get it before its answer.
		if (from === this.name || (!this.name && text === this.#sending)) {
			this.#clearInput(text);
			return;
		}
		this.say(fill(words.says, { name: from, text }));
		if (!this.card.open) this.#setUnread(this.#unread + 1);
	}

	/** @param {KeptMessage} message @returns {boolean} whether it was new */
	#add({ version, at, room, from = '', text = '' }) {
		const items = this.#items();
		const before = items.findLast((li) => Number(li.dataset.version) <= version);
		if (before && Number(before.dataset.version) === version) return false;
		const template = /** @type {HTMLTemplateElement} */ (part(this.card, 'message'));
		const li = /** @type {HTMLLIElement} */ (template.content.firstElementChild?.cloneNode(true));
		li.dataset.version = String(version);
		setText(li.querySelector('.from'), from);
		setText(li.querySelector('.said'), text);
		this.#markOwn(li);
		const where = part(li, 'room');
		if (where) where.hidden = this.game.state.status !== 'over';
		setText(where, room);
		localTime(li, new Date(at));
		if (before) before.after(li);
		else this.list.prepend(li);
		const silence = part(this.card, 'silence');
		if (silence) silence.hidden = true;
		return true;
	}

	/** Marks the visitor's own messages. @param {HTMLElement} li */
	#markOwn(li) {
		const own = li.querySelector('.from')?.textContent === this.name;
		li.toggleAttribute('data-own', own);
		const you = part(li, 'you');
		if (you) you.hidden = !own;
	}

	async #send() {
		const text = this.input.value.trim();
		if (!text || this.#sending) return;
		this.#sending = text;
		this.#note('');
		const { event, refused } = await this.#post(text);
		this.#sending = '';
		if (event?.chat?.from) this.name = event.chat.from; // sending may have made the visitor a guest
		for (const li of this.#items()) this.#markOwn(li);
		if (refused) this.#note(refused, true);
		else this.#clearInput(text);
		const late = this.game.you ? 0 : Number(this.card.dataset.delay); // s
		if (event?.version) this.game.receive(event);
		else if (late && !refused) this.#note(fill(words.talkLater, { n: late }));
	}

	/**
	 * Sends a message once: unlike a move it would count again.
	 * @param {string} text
	 * @returns {Promise<{event?: GameEvent, refused?: string}>} no event: it comes by the feed
	 */
	async #post(text) {
		const fields = { text, ...this.#room() };
		const { channel } = this.game;
		const reply = await channel?.({ do: 'chat', ...fields });
		if (channel && !reply) return { refused: words.talkUnanswered };
		if (reply && !reply.error) return {};
		if (reply?.error && reply.error.status !== 403) return { refused: problemText(reply.error) }; // 403: the connection was opened before the visitor was a guest
		try {
			const response = await fetch(this.game.path('/chat'), {
				method: 'POST',
				headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
				body: JSON.stringify(fields),
				signal: AbortSignal.timeout(timeout),
			});
			const body = await response.json();
			return response.ok ? { event: body } : { refused: problemText(body) };
		} catch {
			return { refused: words.talkUnanswered };
		}
	}

	/** The room that was chosen; none while there is no choice. */
	#room() {
		const room = this.over && new FormData(this.form).get('room');
		return room ? { room } : {};
	}

	/** Empties the box if it still holds what was sent. @param {string} text */
	#clearInput(text) {
		if (this.input.value.trim() !== text) return;
		this.input.value = '';
		this.#note('');
	}

	/** @param {string} text "" for none @param {boolean} [wrong] */
	#note(text, wrong = false) {
		const box = part(this.card, 'unsaid');
		if (!box) return;
		box.hidden = !text;
		box.className = wrong ? 'error' : 'hint';
		setText(box, text);
		if (wrong) this.input.setAttribute('aria-invalid', 'true');
		else this.input.removeAttribute('aria-invalid');
		if (text) this.say(text);
	}

	/** @param {number} n messages that came while the card was closed */
	#setUnread(n) {
		this.#unread = n;
		const tag = part(this.card, 'unread');
		if (tag) tag.hidden = n === 0;
		setText(tag, fill(words.unread, { n }));
	}

	#items() {
		return /** @type {HTMLElement[]} */ ([...this.list.children]);
	}
}

/** @param {{status: number, title: string, detail: string}} problem */
function problemText({ status, title, detail }) {
	if (status === 429) return words.talkTooFast;
	const text = detail || title;
	return text[0].toUpperCase() + text.slice(1);
}

/** Shows a time in the visitor's time zone, which the server does not know. @param {Element} li @param {Date} at */
function localTime(li, at) {
	const time = li.querySelector('time');
	if (!time || Number.isNaN(at.getTime())) return;
	time.dateTime = at.toISOString();
	time.title = at.toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
	time.textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}
