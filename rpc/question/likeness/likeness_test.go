package likeness

import (
	"slices"
	"strings"
	"testing"
)

const firstOfTrain = 4313880887310779639

const train = "A train leaves the station at 9 in the morning and travels at a steady speed of 80 kilometers an hour. " +
	"How many kilometers has the train travelled after 3 hours on the line?"

func TestLike(t *testing.T) {
	for name, c := range map[string]struct {
		a, b  [2]string
		alike bool
	}{
		"the same":              {[2]string{"", train}, [2]string{"", train}, true},
		"case and punctuation":  {[2]string{"", train}, [2]string{"", strings.ToUpper(strings.ReplaceAll(train, ",", ""))}, true},
		"a word or two":         {[2]string{"", train}, [2]string{"", strings.Replace(strings.Replace(train, "steady", "constant", 1), "morning", "evening", 1)}, true},
		"other numbers":         {[2]string{"", train}, [2]string{"", strings.Replace(train, "80", "90", 1)}, false},
		"another sign":          {[2]string{"", "What is 3 + 4?"}, [2]string{"", "What is 3 − 4?"}, false},
		"another question":      {[2]string{"", train}, [2]string{"", "A bus has 80 seats, 9 rows and 3 doors. How many seats has a row?"}, false},
		"the same passage":      {[2]string{train, "What is its speed?"}, [2]string{train, "Why does the train leave so early?"}, false},
		"the same stem":         {[2]string{"The owl sleeps by day and hunts by night.", "Which choice completes the text?"}, [2]string{"Rivers carry mud into the sea each spring.", "Which choice completes the text?"}, false},
		"the same of both":      {[2]string{train, "Which choice completes the text?"}, [2]string{train, "Which choice completes the text?"}, true},
		"nothing":               {[2]string{"", ""}, [2]string{"", ""}, true},
		"nothing and something": {[2]string{"", ""}, [2]string{"", train}, false},
	} {
		a, b := Of(c.a[0], c.a[1]), Of(c.b[0], c.b[1])
		if got := a.Like(b); (got >= Alike) != c.alike || got != b.Like(a) {
			t.Errorf("%s: like %.2f and %.2f", name, got, b.Like(a))
		}
		meet := slices.ContainsFunc(a.Sketch(), func(h int64) bool { return slices.Contains(b.Sketch(), h) })
		if c.alike && !meet || strings.Contains(name, "other") && meet {
			t.Errorf("%s: sketches meet: %v", name, meet)
		}
	}
}

// TestSketchStays: hashes are kept with questions, so they must never change.
func TestSketchStays(t *testing.T) {
	got := Of("", train).Sketch()
	if len(got) != Bands || got[0] != firstOfTrain {
		t.Errorf("got %d; kept questions would no longer be found", got)
	}
}

func BenchmarkSketch(b *testing.B) {
	for b.Loop() {
		Of("", train).Sketch()
	}
}
