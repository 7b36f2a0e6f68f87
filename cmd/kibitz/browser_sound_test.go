package main

import (
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// hearing notes what a page makes of sounds.
var hearing = command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
	window.contexts = [];
	window.noises = 0; // bursts: each move has one, each capture two
	window.notes = 0;
	window.AudioContext = class extends AudioContext { constructor() { super(); window.contexts.push(this); } };
	for (const [kind, count] of [[AudioBufferSourceNode, 'noises'], [OscillatorNode, 'notes']]) {
		const { start } = kind.prototype;
		kind.prototype.start = function (...when) { window[count]++; return start.apply(this, when); };
	}
`})

const soundButton = `button.sound`

func TestSoundsComeOnceTheyAreTurnedOn(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "d5")
	white := m.sit("white", hearing)
	white.until("a button that is not pressed", `document.querySelector('`+soundButton+`').ariaPressed === 'false'`)
	white.clickMove("e4d5")
	white.untilPly(3)
	if got := read[int](white, `window.contexts.length`); got != 0 {
		t.Error("sounds are made ready although they are off")
	}
	white.click(soundButton)
	white.until("a sound to try", `window.contexts.length === 1 && window.contexts[0].state === 'running' && window.noises === 1`)
	m.play("Qxd5")
	white.until("a capture", `window.noises === 3`)
	white.clickMove("b1c3")
	white.until("the own move, at once and once", `window.noises === 4`)
	white.untilPly(5)
	before := read[int](white, `window.notes`)
	m.play("Qe4+")
	white.until("a check", `window.notes > `+strconv.Itoa(before+1))
	if got := read[int](white, `window.noises`); got != 5 {
		t.Errorf("%d bursts by now, want 5", got)
	}
	// It is remembered by this browser, and quiet until a click.
	white.load("a reload", func() { white.do("a reload", chromedp.Evaluate[chromedp.Void](`location.reload()`)) })
	white.until("a button that is pressed", `document.querySelector('`+soundButton+`').ariaPressed === 'true'`)
	if read[int](white, `window.contexts.length`) != 0 {
		t.Error("sounds were started without a click")
	}
	white.click(soundButton)
	white.until("silence", `document.querySelector('`+soundButton+`').ariaPressed === 'false' && localStorage.getItem('kibitz-sound') === 'off'`)
}

func TestPreferenceForSoundsWaitsForAClick(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	white := m.person("white", hearing, command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `document.addEventListener('readystatechange', () => { document.documentElement.dataset.sound = ''; });`,
	}))
	white.as(m.players["white"])
	white.open(m.path)
	white.until("a button that is pressed", `document.querySelector('`+soundButton+`').ariaPressed === 'true'`)
	m.play("e5")
	white.untilPly(2)
	if read[int](white, `window.contexts.length`) != 0 {
		t.Error("sounds were started without a click")
	}
	white.clickMove("g1f3")
	white.until("the sound of the move", `window.noises === 1 && window.contexts[0].state === 'running'`)
	m.send("black", m.path+"/resign", nil)
	white.until("the sound of the end", `window.notes >= 4`)
}

// A clock that gets short warns its owner once.
func TestShortTimeIsHeardOnce(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(600, 0, "e4", "e5")
	white := m.sit("white", hearing)
	white.click(soundButton)
	white.until("a sound to try", `window.noises === 1`)
	before := read[int](white, `window.notes`)
	// As if the game had been an hour long.
	white.do("getting short of time", chromedp.Evaluate[chromedp.Void](`document.querySelector('`+clockOf("white")+`').dataset.urgent = 600_000`))
	white.until("the mark", `document.querySelector('`+clockOf("white")+`').matches('[data-low]')`)
	white.until("three notes", `window.notes === `+strconv.Itoa(before+3))
	white.tick("white")
	white.tick("white")
	if got := read[int](white, `window.notes`); got != before+3 {
		t.Errorf("%d notes after a while, want the three of one warning", got-before)
	}
}
