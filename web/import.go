package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"

	"kibitz/game"
	"kibitz/web/view"
)

// importPage is where games are read from PGN.
func (s *Server) importPage(w http.ResponseWriter, r *http.Request) error {
	s.render(w, r, http.StatusOK, view.Import(s.frame(r, "Games from PGN"), view.ImportPage{}))
	return nil
}

// importGames keeps the games of a PGN file, all or none.
func (s *Server) importGames(w http.ResponseWriter, r *http.Request) error {
	if err := s.byAddress.take(addressOf(r), importCost); err != nil {
		return err
	}
	text, pasted, err := readImport(r)
	if err != nil {
		return s.refuseImport(w, r, nil, err)
	}
	if err := s.byAddress.take(addressOf(r), len(text)/importedBytes); err != nil {
		return err
	}
	read, err := game.ReadPGN(text)
	if err != nil {
		if !pasted {
			text = nil // nobody wants to see a whole file in the form
		}
		return s.refuseImport(w, r, text, err)
	}
	games, err := s.Service.Import(r.Context(), read)
	if err != nil {
		return err
	}
	return s.tellImported(w, r, games)
}

// readImport returns the PGN of a request, and whether it was typed or pasted
// rather than sent as a file.
func readImport(r *http.Request) (text []byte, pasted bool, err error) {
	switch bodyType(r) {
	case typePGN, typeChessPGN:
		text, err = io.ReadAll(r.Body)
	case typeMultipart:
		text, pasted, err = multipartPGN(r)
	case typeForm, typeJSON:
		var f fields
		f, err = readFields(r)
		text, pasted = []byte(f["pgn"]), true
	default:
		err = fmt.Errorf("%w, or the PGN as multipart/form-data or %s", errBodyKind, typePGN)
	}
	if err == nil && len(text) > game.MaxPGN {
		err = game.ErrLargePGN
	}
	return text, pasted, importError(err)
}

// multipartPGN reads the file of a form, or what was pasted if no file was
// chosen. Nothing is written to a disk.
func multipartPGN(r *http.Request) (text []byte, pasted bool, err error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", errBadBody, errBadForm)
	}
	for range maxParts {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return text, pasted, nil
		}
		if err != nil {
			return nil, false, multipartError(err)
		}
		name := part.FormName()
		if name != "pgn" && name != "file" {
			continue
		}
		got, err := io.ReadAll(io.LimitReader(part, game.MaxPGN+1))
		if err != nil {
			return nil, false, multipartError(err)
		}
		if len(got) > 0 && (len(text) == 0 || name == "file") {
			text, pasted = got, name == "pgn"
		}
	}
	return nil, false, fmt.Errorf("%w: %w", errBadBody, errBadForm)
}

func multipartError(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), errors.Is(err, multipart.ErrMessageTooLarge):
		return game.ErrLargePGN
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlowBody
	}
	return fmt.Errorf("%w: %w", errBadBody, errBadForm)
}

// importError has too large a body named by the limit that holds here.
func importError(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errTooLarge), errors.As(err, &large):
		return game.ErrLargePGN
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlowBody
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errBadBody
	}
	return err
}

// refuseImport shows a person the form again, with what was pasted.
func (s *Server) refuseImport(w http.ResponseWriter, r *http.Request, pasted []byte, err error) error {
	status, detail := statusOf(err)
	if !wantsPage(r) || status >= 500 {
		return err
	}
	s.render(w, r, status, view.Import(s.frame(r, "Games from PGN"), view.ImportPage{Text: string(pasted), Error: detail}))
	return nil
}

// tellImported sends whoever asked to the game, or shows where several are.
func (s *Server) tellImported(w http.ResponseWriter, r *http.Request, games []game.Snapshot) error {
	place := "/games/" + string(games[0].Game)
	if wantsPage(r) {
		if len(games) == 1 {
			http.Redirect(w, r, place, http.StatusSeeOther)
			return nil
		}
		s.render(w, r, http.StatusCreated, view.Imported(s.frame(r, "Games from PGN"), games))
		return nil
	}
	told := struct {
		Games []importedWire `json:"games"`
	}{make([]importedWire, len(games))}
	for i, g := range games {
		told.Games[i] = importedWire{g.Game, g.White.Name, g.Black.Name, g.Result, g.Ply}
	}
	body, err := json.Marshal(told)
	if err != nil {
		return err
	}
	if len(games) == 1 {
		w.Header().Set("Location", place)
	}
	writeJSON(w, http.StatusCreated, body)
	return nil
}

// importedWire is an imported game as the answer tells of it.
type importedWire struct {
	ID     game.ID     `json:"id"`
	White  string      `json:"white"`
	Black  string      `json:"black"`
	Result game.Result `json:"result"`
	Ply    int         `json:"ply"`
}
