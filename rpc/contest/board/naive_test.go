package board

import (
	"cmp"
	"slices"

	"prepwire/rpc/contest/scoring"
)

// naive is a board that sorts everything whenever it is asked.
type naive map[string]Entry

func (n naive) lines() []Line {
	var lines []Line
	for _, e := range n {
		lines = append(lines, Line{Entry: e})
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(scoring.Compare(a.Tally, b.Tally), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Participant, b.Participant))
	})
	for i := range lines {
		lines[i].Rank = i + 1
		if i > 0 && scoring.Compare(lines[i-1].Tally, lines[i].Tally) == 0 {
			lines[i].Rank = lines[i-1].Rank
		}
	}
	return lines
}

// byName answers the lines as they are listed without ranks.
func (n naive) byName() []Line {
	lines := n.lines()
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Participant, b.Participant))
	})
	for i := range lines {
		lines[i].Rank = 0
	}
	return lines
}
