package tutor

import (
	"io"
	"slices"
	"strings"
	"testing"
)

// Whatever people are like, the model does better than the simpler ones, and
// nobody better than who knows everything.
func TestTheModelHoldsOnLookalikes(t *testing.T) {
	for _, k := range Lookalikes() {
		train, test := k.Generate(5, 1, k.Base/16), k.Generate(5, 1_000_001, k.Test/8)
		r := Evaluate(train.Log, test.Log, io.Discard)
		oracle := Judge(test.Oracle)
		if len(test.Log.Rows) < 300 || oracle.LogLoss >= r.Model.LogLoss || oracle.AUC <= r.Model.AUC {
			t.Errorf("%s: %d answers, model %+v, oracle %+v", k.Name, len(test.Log.Rows), r.Model, oracle)
		}
		for _, f := range r.Fits[:len(baselines)] {
			if r.Model.LogLoss >= f.LogLoss || r.Model.AUC <= f.AUC {
				t.Errorf("%s: model %+v, %s %+v", k.Name, r.Model, f.Name, f.Fit)
			}
		}
	}
}

// A look-alike survives its file, whatever it leaves out.
func TestLookalikesAreWrittenAndReadBack(t *testing.T) {
	for _, k := range Lookalikes() {
		m := k.Generate(6, 1, 8)
		var b strings.Builder
		if err := m.WriteLog(&b); err != nil {
			t.Fatal(err)
		}
		l, err := readText(b.String())
		if err != nil || len(l.Rows) != len(m.Log.Rows) {
			t.Fatalf("%s: %d rows of %d, %v", k.Name, len(l.Rows), len(m.Log.Rows), err)
		}
		for i, a := range l.Rows {
			want := m.Log.Rows[i]
			if a.Item != want.Item || a.Correct != want.Correct || a.At != want.At || a.TimeMs != want.TimeMs || !slices.Equal(a.Skills, want.Skills) {
				t.Fatalf("%s: row %d is %+v, was %+v", k.Name, i, a, want)
			}
		}
	}
}
