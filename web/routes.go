package web

import (
	"net/http"

	"kibitz/game"
)

// routes maps every address of Kibitz to its handler.
func (s *Server) routes() http.Handler {
	mux := &addresses{ServeMux: http.NewServeMux()}
	page := func(pattern string, h handler) { mux.Handle(pattern, s.ordinary(s.reading(pageCost, h))) }
	read := func(pattern string, h handler) { mux.Handle(pattern, s.ordinary(s.reading(readCost, h))) }
	free := func(pattern string, h handler) { mux.Handle(pattern, s.ordinary(h)) }
	post := func(pattern string, h handler) { mux.Handle(pattern, s.ordinary(s.limited(h))) }
	feed := func(pattern string, h handler) { mux.Handle(pattern, s.handle(lasting(s.metered(h)))) }

	page("GET /{$}", s.home)
	post("POST /games", s.createGame)
	read("GET /games/{name}", s.showGame) // {id}, {id}.json, {id}.pgn
	post("POST /games/{id}/join", s.joinGame)
	post("POST /games/{id}/moves", s.playMove)
	post("POST /games/{id}/chat", s.say)
	for _, do := range game.Actions { // resign, draw …
		post("POST /games/{id}/"+string(do), s.act(do))
	}
	feed("GET /games/{id}/feed", s.followGame)

	page("GET /mine", s.mine)
	read("GET /games/{id}/qr.svg", s.qrCode)
	read("GET /games/{id}/board.svg", s.boardPicture(svgPicture))
	read("GET /games/{id}/board.png", s.boardPicture(pngPicture))
	page("GET /games/{id}/share", s.share)
	read("GET /card.png", s.homePicture)

	read("GET /manifest.webmanifest", s.manifest)
	read("GET /sw.js", s.worker)
	page("GET /offline", s.offline)

	read("GET /lobby.json", s.showLobby)
	feed("GET /lobby/feed", s.followLobby)

	page("GET /import", s.importPage)
	mux.Handle("POST /import", s.bounded(maxImportBody, s.limited(s.importGames)))

	page("GET /about", s.about)
	page("GET /keys", s.keys)
	page("GET /settings", s.settings)
	post("POST /settings", s.saveSettings)

	page("GET /watch", s.watch)
	feed("GET /watch/feed", s.followMany)
	page("GET /lab", s.showLab)
	read("GET /lab/server.json", s.tellServer)
	post("POST /lab/sessions", s.openLab)
	read("GET /lab/sessions/{lab}", s.tellLab)
	post("POST /lab/sessions/{lab}", s.changeLab)
	feed("GET /lab/sessions/{lab}/feed", s.followLab)

	read("GET /meters/{name}", s.readMeter)
	post("POST /meters/{name}/leave", s.leaveMeter)

	free("GET /healthz", s.alive)
	free("GET /readyz", s.ready)
	mux.Handle("GET /metrics", metricsHandler(append(s.feeds.Collectors(), s.config.Metrics...)...))
	mux.Handle("GET "+s.config.StaticPrefix, s.config.Static)
	s.addresses = mux.patterns
	return s.orNotFound(mux.ServeMux)
}

// addresses is a mux that records its patterns.
type addresses struct {
	*http.ServeMux
	patterns []string
}

// Handle registers a handler for a pattern.
func (a *addresses) Handle(pattern string, h http.Handler) {
	a.patterns = append(a.patterns, pattern)
	a.ServeMux.Handle(pattern, h)
}
