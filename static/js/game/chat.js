// What is said about the game. Messages come as events do and are known by
// their versions; a snapshot brings those that were missed. What people write
// is only ever set as text.

import { part, write } from '../dom.js';
import { live } from '../words.js';

/** @typedef {import('../transport/event.js').KeptMessage} KeptMessage */
/** @typedef {import('../transport/event.js').GameEvent} GameEvent */

const timeout = 8000; // ms
const narrow = matchMedia('(max-width: 56rem)');

export class Chat {
	#unread = 0;
	#sending = ''; // what is on its way

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
		this.card.addEventListener('toggle', () => { if (this.card.open) this.#count(0); });
		this.form.addEventListener('submit', (e) => { e.preventDefault(); this.#send(); });
	}

	/** Takes what an event has to say, if anything. @param {GameEvent} event */
	hear(event) {
		const { chat, version, at } = event;
		if (chat?.text) this.#heard({ ...chat, version, at });
		for (const message of event.messages ?? []) this.#add(message);
		if (event.status !== 'over' || this.over) return;
		this.over = true;
		// Players may read now what spectators have said.
		if (this.game.you && event.kind !== 'snapshot') this.game.fetch();
	}

	/** @param {KeptMessage} message */
	#heard(message) {
		if (!this.#add(message)) return;
		const { from = '', text = '' } = message;
		// Who becomes a guest by a message may hear it before its answer.
		if (from === this.name || (!this.name && text === this.#sending)) {
			this.#said(text);
			return;
		}
		this.say(live.says(from, text));
		if (!this.card.open) this.#count(this.#unread + 1);
	}

	/** @param {KeptMessage} message @returns {boolean} whether it was new */
	#add({ version, at, room, from = '', text = '' }) {
		const items = this.#items();
		const before = items.findLast((li) => Number(li.dataset.version) <= version);
		if (before && Number(before.dataset.version) === version) return false;
		const template = /** @type {HTMLTemplateElement} */ (part(this.card, 'message'));
		const li = /** @type {HTMLLIElement} */ (template.content.firstElementChild?.cloneNode(true));
		li.dataset.version = String(version);
		write(li.querySelector('.from'), from);
		write(li.querySelector('.said'), text);
		this.#mark(li);
		const where = part(li, 'room');
		if (where) where.hidden = this.game.state.status !== 'over';
		write(where, room);
		localTime(li, new Date(at));
		if (before) before.after(li);
		else this.list.prepend(li);
		const silence = part(this.card, 'silence');
		if (silence) silence.hidden = true;
		return true;
	}

	/** @param {HTMLElement} li of one's own, or not */
	#mark(li) {
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
		if (event?.chat?.from) this.name = event.chat.from; // a guest may have been made
		for (const li of this.#items()) this.#mark(li);
		if (refused) this.#note(refused, true);
		else this.#said(text);
		const late = this.game.you ? 0 : Number(this.card.dataset.delay); // s
		if (event?.version) this.game.receive(event);
		else if (late && !refused) this.#note(live.talkLater(late));
	}

	/**
	 * Sends a message once: unlike a move, sent again it would be said again.
	 * @param {string} text
	 * @returns {Promise<{event?: GameEvent, refused?: string}>} no event: it comes by the feed
	 */
	async #post(text) {
		const fields = { text, ...this.#room() };
		const { line } = this.game;
		const reply = await line?.({ do: 'chat', ...fields });
		if (line && !reply) return { refused: live.talkUnanswered };
		if (reply && !reply.error) return {};
		if (reply?.error && reply.error.status !== 403) return { refused: why(reply.error) }; // 403: the line knows no guest yet
		try {
			const response = await fetch(this.game.path('/chat'), {
				method: 'POST',
				headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
				body: JSON.stringify(fields),
				signal: AbortSignal.timeout(timeout),
			});
			const body = await response.json();
			return response.ok ? { event: body } : { refused: why(body) };
		} catch {
			return { refused: live.talkUnanswered };
		}
	}

	/** The room that was chosen, once there is a choice. */
	#room() {
		const room = this.over && new FormData(this.form).get('room');
		return room ? { room } : {};
	}

	/** Empties the box if it holds what has been said. @param {string} text */
	#said(text) {
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
		write(box, text);
		if (wrong) this.input.setAttribute('aria-invalid', 'true');
		else this.input.removeAttribute('aria-invalid');
		if (text) this.say(text);
	}

	/** @param {number} n messages that came while nobody looked */
	#count(n) {
		this.#unread = n;
		const tag = part(this.card, 'unread');
		if (tag) tag.hidden = n === 0;
		write(tag, live.unread(n));
	}

	#items() {
		return /** @type {HTMLElement[]} */ ([...this.list.children]);
	}
}

/** @param {{status: number, title: string, detail: string}} problem */
function why({ status, title, detail }) {
	if (status === 429) return live.talkTooFast;
	const text = detail || title;
	return text[0].toUpperCase() + text.slice(1);
}

/** The server cannot know the clock on the visitor's wall. @param {Element} li @param {Date} at */
function localTime(li, at) {
	const time = li.querySelector('time');
	if (!time || Number.isNaN(at.getTime())) return;
	time.dateTime = at.toISOString();
	time.title = at.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
	time.textContent = at.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}
