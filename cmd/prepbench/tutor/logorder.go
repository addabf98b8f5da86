package tutor

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"prepwire/rpc/recommendations/learner"
)

// order turns times into milliseconds above 0 and puts each user's rows in their
// order.
func (l *Log) order() {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for i := range l.Rows {
		if at := l.Rows[i].At; at != noTime {
			first, last = min(first, at), max(last, at)
		}
	}
	unit := l.unit(last)
	shift := int64(0)
	if first/unit <= 0 {
		shift = 1 - first/unit // seconds are from anywhere, and 0 means unknown
	}
	for i := range l.Rows {
		if at := &l.Rows[i].At; *at == noTime {
			*at = 0
		} else {
			*at = *at/unit + shift
		}
	}
	l.sort()
}

// unit is what times have to be divided by: no log is from the year 5138, so such
// times are not seconds but thousandths or millionths.
func (l *Log) unit(last int64) int64 {
	const year5138 = 100_000_000_000_000
	switch {
	case last > 1000*year5138:
		l.Notes = append(l.Notes, `column "time" is taken for microseconds`)
		return 1_000_000
	case last > year5138:
		l.Notes = append(l.Notes, `column "time" is taken for milliseconds`)
		return 1000
	}
	return 1
}

// sort puts rows in the order of their times, user by user, each row taking the
// place of another of the same user. Who has a row without a time is left alone.
func (l *Log) sort() {
	latest := make([]int64, len(l.Users))
	unsorted, timeless := map[uint64][]int{}, map[uint64]bool{}
	for i := range l.Rows {
		a := &l.Rows[i]
		if a.At == 0 {
			timeless[a.Student] = true
		} else if a.At < latest[a.Student] {
			unsorted[a.Student] = nil
		}
		latest[a.Student] = max(latest[a.Student], a.At)
	}
	for user := range timeless {
		delete(unsorted, user)
	}
	if len(unsorted) == 0 {
		return
	}
	for i := range l.Rows {
		if places, ok := unsorted[l.Rows[i].Student]; ok {
			unsorted[l.Rows[i].Student] = append(places, i)
		}
	}
	for _, places := range unsorted {
		rows := make([]learner.Logged, len(places))
		for i, at := range places {
			rows[i] = l.Rows[at]
		}
		slices.SortStableFunc(rows, func(a, b learner.Logged) int { return cmp.Compare(a.At, b.At) })
		for i, at := range places {
			l.Rows[at] = rows[i]
		}
	}
	l.Notes = append(l.Notes, fmt.Sprintf("rows of %d users were not in the order of their times, and were put in it", len(unsorted)))
}

// note says what bears on the figures.
func (l *Log) note(c columns) {
	if c.skills < 0 || len(l.Skills) == 0 {
		l.Notes = append(l.Notes, "no skills are named: each answer tells of ability at large alone")
	}
	if c.item < 0 {
		l.Notes = append(l.Notes, "no questions are named: difficulties are those of skills")
	}
	if again, n := l.again(), len(l.Rows); again > n/50 {
		l.Notes = append(l.Notes, fmt.Sprintf("%.1f %% of the rows repeat the question and outcome of the same user's row before with other skills; "+
			"where answers of several skills were written as several rows, all figures are too good", 100*float64(again)/float64(n)))
	}
	correct := 0
	for i := range l.Rows {
		if l.Rows[i].Correct {
			correct++
		}
	}
	if n := len(l.Rows); n > 0 && (correct == 0 || correct == n) {
		l.Notes = append(l.Notes, "all answers have one outcome: AUC says nothing and is given as 0.5")
	}
}

// again counts rows that say the same as the user's row before, but for the
// skills.
func (l *Log) again() (rows int) {
	last := make([]*learner.Logged, len(l.Users))
	for i := range l.Rows {
		a := &l.Rows[i]
		if b := last[a.Student]; b != nil && a.Item != 0 && a.Item == b.Item && a.Correct == b.Correct && !slices.Equal(a.Skills, b.Skills) {
			rows++
		}
		last[a.Student] = a
	}
	return rows
}
