package scoring

import (
	"cmp"
	"iter"
	"slices"
)

// Compare orders tallies, best first: higher score, then fewer wrong, then the
// earlier last correct answer, which is the smaller TimeMs. Who has no correct
// answer stands after who has one. 0: they share a rank.
func Compare(a, b Tally) int {
	if c := cmp.Compare(b.Score, a.Score); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Wrong, b.Wrong); c != 0 {
		return c
	}
	if (a.Correct == 0) != (b.Correct == 0) {
		if a.Correct == 0 {
			return 1
		}
		return -1
	}
	return cmp.Compare(a.TimeMs, b.TimeMs)
}

// Standing is a tally and its rank.
type Standing struct {
	Rank int
	Tally
}

// Standings ranks tallies, best first. Equals share a rank and the next one
// counts them all ("1224"); among equals the order is by participant.
func Standings(tallies iter.Seq[Tally]) []Standing {
	var all []Standing
	for t := range tallies {
		all = append(all, Standing{Tally: t})
	}
	slices.SortFunc(all, func(a, b Standing) int {
		return cmp.Or(Compare(a.Tally, b.Tally), cmp.Compare(a.Participant, b.Participant))
	})
	for i := range all {
		all[i].Rank = i + 1
		if i > 0 && Compare(all[i-1].Tally, all[i].Tally) == 0 {
			all[i].Rank = all[i-1].Rank
		}
	}
	return all
}
