// The page of settings shows at once what is chosen, before it is saved.

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
	addEventListener('pageshow', () => preview(form)); // a browser that comes back fills in what was chosen
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

// Where a page may not ask, as on plain HTTP, there may be no Notification at all.
const permission = () => globalThis.Notification?.permission ?? 'denied';

/** Asks whoever uses the browser, if they have not answered yet. */
async function mayNotify() {
	return (permission() === 'default' ? await Notification.requestPermission() : permission()) === 'granted';
}
