// Makes the sounds of a game, without files. Wood on wood is a short burst of
// filtered noise over a falling tone; the others are soft notes.

const loudness = 0.5;

/** @type {AudioContext} */
let context;
/** @type {GainNode} */
let out;

/** Gets ready. Call it in a click: browsers make no noise before one. */
export function prepare() {
	if (context) return;
	context = new AudioContext();
	out = new GainNode(context, { gain: loudness });
	out.connect(context.destination);
}

/** A note. @param {number} at s from now @param {number} from Hz @param {number} to Hz @param {number} length s @param {number} gain */
function tone(at, from, to, length, gain) {
	const start = context.currentTime + at;
	const pitch = new OscillatorNode(context, { type: 'sine', frequency: from });
	pitch.frequency.exponentialRampToValueAtTime(to, start + length);
	pitch.connect(envelope(start, length, gain));
	pitch.start(start);
	pitch.stop(start + length);
}

/** A knock. @param {number} at s from now @param {number} pitch Hz @param {number} gain */
function knock(at, pitch, gain) {
	const start = context.currentTime + at, length = 0.05;
	const noise = new AudioBuffer({ length: Math.ceil(context.sampleRate * length), sampleRate: context.sampleRate });
	noise.getChannelData(0).forEach((_, i, data) => { data[i] = Math.random() * 2 - 1; });
	const source = new AudioBufferSourceNode(context, { buffer: noise });
	const wood = new BiquadFilterNode(context, { type: 'bandpass', frequency: pitch, Q: 1.4 });
	source.connect(wood).connect(envelope(start, length, gain));
	source.start(start);
	tone(at, pitch / 4, pitch / 8, 0.09, gain * 0.6);
}

/** The envelope of a sound that begins at once and dies away. @param {number} start @param {number} length @param {number} gain */
function envelope(start, length, gain) {
	const fade = new GainNode(context, { gain: 0 });
	fade.gain.setValueAtTime(0.0001, start);
	fade.gain.exponentialRampToValueAtTime(gain, start + 0.004);
	fade.gain.exponentialRampToValueAtTime(0.0001, start + length);
	fade.connect(out);
	return fade;
}

const note = { C5: 523, E5: 659, G5: 784, A5: 880, C6: 1047 };

const sounds = {
	move: () => knock(0, 1500, 0.9),
	capture: () => { knock(0, 2100, 0.9); knock(0.06, 1200, 0.9); },
	check: () => { tone(0, note.A5, note.A5, 0.16, 0.25); tone(0.09, note.C6, note.C6, 0.2, 0.2); },
	start: () => [note.C5, note.E5, note.G5].forEach((n, i) => tone(i * 0.09, n, n, 0.25, 0.25)),
	end: () => [note.G5, note.E5, note.C5].forEach((n, i) => tone(i * 0.13, n, n, 0.4, 0.25)),
	low: () => [0, 0.14, 0.28].forEach((at) => tone(at, note.G5, note.G5, 0.1, 0.3)),
};

/** @typedef {keyof typeof sounds} Sound */

/** @param {Sound} name */
export function play(name) {
	prepare();
	context.resume(); // browsers suspend it after a long time in the background
	sounds[name]();
}
