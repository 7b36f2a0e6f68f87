package web

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/feed"
	"kibitz/web/presence"
	"kibitz/web/request"
	"kibitz/web/view"
)

// createGame starts a game for the requesting player and leaves the other seat open.
func (s *Server) createGame(w http.ResponseWriter, r *http.Request) error {
	f, err := request.ReadFields(r)
	if err != nil {
		return err
	}
	setup, err := setupFrom(f)
	if err != nil {
		return s.refuseSetup(w, r, f, err)
	}
	if setup.Level > 0 {
		if err := s.vsBots.Take(request.Address(r), 1); err != nil {
			return err
		}
	}
	var snapshot game.Snapshot
	if setup.Seek {
		kept, err := s.seek(r)
		if err != nil {
			return s.refuseSetup(w, r, f, err)
		}
		defer func() { kept(snapshot.Game) }()
	}
	err = s.asPlayer(w, r, "", func(p game.Player) (err error) {
		setup.Creator = p
		snapshot, err = s.config.Service.Create(r.Context(), setup)
		return err
	})
	if err != nil {
		return s.refuseSetup(w, r, f, err)
	}
	place := "/games/" + string(snapshot.Game)
	if request.WantsPage(r) {
		http.Redirect(w, r, place, http.StatusSeeOther)
		return nil
	}
	w.Header().Set("Location", place)
	return s.writeSnapshot(r.Context(), w, http.StatusCreated, snapshot, snapshot.ColorOf(setup.Creator.ID))
}

// seek counts a new seek against the request's address, or returns why it may not
// have another. The caller must call kept with the game that was created, "" for
// none.
func (s *Server) seek(r *http.Request) (kept func(game.ID), err error) {
	if err := s.bySeeker.Take(request.Address(r), 1); err != nil {
		return nil, err
	}
	return s.seekers.begin(r.Context(), request.Address(r))
}

// refuseSetup shows a person the form again as they filled it in.
func (s *Server) refuseSetup(w http.ResponseWriter, r *http.Request, f request.Fields, err error) error {
	status, _ := statusOf(err)
	refused := status == http.StatusBadRequest && !errors.Is(err, request.ErrBadBody)
	many := errors.Is(err, game.ErrManySeeks) || errors.Is(err, errSeeksHere) || errors.Is(err, game.ErrManyComputerGames)
	if !request.WantsPage(r) || !(refused || many) {
		return err
	}
	r, done := timeToExplain(r)
	defer done()
	page := s.homePage(r)
	page.Color, page.FEN, page.Error = f["color"], f["fen"], explain(languageOf(r), err)
	page.Control, page.Minutes, page.Increment = f["control"], f["minutes"], f["increment"]
	page.Opponent, page.Level, page.Delay = f["opponent"], f["level"], f["delay"]
	switch {
	case errors.Is(err, rules.ErrBadFEN):
		page.Wrong = "fen"
	case errors.Is(err, game.ErrBadControl):
		page.Wrong = "control"
	}
	advise(w.Header(), status, err)
	s.render(w, r, status, view.Home(s.frame(r), page))
	return nil
}

// joinGame gives the open seat of a game to the requesting player. A player who
// already has a seat gets the same answer: pressing the button twice is no mistake.
func (s *Server) joinGame(w http.ResponseWriter, r *http.Request) error {
	id, _, err := s.action(r)
	if err != nil {
		return err
	}
	head, err := s.headsForPlay.Get(r.Context(), id)
	if err != nil {
		return err
	}
	visitor, err := s.visitorForPlay(r)
	if err != nil {
		return err
	}
	you := head.ColorOf(visitor.ID)
	again := you != "" && head.Status != game.Open
	if !again {
		if you, err = s.takeSeat(w, r, id, head); err != nil {
			return err
		}
	}
	if request.WantsPage(r) {
		http.Redirect(w, r, "/games/"+string(id), http.StatusSeeOther)
		return nil
	}
	if again { // this answer reads a game of any length
		if err := s.spendAtOnce(r, readCost); err != nil {
			return err
		}
	}
	after, err := s.shelf.See(r.Context(), id, feed.Chair{})
	if err != nil {
		return err
	}
	if err := s.pay(r, costOf(after)); err != nil && again {
		return err
	}
	return s.writeSnapshot(r.Context(), w, http.StatusOK, after, you)
}

