package scoring

import "testing"

// The wanted values were worked out by hand from the contract's formulas.
func TestScore(t *testing.T) {
	choice := func(points int64, options int) Question {
		return Question{Type: multipleChoice, Options: options, PointsMilli: points}
	}
	timed := func(points, limitMs int64) Question {
		return Question{Type: shortAnswer, PointsMilli: points, TimeLimitMs: limitMs}
	}
	for _, c := range []struct {
		name   string
		rules  Rules
		q      Question
		right  bool
		timeMs int64
		want   int64
		late   bool
	}{
		{"accuracy right", Rules{Scoring: Accuracy, Pacing: Free}, choice(1500, 4), true, 9e9, 1500, false},
		{"accuracy wrong", Rules{Scoring: Accuracy, Pacing: Free}, choice(1500, 4), false, 0, 0, false},
		{"accuracy smallest", Rules{Scoring: Accuracy, Pacing: Free}, choice(1, 4), true, 0, 1, false},
		{"accuracy live at the limit", Rules{Scoring: Accuracy, Pacing: Live}, timed(1000, 10_000), true, 10_000, 1000, false},
		{"accuracy live late", Rules{Scoring: Accuracy, Pacing: Live}, timed(1000, 10_000), true, 10_001, 0, true},

		{"speed at once", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), true, 0, 1000, false},
		{"speed 500", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), true, 500, 1000, false},
		{"speed 501", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), true, 501, 988, false},          // 1000·(1 − 500/40000) = 987.5, half up
		{"speed 599", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), true, 599, 988, false},          // as 500
		{"speed 600", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), true, 600, 985, false},          // 1000·(1 − 600/40000)
		{"speed half time", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), true, 10_000, 750, false}, // 1000·(1 − 1/4)
		{"speed at the limit", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), true, 20_000, 500, false},
		{"speed late", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), true, 20_001, 0, true},
		{"speed wrong", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 20_000), false, 0, 0, false},
		{"speed half of one thousandth", Rules{Scoring: Speed, Pacing: Live}, timed(1, 1000), true, 1000, 1, false},          // 0.5
		{"speed thirds", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 3000), true, 700, 883, false},                      // 1000·53/60 = 883.33…
		{"speed sixths", Rules{Scoring: Speed, Pacing: Live}, timed(1000, 3000), true, 1000, 833, false},                     // 833.33…
		{"speed five sixths up", Rules{Scoring: Speed, Pacing: Live}, timed(100, 3000), true, 1400, 77, false},               // 76.66…
		{"speed odd limit", Rules{Scoring: Speed, Pacing: Live}, timed(1001, 1001), true, 1001, 501, false},                  // 1001·1002/2002 = 501
		{"speed greatest", Rules{Scoring: Speed, Pacing: Live}, timed(1e9, 3_600_000), true, 3_600_000, 5e8, false},          // no overflow
		{"speed greatest, early", Rules{Scoring: Speed, Pacing: Live}, timed(1e9, 3_600_000), true, 501, 999_930_556, false}, // 1e9·71995/72000 = 999930555.5…

		{"amc right", Rules{Scoring: AMC, Pacing: Free}, choice(6000, 5), true, 0, 6000, false},
		{"amc wrong", Rules{Scoring: AMC, Pacing: Free}, choice(6000, 5), false, 0, 0, false},

		{"negative right", Rules{Scoring: Negative, Pacing: Free}, choice(1000, 4), true, 0, 1000, false},
		{"negative of five", Rules{Scoring: Negative, Pacing: Free}, choice(1000, 5), false, 0, -250, false},
		{"negative of four", Rules{Scoring: Negative, Pacing: Free}, choice(1000, 4), false, 0, -333, false},
		{"negative of four, 2 points", Rules{Scoring: Negative, Pacing: Free}, choice(2000, 4), false, 0, -667, false},
		{"negative half of a thousandth", Rules{Scoring: Negative, Pacing: Free}, choice(1, 3), false, 0, -1, false}, // −0.5: away from zero
		{"negative half", Rules{Scoring: Negative, Pacing: Free}, choice(1001, 3), false, 0, -501, false},            // −500.5
		{"negative below half", Rules{Scoring: Negative, Pacing: Free}, choice(1, 4), false, 0, 0, false},            // −0.33…
		{"negative of two", Rules{Scoring: Negative, Pacing: Free}, choice(1000, 2), false, 0, -1000, false},
		{"negative of one", Rules{Scoring: Negative, Pacing: Free}, choice(1000, 1), false, 0, 0, false},
		{"negative without options", Rules{Scoring: Negative, Pacing: Free}, Question{Type: shortAnswer, PointsMilli: 1000}, false, 0, 0, false},
		{"negative true-false", Rules{Scoring: Negative, Pacing: Free}, Question{Type: trueFalse, PointsMilli: 1000}, false, 0, -1000, false},
		{"negative live late", Rules{Scoring: Negative, Pacing: Live}, timed(1000, 1000), false, 1001, 0, true},
	} {
		if got, late := c.rules.Score(c.q, c.right, c.timeMs); got != c.want || late != c.late {
			t.Errorf("%s: got %d, late %v; want %d, late %v", c.name, got, late, c.want, c.late)
		}
	}
}

func TestUnanswered(t *testing.T) {
	for _, c := range []struct {
		scoring     string
		milli, want int64
	}{
		{AMC, 6000, 1500},
		{AMC, 1, 0},      // 0.25
		{AMC, 2, 1},      // 0.5
		{AMC, 3, 1},      // 0.75
		{AMC, 5, 1},      // 1.25
		{AMC, 6, 2},      // 1.5
		{AMC, 1001, 250}, // 250.25
		{Accuracy, 6000, 0},
		{Negative, 6000, 0},
		{Speed, 6000, 0},
	} {
		r := Rules{Scoring: c.scoring}
		if got := r.Unanswered(Question{PointsMilli: c.milli}); got != c.want {
			t.Errorf("%s, %d: got %d, want %d", c.scoring, c.milli, got, c.want)
		}
	}
}
