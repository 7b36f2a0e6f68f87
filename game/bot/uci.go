package bot

import (
	"strconv"
	"strings"
	"time"

	"kibitz/game"
)

// Kinds of an engine's lines; all others are ignored.
const (
	isOther = iota
	isOption
	isUCIOK
	isReadyOK
	isScore
	isBestMove
)

// A reply is the part of an engine's line that matters here.
type reply struct {
	kind     int
	name     string // of an option
	min, max int    // of an option with a range
	score    int    // centipawns for the side to move, at most mate
	move     string // as the engine wrote it, which need not be a move
}

// parseReply reads a line of an engine, which may be anything at all.
func parseReply(line string) reply {
	words := strings.Fields(line)
	if len(words) == 0 {
		return reply{}
	}
	switch rest := words[1:]; words[0] {
	case "uciok":
		return reply{kind: isUCIOK}
	case "readyok":
		return reply{kind: isReadyOK}
	case "option":
		return parseOption(rest)
	case "info":
		return parseInfo(rest)
	case "bestmove":
		if len(rest) > 0 {
			return reply{kind: isBestMove, move: rest[0]}
		}
		return reply{kind: isBestMove}
	}
	return reply{}
}

// parseOption reads "name Skill Level type spin default 20 min 0 max 20".
func parseOption(words []string) reply {
	r := reply{kind: isOption}
	var name []string
	part := ""
	for _, w := range words {
		switch {
		case w == "name" || w == "type" || w == "default" || w == "min" || w == "max" || w == "var":
			part = w
		case part == "name":
			name = append(name, w)
		case part == "min":
			r.min, _ = strconv.Atoi(w)
		case part == "max":
			r.max, _ = strconv.Atoi(w)
		}
	}
	r.name = strings.Join(name, " ")
	return r
}

// parseInfo reads "depth 9 score cp 31 nodes 5 pv e2e4", or "score mate -3".
func parseInfo(words []string) reply {
	for i, w := range words {
		if w == "string" { // free text to the end of the line
			break
		}
		if w != "score" || i+2 >= len(words) {
			continue
		}
		n, err := strconv.Atoi(words[i+2])
		switch {
		case err != nil:
		case words[i+1] == "cp":
			return reply{kind: isScore, score: min(max(n, -decided), decided)}
		case words[i+1] == "mate" && n > 0:
			return reply{kind: isScore, score: mate - min(n, mate-decided)}
		case words[i+1] == "mate":
			return reply{kind: isScore, score: -mate - max(n, decided-mate)}
		}
	}
	return reply{}
}

// position returns the command that sets up a task's position through its moves, so
// that the engine knows which positions have occurred.
func position(t Task) string {
	text := "position fen " + t.StartFEN
	if len(t.Moves) > 0 {
		text += " moves " + strings.Join(t.Moves, " ")
	}
	return text
}

// searchFor returns the command that starts thinking. It asks for slightly less time
// than the limit, at which the engine is told to stop.
func searchFor(t Task) string {
	text := "go movetime " + strconv.FormatInt(max(1, (t.Limit*8/10).Milliseconds()), 10)
	if depth := levelOf(t.Level).engineDepth; depth > 0 {
		text += " depth " + strconv.Itoa(depth)
	}
	return text
}

// strength returns the commands that make an engine with these options play at a
// level: by its skill option if it has one, else by a rating.
func strength(options map[string]reply, number int) []string {
	l := levelOf(number)
	if o, ok := options["Skill Level"]; ok {
		return []string{setOption(o, l.skill)}
	}
	o, ok := options["UCI_Elo"]
	if _, limits := options["UCI_LimitStrength"]; !ok || !limits {
		return nil
	}
	if number >= game.Levels {
		return []string{"setoption name UCI_LimitStrength value false"}
	}
	return []string{"setoption name UCI_LimitStrength value true", setOption(o, l.elo)}
}

// resources returns the commands that keep an engine to its share of the
// machine.
func resources(options map[string]reply) []string {
	var commands []string
	for _, want := range []struct {
		name  string
		value int
	}{{"Threads", 1}, {"Hash", 16}} { // MiB
		if o, ok := options[want.name]; ok {
			commands = append(commands, setOption(o, want.value))
		}
	}
	return commands
}

// setOption sets an option as close to a value as it allows.
func setOption(o reply, value int) string {
	return "setoption name " + o.name + " value " + strconv.Itoa(max(o.min, min(value, o.max)))
}

// How long an engine may take.
const (
	startTimeout = 5 * time.Second        // from its start until it is ready
	stopGrace    = 500 * time.Millisecond // to answer once its time is up and it was told to stop
	writeTimeout = time.Second            // to take a command
)
