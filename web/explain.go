package web

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/game/pgn"
	"kibitz/game/rules"
	"kibitz/static/words"
	"kibitz/web/limit"
	"kibitz/web/request"
)

// explained are the errors that a page may show, with the keys of their texts for
// people; programs read the error's own text. An error that wraps another is listed
// before it.
var explained = []struct {
	err error
	key string
}{
	{game.ErrWithdrawn, "withdrawn"},
	{game.ErrNotFound, "notFound"},
	{game.ErrNotPlayer, "notPlayer"},
	{game.ErrNotYourTurn, "notYourTurn"},
	{game.ErrNotStarted, "notStarted"},
	{game.ErrOver, "over"},
	{game.ErrStale, "stale"},
	{game.ErrAhead, "ahead"},
	{game.ErrSeatTaken, "seatTaken"},
	{game.ErrPaired, "paired"},
	{game.ErrOwnGame, "ownGame"},
	{game.ErrManySeeks, "manySeeks"},
	{game.ErrManyComputerGames, "manyComputerGames"},
	{game.ErrTooLate, "tooLate"},
	{game.ErrTooEarly, "tooEarly"},
	{game.ErrNotDue, "notDue"},
	{game.ErrNoMoreTime, "noMoreTime"},
	{game.ErrNothingOffered, "nothingOffered"},
	{game.ErrOfferedAlready, "offeredAlready"},
	{game.ErrTooSoon, "tooSoon"},
	{game.ErrNothingToClaim, "nothingToClaim"},
	{game.ErrNotGone, "notGone"},
	{game.ErrNothingToTakeBack, "nothingToTakeBack"},
	{game.ErrNotOver, "notOver"},
	{game.ErrNobodyThere, "nobodyThere"},
	{game.ErrRematched, "rematched"},
	{game.ErrBadAnswer, "badAnswer"},
	{game.ErrBadAction, "badAction"},
	{game.ErrBadLevel, "badLevel"},
	{game.ErrBadDelay, "badDelay"},
	{game.ErrBadText, "badText"},
	{game.ErrBadRoom, "badRoom"},
	{game.ErrBadControl, "badControl"},
	{game.ErrBadColor, "badColor"},
	{rules.ErrBadMove, "badMove"},
	{rules.ErrIllegal, "illegal"},
	{rules.ErrBadFEN, "badFEN"},
	{pgn.ErrBad, "badPGN"},
	{pgn.ErrLarge, "largePGN"},
	{request.ErrTooLarge, "tooLarge"},
	{request.ErrBadBody, "badBody"},
	{request.ErrSlowBody, "slowBody"},
	{request.ErrBodyKind, "bodyKind"},
	{errNoPage, "noPage"},
	{errMethod, "method"},
	{errCrossOrigin, "crossOrigin"},
	{errToken, "token"},
	{errBadAddress, "badAddress"},
	{errFull, "full"},
	{errBadWish, "badWish"},
	{errOtherRoom, "otherRoom"},
	{errManyImports, "manyImports"},
	{errSeeksHere, "seeksHere"},
}

// explain is the text of an error for people. Details that an error adds to one of
// the table, such as the move that it is about, stay as they are.
func explain(l *words.Language, err error) string {
	switch kindOf(err) {
	case failure.Unavailable:
		return l.Say("error.unavailable")
	case "":
		return l.Say("error.defect")
	}
	var fast limit.TooFast
	if errors.As(err, &fast) {
		return l.Say("error.tooFast", "n", limit.Seconds(fast.Wait))
	}
	_, detail := statusOf(err)
	for _, row := range explained {
		if added, ok := strings.CutPrefix(detail, row.err.Error()); ok && errors.Is(err, row.err) {
			return l.Say("error."+row.key, numbersOf(row.err)...) + added
		}
	}
	return detail
}

var number = regexp.MustCompile(`\d+`)

// numbersOf are the numbers in the text of an error, such as limits, as "n1", "n2"
// ….
func numbersOf(err error) (fill []any) {
	for i, n := range number.FindAllString(err.Error(), -1) {
		fill = append(fill, "n"+strconv.Itoa(i+1), n)
	}
	return fill
}
