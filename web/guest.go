package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/web/request"
)

// cookieName is the cookie that holds a guest's token.
const cookieName = "kibitz"

// How long a guest is remembered after the first game they started or joined.
const cookieAge = 365 * 24 * time.Hour

// visitor returns who sends the request, by bearer token or by cookie. The zero
// Player is somebody who has not played yet. An unknown bearer token is an error; an
// unknown cookie is not, since it may be older than the database.
func (s *Server) visitor(r *http.Request) (game.Player, error) {
	return s.visitorFrom(r, s.config.Players)
}

// visitorForPlay is visitor for a request that is about to change a game.
func (s *Server) visitorForPlay(r *http.Request) (game.Player, error) {
	return s.visitorFrom(r, s.config.PlayersForPlay)
}

func (s *Server) visitorFrom(r *http.Request, players Players) (game.Player, error) {
	token, isBearer := bearer(r)
	if !isBearer {
		var found bool
		if token, found = request.Cookie(r, cookieName); !found {
			return game.Player{}, nil
		}
	}
	if token == "" || len(token) > maxToken {
		return nobody(isBearer)
	}
	p, err := s.playerByToken(r.Context(), players, token)
	if errors.Is(err, game.ErrNotFound) {
		return nobody(isBearer)
	}
	return p, err
}

// playerByToken looks each token up only once: a token keeps its player for good. An
// unknown token is not cached, since it may still be given to somebody.
func (s *Server) playerByToken(ctx context.Context, players Players, token string) (game.Player, error) {
	key := sha256.Sum256([]byte(token))
	if p, ok := s.tokens.Get(key); ok {
		return p, nil
	}
	p, err := players.PlayerByToken(ctx, token)
	if err == nil {
		s.tokens.Add(key, p)
	}
	return p, err
}

func bearer(r *http.Request) (token string, ok bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "bearer")
}

func nobody(hadToken bool) (game.Player, error) {
	if hadToken {
		return game.Player{}, errToken
	}
	return game.Player{}, nil
}

// player returns who sends the request, and applies that player's rate limit.
func (s *Server) player(r *http.Request) (game.Player, error) {
	p, err := s.visitorForPlay(r)
	if err != nil || p.ID == "" {
		return p, err
	}
	s.config.PlaysFrom(request.Address(r), p.ID)
	return p, s.byPlayer.Take(string(p.ID), 1)
}

// asPlayer runs do as the requesting player. A new visitor becomes a guest first,
// with another name than the opponent's. If do fails, the new guest is forgotten and
// gets no cookie, which could replace one that was set at the same time.
func (s *Server) asPlayer(w http.ResponseWriter, r *http.Request, opponent string, do func(game.Player) error) error {
	return s.asPlayerIf(w, r, opponent, func() error { return nil }, do)
}

// asPlayerIf is asPlayer for an action that may be refused: it calls may after
// charging for the request and before creating a guest.
func (s *Server) asPlayerIf(w http.ResponseWriter, r *http.Request, opponent string, may func() error, do func(game.Player) error) error {
	p, err := s.player(r)
	if err == nil && p.ID == "" {
		err = s.byAddress.Take(request.Address(r), guestCost)
	}
	if err == nil {
		err = may()
	}
	if err != nil {
		return err
	}
	if p.ID != "" {
		return do(p)
	}
	return s.asGuest(w, r, opponent, do)
}

// asGuest creates a guest and runs do as that guest.
func (s *Server) asGuest(w http.ResponseWriter, r *http.Request, opponent string, do func(game.Player) error) error {
	token := rand.Text()
	p := game.NewGuest()
	for p.Name == opponent {
		p = game.NewGuest()
	}
	if err := s.config.Players.AddPlayer(r.Context(), p, token); err != nil {
		return err
	}
	s.config.PlaysFrom(request.Address(r), p.ID)
	if err := do(p); err != nil {
		if away := s.config.Players.ForgetPlayer(context.WithoutCancel(r.Context()), p.ID); away != nil {
			s.config.Log.Warn("a guest without a game is left", "err", away)
		}
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: token, Path: "/", MaxAge: int(cookieAge.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secureCookies(r),
	})
	return nil
}
