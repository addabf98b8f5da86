package scoring

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

// freeRules are a contest of an hour with n questions of one point, q1 to qn.
func freeRules(scoring string, n int) *Rules {
	r := &Rules{ContestID: "c1", Start: start, End: start.Add(time.Hour), Pacing: Free, Scoring: scoring}
	for i := range n {
		r.Questions = append(r.Questions, Question{ID: fmt.Sprintf("q%d", i+1), Type: shortAnswer, PointsMilli: 1000})
	}
	return r
}

// liveRules are the same, paced: ten seconds each, three between.
func liveRules(scoring string, n int) *Rules {
	r := freeRules(scoring, n)
	r.Pacing, r.GapMs = Live, 3000
	for i := range r.Questions {
		r.Questions[i].TimeLimitMs = 10_000
	}
	r.End = r.EndOf()
	return r
}

func TestRulesCheck(t *testing.T) {
	for _, c := range []struct {
		want  string // empty: fit
		spoil func(*Rules)
	}{
		{"", func(r *Rules) {}},
		{"", func(r *Rules) { *r = *freeRules(Negative, 1000) }},
		{"", func(r *Rules) { *r = *liveRules(Speed, 1000) }},
		{"", func(r *Rules) { r.GapMs = 0; r.End = r.EndOf() }},
		{"no contest id", func(r *Rules) { r.ContestID = "" }},
		{`unknown pacing "slow"`, func(r *Rules) { r.Pacing = "slow" }},
		{`unknown scoring ""`, func(r *Rules) { r.Scoring = "" }},
		{"scoring by speed needs live pacing", func(r *Rules) { *r = *freeRules(Speed, 2) }},
		{"a gap of -1 ms", func(r *Rules) { r.GapMs = -1 }},
		{"a gap of 600001 ms", func(r *Rules) { r.GapMs = 600_001 }},
		{"a gap of 1 ms", func(r *Rules) { *r = *freeRules(AMC, 2); r.GapMs = 1 }},
		{"0 questions", func(r *Rules) { r.Questions = nil }},
		{"1001 questions", func(r *Rules) { *r = *liveRules(Speed, 1001) }},
		{"no whole millisecond", func(r *Rules) { r.Start = r.Start.Add(time.Microsecond) }},
		{"no whole millisecond", func(r *Rules) { r.End = r.End.Add(1) }},
		{"the end is not after the start", func(r *Rules) { *r = *freeRules(AMC, 2); r.End = r.Start }},
		{"the end is not when the last question closes", func(r *Rules) { r.End = r.End.Add(time.Second) }},
		{"question 2: no id", func(r *Rules) { r.Questions[1].ID = "" }},
		{`question 2: "q1" comes twice`, func(r *Rules) { r.Questions[1].ID = "q1" }},
		{`question 1: unknown type "essay"`, func(r *Rules) { r.Questions[0].Type = "essay" }},
		{"question 1: 4 options", func(r *Rules) { r.Questions[0].Options = 4 }},
		{"question 1: -1 options", func(r *Rules) { r.Questions[0].Options = -1 }},
		{"question 1: 0 thousandths", func(r *Rules) { r.Questions[0].PointsMilli = 0 }},
		{"question 1: 1000000001 thousandths", func(r *Rules) { r.Questions[0].PointsMilli = 1_000_000_001 }},
		{"question 1: a time limit of 0 ms", func(r *Rules) { r.Questions[0].TimeLimitMs = 0 }},
		{"question 1: a time limit of 999 ms", func(r *Rules) { r.Questions[0].TimeLimitMs = 999 }},
		{"question 1: a time limit of 3600001 ms", func(r *Rules) { r.Questions[0].TimeLimitMs = 3_600_001 }},
		{"question 1: a time limit without live pacing", func(r *Rules) { *r = *freeRules(AMC, 2); r.Questions[0].TimeLimitMs = 1000 }},
	} {
		r := liveRules(Speed, 2)
		c.spoil(r)
		err := r.Check()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

func TestOpensAndCloses(t *testing.T) {
	seconds := func(n int) time.Time { return start.Add(time.Duration(n) * time.Second) }
	live, free := liveRules(Speed, 3), freeRules(AMC, 3)
	for i, want := range [][2]time.Time{{seconds(0), seconds(10)}, {seconds(13), seconds(23)}, {seconds(26), seconds(36)}} {
		if !live.Opens(i).Equal(want[0]) || !live.Closes(i).Equal(want[1]) {
			t.Errorf("live question %d opens %v and closes %v", i, live.Opens(i), live.Closes(i))
		}
		if !free.Opens(i).Equal(start) || !free.Closes(i).Equal(free.End) {
			t.Errorf("free question %d opens %v and closes %v", i, free.Opens(i), free.Closes(i))
		}
	}
	if !live.EndOf().Equal(seconds(36)) || !free.EndOf().Equal(seconds(3600)) {
		t.Errorf("live ends %v, free %v", live.EndOf(), free.EndOf())
	}
}
