package web

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"kibitz/game"
	"kibitz/game/pgn"
	"kibitz/game/wire"
	"kibitz/web/request"
	"kibitz/web/view"
)

// importPage is the page on which games are imported from PGN.
func (s *Server) importPage(w http.ResponseWriter, r *http.Request) error {
	s.render(w, r, http.StatusOK, view.Import(s.frame(r), view.ImportPage{}))
	return nil
}

// importGames stores the games of a PGN file, all or none. It charges and bounds the
// cost of the body before it reads the body.
func (s *Server) importGames(w http.ResponseWriter, r *http.Request) error {
	address := request.Address(r)
	if err := s.byAddress.Take(address, costOfImport(r)); err != nil {
		leaveUnread(w, r)
		return err
	}
	if r.ContentLength > maxImportBody {
		leaveUnread(w, r)
		return s.refuseImport(w, r, nil, pgn.ErrLarge)
	}
	held := s.imports.hold(r.Body, address)
	defer held.release()
	body, err := io.ReadAll(held)
	switch {
	case errors.Is(err, errManyImports):
		leaveUnread(w, r)
		return s.refuseImport(w, r, nil, err)
	case err != nil:
		return s.refuseImport(w, r, nil, importError(cmp.Or(request.Unfinished(err), request.ErrBadBody)))
	}
	request.Arrived(r)
	games, pasted, err := s.keepGames(r, address, body)
	if err != nil {
		return s.refuseImport(w, r, pasted, err)
	}
	return s.tellImported(w, r, games)
}

// keepGames parses and stores the games of a body when its turn comes. After an
// error it also returns the pasted text, so that a person can correct and resend it,
// unless that is too long to edit.
func (s *Server) keepGames(r *http.Request, address string, body []byte) (games []game.Snapshot, pasted []byte, err error) {
	r.Body = io.NopCloser(bytes.NewReader(body))
	done, err := s.imports.turn(address)
	if err != nil {
		if len(body) <= maxPastedBack {
			pasted, _, _ = readImport(r)
		}
		return nil, pasted, err
	}
	defer done()
	text, isPasted, err := readImport(r)
	if isPasted && len(text) <= maxPastedBack {
		pasted = text
	}
	if err != nil {
		return nil, pasted, err
	}
	read, err := pgn.Read(text)
	if err != nil {
		return nil, pasted, err
	}
	games, err = s.config.Service.Import(r.Context(), read)
	return games, pasted, err
}

// leaveUnread closes the connection after the answer to a request whose body was not
// read. To keep the connection, net/http would first wait for the rest of the body,
// however long that takes. HTTP/2 does not wait, and other requests share its
// connection.
func leaveUnread(w http.ResponseWriter, r *http.Request) {
	if r.ProtoMajor < 2 {
		w.Header().Set("Connection", "close")
	}
}

// costOfImport is the cost of an import. A body without a declared length costs as
// much as the longest; a body whose declared length is too long is never read.
func costOfImport(r *http.Request) int {
	switch length := r.ContentLength; {
	case length > maxImportBody:
		return importCost
	case length < 0:
		return importCost + maxImportBody/importedBytes
	default:
		return importCost + int(length/importedBytes)
	}
}

// readImport returns the PGN of a request, and whether it was typed or pasted
// rather than sent as a file.
func readImport(r *http.Request) (text []byte, pasted bool, err error) {
	switch request.BodyType(r) {
	case request.TypePGN, request.TypeChessPGN:
		text, err = io.ReadAll(r.Body)
	case request.TypeMultipart:
		text, pasted, err = multipartPGN(r)
	case request.TypeForm, request.TypeJSON:
		var f request.Fields
		f, err = request.ReadFields(r)
		text, pasted = []byte(f["pgn"]), true
	default:
		err = fmt.Errorf("%w, or the PGN as multipart/form-data or %s", request.ErrBodyKind, request.TypePGN)
	}
	if err == nil && len(text) > pgn.MaxFile {
		err = pgn.ErrLarge
	}
	return text, pasted, importError(err)
}

// multipartPGN reads the file of a form, or the pasted text if no file was chosen.
// Nothing is written to disk.
func multipartPGN(r *http.Request) (text []byte, pasted bool, err error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", request.ErrBadBody, request.ErrBadForm)
	}
	for range maxParts {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return text, pasted, nil
		}
		if err != nil {
			return nil, false, multipartError(err)
		}
		if len(part.Header.Get("Content-Disposition")) > maxDisposition {
			break // each of its parameters would become a map entry
		}
		name := part.FormName()
		if name != "pgn" && name != "file" {
			continue
		}
		got, err := io.ReadAll(io.LimitReader(part, pgn.MaxFile+1))
		if err != nil {
			return nil, false, multipartError(err)
		}
		if len(got) > 0 && (len(text) == 0 || name == "file") {
			text, pasted = got, name == "pgn"
		}
	}
	return nil, false, fmt.Errorf("%w: %w", request.ErrBadBody, request.ErrBadForm)
}

func multipartError(err error) error {
	if errors.Is(err, multipart.ErrMessageTooLarge) {
		return pgn.ErrLarge
	}
	return cmp.Or(request.Unfinished(err), fmt.Errorf("%w: %w", request.ErrBadBody, request.ErrBadForm))
}

// importError has too large a body named by the limit that holds here.
func importError(err error) error {
	err = cmp.Or(request.Unfinished(err), err)
	switch {
	case errors.Is(err, request.ErrTooLarge):
		return pgn.ErrLarge
	case errors.Is(err, io.ErrUnexpectedEOF):
		return request.ErrBadBody
	}
	return err
}

// refuseImport shows a person the form again with the pasted text.
func (s *Server) refuseImport(w http.ResponseWriter, r *http.Request, pasted []byte, err error) error {
	status, _ := statusOf(err)
	if !request.WantsPage(r) || status >= 500 {
		return err
	}
	r, done := timeToExplain(r)
	defer done()
	advise(w.Header(), status, err)
	s.render(w, r, status, view.Import(s.frame(r), view.ImportPage{Text: string(pasted), Error: explain(languageOf(r), err)}))
	return nil
}

// tellImported redirects the visitor to the game, or to a list of several.
func (s *Server) tellImported(w http.ResponseWriter, r *http.Request, games []game.Snapshot) error {
	place := "/games/" + string(games[0].Game)
	if request.WantsPage(r) {
		if len(games) == 1 {
			http.Redirect(w, r, place, http.StatusSeeOther)
			return nil
		}
		s.render(w, r, http.StatusCreated, view.Imported(s.frame(r), games))
		return nil
	}
	body, err := wire.ImportedJSON(games)
	if err != nil {
		return err
	}
	if len(games) == 1 {
		w.Header().Set("Location", place)
	}
	writeJSON(w, http.StatusCreated, body)
	return nil
}