// takeSeat joins a game and returns the color of the seat.
func (s *Server) takeSeat(w http.ResponseWriter, r *http.Request, id game.ID, head game.Head) (rules.Color, error) {
	if err := closed(head); err != nil {
		return "", withVersion(err, head)
	}
	before, err := s.shelf.See(r.Context(), id, feed.Chair{})
	if err != nil {
		return "", err
	}
	if err := before.Joinable(); err != nil { // before a guest is created for nothing
		head.Version, head.Status = before.Version, before.Status // read after the head
		return "", withVersion(err, head)
	}
	var joined game.Event
	opponent := before.White.Name + before.Black.Name // one seat is open
	err = s.asPlayer(w, r, opponent, func(p game.Player) (err error) {
		joined, err = s.config.Service.Join(r.Context(), id, p)
		return err
	})
	if err == nil {
		s.presence.Seen(presence.Visit{At: []game.ID{id}, You: joined.By, From: request.IdentityOf(r)})
		return joined.By, nil
	}
	var refusal *game.Refusal
	if errors.As(err, &refusal) {
		head.Version, head.Status = refusal.Version, refusal.Status
		err = withVersion(err, head)
	}
	return "", err
}

// closed returns why no seat of a game can be taken, as far as its head tells. It
// returns nil for games that never began; these are short to read.
func closed(head game.Head) error {
	switch never := (head.White == "") != (head.Black == ""); {
	case head.Status == game.Playing:
		return game.ErrSeatTaken
	case head.Status == game.Over && !never:
		return game.ErrOver
	}
	return nil
}

// usualLevel is the computer's level unless the request names one.
const usualLevel = "3"

// setupFrom reads the settings of a new game. It refuses impossible ones before a
// guest is created.
func setupFrom(f request.Fields) (game.Setup, error) {
	setup := game.Setup{Color: f["color"], FEN: f["fen"]}
	var err error
	if setup.Control, err = controlFrom(f); err != nil {
		return setup, err
	}
	if setup.Delay, err = delayFrom(f); err != nil {
		return setup, err
	}
	switch f["opponent"] {
	case "", "link":
	case "anyone":
		setup.Seek = true
	case "computer":
		if setup.Level, err = strconv.Atoi(cmp.Or(f["level"], usualLevel)); err != nil || setup.Level == 0 {
			return setup, game.ErrBadLevel
		}
	default:
		return setup, fmt.Errorf("%w: the opponent is link, anyone or computer", errBadWish)
	}
	return setup, setup.Check()
}

// controlFrom reads a time control. Programs send initial and increment in seconds.
// The form sends control: "none", "300+3" in seconds, or "custom" together with
// minutes, which may have a fraction, and increment.
func controlFrom(f request.Fields) (game.TimeControl, error) {
	initial, increment := f["initial"], f["increment"]
	switch c := f["control"]; c {
	case "":
	case "none":
		return game.TimeControl{}, nil
	case "custom":
		minutes, err := strconv.ParseFloat(strings.Replace(f["minutes"], ",", ".", 1), 64)
		if f["minutes"] != "" && (err != nil || !(minutes >= 0 && minutes <= 180)) {
			return game.TimeControl{}, game.ErrBadControl
		}
		initial = strconv.Itoa(int(math.Round(minutes * 60)))
	default:
		var ok bool
		if initial, increment, ok = strings.Cut(c, "+"); !ok {
			return game.TimeControl{}, game.ErrBadControl
		}
	}
	tc := game.TimeControl{Initial: wholeSeconds(initial), Increment: wholeSeconds(increment)}
	if tc.Initial < 0 || tc.Increment < 0 {
		return game.TimeControl{}, game.ErrBadControl
	}
	return tc, nil
}

// delayFrom reads the spectators' delay in seconds.
func delayFrom(f request.Fields) (time.Duration, error) {
	d := wholeSeconds(f["delay"])
	if d < 0 {
		return 0, game.ErrBadDelay
	}
	return d, nil
}

// wholeSeconds reads a number of seconds; a negative value if the text is not one.
func wholeSeconds(text string) time.Duration {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return -1
	}
	return time.Duration(n) * time.Second
}
