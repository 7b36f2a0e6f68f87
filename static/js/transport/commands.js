// Commands over a connection that goes both ways, and the answers to them. An
// answer names the number of its command; the connection may break before it comes.

/** @typedef {{version?: number, error?: {status: number, title: string, detail: string}}} Reply */
/** @typedef {(command: object) => Promise<Reply | undefined>} Send nothing when no answer came */

const timeout = 4000; // ms for an answer

/** @param {(text: string) => void} write */
export function commands(write) {
	let last = 0;
	/** @type {Map<number, (reply?: Reply) => void>} */
	const waiting = new Map();

	/** @type {Send} */
	function send(command) {
		const id = ++last;
		return new Promise((resolve) => {
			const timer = setTimeout(() => settle(id), timeout);
			waiting.set(id, (reply) => { clearTimeout(timer); resolve(reply); });
			write(JSON.stringify({ id, ...command }));
		});
	}

	/** @param {number} id @param {Reply} [reply] */
	function settle(id, reply) {
		waiting.get(id)?.(reply);
		waiting.delete(id);
	}

	return {
		send,
		settle,
		/** Settles all commands without an answer: the connection is gone. */
		end() { for (const id of [...waiting.keys()]) settle(id); },
	};
}
