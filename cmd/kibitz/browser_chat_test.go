package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// typeIn writes into a box, in place of what is there.
func (p *person) typeIn(selector, text string) {
	p.t.Helper()
	p.click(selector)
	p.do("selecting", chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`))
	p.do("typing", command(input.InsertText, input.InsertTextParams{Text: text}))
}

// talk says something by the form of the page.
func (p *person) talk(text string) {
	p.t.Helper()
	p.typeIn(`#say`, text)
	p.press("\r")
}

// talkText is what the chat of a page shows, a message a line.
const talkText = `[...document.querySelectorAll('[data-part=messages] .said')].map((said) => said.textContent).join('\n')`

// untilTalk waits until the page shows these messages and no others.
func (p *person) untilTalk(texts ...string) {
	p.t.Helper()
	p.until("the messages "+strings.Join(texts, ", "), talkText+` === `+strconv.Quote(strings.Join(texts, "\n")))
}

func TestMessagesReachThoseTheyAreFor(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	white, black, spectator := m.sit("white"), m.sit("black"), m.sit("spectator")
	for _, p := range []*person{white, black, spectator} {
		p.until("a connection", connected)
	}
	white.click(square("g1")) // what is being done at the board goes on
	const hello, secret = `Good luck! <b>&</b>`, `Nf3 wins`
	black.talk(hello)
	white.untilTalk(hello)
	black.untilTalk(hello)
	black.until("an empty box", `document.querySelector('#say').value === '' && document.activeElement.id === 'say'`)
	white.until("the message to be spoken", `document.querySelector('[data-part=announce]').textContent.includes('says: Good luck!')`)
	white.until("a piece that is still chosen", `document.querySelector('[data-sq=g1].selected')`)
	spectator.talk(secret)
	spectator.untilTalk(secret)
	spectator.until("it to be marked as one's own", `document.querySelector('[data-part=messages] li[data-own]')`)
	white.click(square("f3"))
	spectator.untilPly(3)
	white.untilTalk(hello)

	m.send("black", m.path+"/resign", nil)
	white.until("the spectators' room", talkText+`.includes(`+strconv.Quote(secret)+`)`)
	white.open(m.path)
	white.until("both rooms, told apart", talkText+`.includes(`+strconv.Quote(secret)+`) &&
		[...document.querySelectorAll('[data-part=messages] [data-part=room]')].every((room) => room.checkVisibility())`)
	white.click(`.rooms label:has([value=spectators])`)
	white.talk("Well seen!")
	white.until("the answer", talkText+`.endsWith('Well seen!')`)
	spectator.open(m.path)
	spectator.untilTalk(secret, "Well seen!")
}

// Whoever talks too fast keeps the text, and is told.
func TestMessageThatComesTooFastIsKept(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white := m.sit("white")
	white.allow("status of 429")
	const refused = `document.querySelector('[data-part=unsaid]').textContent === 'One message a second, please.' && document.querySelector('#say').value === 'fast'`
	// On a machine that stood still for a second it was not too fast.
	for tries := 0; tries < 10 && !read[bool](white, refused); tries++ {
		white.do("a lot of talk", chromedp.Evaluate[chromedp.Void](`(async () => {
			const say = (text) => fetch(location.pathname + '/chat', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text }) });
			await Promise.all(['a', 'b', 'c', 'd', 'e'].map(say));
			document.querySelector('#say').value = 'fast';
			document.querySelector('.talk-form').requestSubmit();
		})()`))
		white.until("an answer", `document.querySelector('#say').value === '' || !document.querySelector('[data-part=unsaid]').hidden`)
	}
	white.until("word that this is too fast", refused)
}

func TestMessagesAreSaidWithoutScripts(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	p := m.sit("spectator", withoutScripts)
	p.typeIn(`#say`, "hello <i>all</i>")
	p.follow(`.talk-form button`)
	p.untilTalk("hello <i>all</i>")
	if got := read[string](p, `location.pathname + location.hash`); got != m.path+"#chat" {
		t.Errorf("the answer leads to %s, want the chat of the game", got)
	}
	p.follow(`.nav a[href="/mine"]`)
	p.until("an empty list", `document.body.innerText.includes('No games yet')`)
}

// A line that is not there, or does not know the guest yet, is made up for by a
// POST.
func TestMessagesGoByEveryTransport(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	var want []string
	for _, transport := range transports {
		p := m.by(transport, "spectator")
		p.talk("by " + transport)
		want = append(want, "by "+transport)
		p.untilTalk(want...)
		p.talk("again")
		want = append(want, "again")
		p.untilTalk(want...)
	}
}

func TestLongTalkStaysInItsPlace(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	m.rename("Clever Heron", "Quiet Badger")
	m.send("white", m.path+"/chat", map[string]any{"text": "Good luck, have fun!"})
	m.send("black", m.path+"/chat", map[string]any{"text": strings.Repeat("Aa", 70)})
	p := m.sit("white")
	for name, look := range map[string][]action{
		"light": {prefers("color-scheme", "light")}, "dark": {prefers("color-scheme", "dark")},
	} {
		for _, width := range []int64{305, 360, 1280} {
			p.do("a window", append(look, chromedp.EmulateViewport(width, 900))...)
			p.open(m.path)
			p.until("the messages", `document.querySelectorAll('[data-part=messages] li').length === 2`)
			if got := read[[]string](p, tooWide); len(got) > 0 {
				t.Errorf("at %d px too wide are %s", width, strings.Join(got, ", "))
			}
			if width == 360 {
				p.do("down to the chat", chromedp.Evaluate[chromedp.Void](`document.querySelector('.chat').scrollIntoView()`))
			}
			p.shot("chat-" + strconv.FormatInt(width, 10) + "-" + name + ".png")
		}
	}
}
