package main

import (
	"bufio"
	"encoding/json"
	"io"

	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
)

// replayCommand checks a log as verify does, and prints the board it makes.
// It ends with 1 also when the log has no closing entry, hence no key.
type replayCommand struct {
	logFile
}

// standing is schema.Entry without what only the server knows: who the
// participant is.
type standing struct {
	Rank          int         `json:"rank"`
	Participant   string      `json:"participant"`
	Score         float64     `json:"score"`
	Correct       int         `json:"correct"`
	Wrong         int         `json:"wrong"`
	Answered      int         `json:"answered"`
	TimeMs        int64       `json:"timeMs"`
	LastCorrectAt schema.Time `json:"lastCorrectAt,omitzero"`
	Completed     bool        `json:"completed"`
}

// Run prints a line of JSON for each participant who answered something, best
// first, equals by participant.
func (r *replayCommand) Run(p process) error {
	return r.read(p, func(in io.Reader) error {
		board, _, err := answerlog.Replay(in, r.Head)
		if err != nil {
			return err
		}
		return printBoard(p.stdout, board)
	})
}

func printBoard(w io.Writer, board []scoring.Standing) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	for _, s := range board {
		err := lines.Encode(standing{
			Rank:          s.Rank,
			Participant:   s.Participant,
			Score:         scoring.Points(s.Score),
			Correct:       s.Correct,
			Wrong:         s.Wrong,
			Answered:      s.Answered,
			TimeMs:        s.TimeMs,
			LastCorrectAt: schema.Time{Time: s.LastCorrectAt},
			Completed:     s.Completed,
		})
		if err != nil {
			return err
		}
	}
	return out.Flush()
}
