// The page of settings applies each choice at once, before it is saved.

import { part } from './dom.js';

/** @param {HTMLFormElement} form */
export function start(form) {
	const notify = /** @type {HTMLInputElement} */ (form.elements.namedItem('notify'));
	const denied = /** @type {HTMLElement} */ (part(form, 'denied'));
	const refuse = (/** @type {boolean} */ on) => {
		denied.hidden = !on;
		if (on) notify.checked = false;
	};
	notify.addEventListener('change', async () => refuse(notify.checked && !(await mayNotify())));
	refuse(notify.checked && permission() === 'denied');
	form.addEventListener('change', () => preview(form));
	addEventListener('pageshow', () => preview(form)); // on the way back the browser fills in the earlier choices
}

/** @param {HTMLFormElement} form */
function preview(form) {
	const chosen = new FormData(form);
	for (const name of ['theme', 'board']) {
		const value = String(chosen.get(name) ?? '');
		if (value) document.documentElement.dataset[name] = value;
		else delete document.documentElement.dataset[name];
	}
}

// Some browsers have no Notification on plain HTTP.
const permission = () => globalThis.Notification?.permission ?? 'denied';

/** Asks the visitor, unless they have answered before. */
async function mayNotify() {
	return (permission() === 'default' ? await Notification.requestPermission() : permission()) === 'granted';
}
