package tutor

import (
	"fmt"
	"io"
	"time"

	"prepwire/rpc/recommendations/learner"
)

// Report is what an evaluation found.
type Report struct {
	Fits        []NamedFit // baselines, the filter alone, and the model last
	Model       Fit
	First10     Fit     // of each user's first ten answers
	NsPerAnswer float64 // predict and update, one goroutine
	Guesses     []Guess
	Params      *learner.Params
	states      []learner.State
	counts      []map[learner.SkillID]*tally
	test        Log
}

type tally struct{ right, all float64 }

// NamedFit is a row of a table.
type NamedFit struct {
	Name string
	Fit
}

// Evaluate fits parameters to one log and predicts every answer of the other,
// each user starting from nothing and each answer being predicted before it is
// seen.
func Evaluate(train, test Log, progress io.Writer) Report {
	start := time.Now()
	for _, note := range notes(train, test) {
		_, _ = fmt.Fprintln(progress, note)
	}
	_, _ = fmt.Fprintf(progress, "fitting to %d answers of %d users\n", len(train.Rows), len(train.Users))
	params := learner.Fit(1, train.Rows)
	_, _ = fmt.Fprintf(progress, "fitted to %d answers of %d users in %.1f s\n", len(train.Rows), len(train.Users), time.Since(start).Seconds())
	r := Report{Params: params, test: test, states: make([]learner.State, len(test.Users)), counts: make([]map[learner.SkillID]*tally, len(test.Users))}
	for _, b := range baselines {
		r.Fits = append(r.Fits, NamedFit{b.name, Judge(b.predict(train, test))})
	}
	r.predict()
	_, _ = fmt.Fprintf(progress, "predicted %d answers of %d users\n", len(test.Rows), len(test.Users))
	var first []Guess
	for _, g := range r.Guesses {
		if g.Nth < 10 {
			first = append(first, g)
		}
	}
	r.First10 = Judge(first)
	return r
}

var baselines = []struct {
	name    string
	predict func(train, test Log) []Guess
}{
	{"share of right answers of the question", itemMean},
	{"the same and the student's own, logistic", means},
	{"Elo", elo},
	{"logistic regression (Best-LR)", bestLR},
}

// notes says what a reader of the figures should know of the logs.
func notes(train, test Log) []string {
	var out []string
	for _, l := range []struct {
		name string
		Log
	}{{"train", train}, {"test", test}} {
		for _, n := range l.Notes {
			out = append(out, l.name+": "+n)
		}
	}
	known := map[string]bool{}
	for _, name := range train.Users {
		known[name] = true
	}
	both := 0
	for _, name := range test.Users {
		if known[name] {
			both++
		}
	}
	if both > 0 {
		out = append(out, fmt.Sprintf("%d of %d users of the test are in the training log, too: figures are too good if these are the same people", both, len(test.Users)))
	}
	return out
}

func (r *Report) predict() {
	n := len(r.test.Rows)
	out := make([]learner.Prediction, n)
	nth := make([]int, n)
	const chunk = 500
	best := make([]time.Duration, n/chunk+1)
	for pass := range 3 { // the fastest of three, chunk by chunk: the machine has other work
		clear(r.states)
		for from := 0; from < n; from += chunk {
			start := time.Now()
			for i := from; i < min(n, from+chunk); i++ {
				a := &r.test.Rows[i]
				s := &r.states[a.Student]
				nth[i] = s.Answers()
				out[i] = r.Params.Learn(s, a.Answer)
			}
			if took := time.Since(start); pass == 0 || took < best[from/chunk] {
				best[from/chunk] = took
			}
		}
	}
	for _, b := range best {
		r.NsPerAnswer += float64(b.Nanoseconds()) / max(1, float64(n))
	}
	filter := make([]Guess, n)
	r.Guesses = make([]Guess, n)
	for i := range out {
		a := &r.test.Rows[i]
		r.Guesses[i] = Guess{P: out[i].P, Correct: a.Correct, Nth: nth[i]}
		filter[i] = Guess{P: out[i].IRT, Correct: a.Correct, Nth: nth[i]}
		r.count(a)
	}
	r.Model = Judge(r.Guesses)
	r.Fits = append(r.Fits, NamedFit{"filter alone", Judge(filter)}, NamedFit{"model", r.Model})
}

func (r *Report) count(a *learner.Logged) {
	m := r.counts[a.Student]
	if m == nil {
		m = map[learner.SkillID]*tally{}
		r.counts[a.Student] = m
	}
	for _, id := range a.Skills {
		if m[id] == nil {
			m[id] = &tally{}
		}
		m[id].all++
		if a.Correct {
			m[id].right++
		}
	}
}
