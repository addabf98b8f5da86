package scoring

// fullUntilMs is up to when an answer counts as given at once (Speed).
const fullUntilMs = 500

// stepMs is the step in which Speed looks at times.
const stepMs = 100

// Score is what one answer is worth, in thousandths of a point, when it is
// given. It was given timeMs after its question opened, credit taken off. p is
// the points of the question, T its time limit.
//
//	accuracy  right p, wrong 0
//	speed     right p for t ≤ 500 ms, else p·(1 − t/2T) with t rounded down to 100 ms; wrong 0
//	amc       right p, wrong 0 (what is left unanswered counts at the close, see Unanswered)
//	negative  right p, wrong −p/(options−1); 0 where fewer than two options are listed
//
// A true-false question has two options, though it lists none: wrong is −p.
// Results are rounded half up; of a loss the size is: −p/(options−1) is minus
// the rounded p/(options−1), so a loss of 0.0005 points is one of 0.001.
//
// Whether t is over 500 ms is asked of t itself, before it is rounded down:
// 500 ms gets p, 501 ms gets p·(1 − 500/2T).
//
// Late is an answer given after its question's time, timeMs > T: in live
// pacing only. It gets 0, right or wrong.
func (r *Rules) Score(q Question, right bool, timeMs int64) (milli int64, late bool) {
	late = r.Pacing == Live && timeMs > q.TimeLimitMs
	switch {
	case late:
		return 0, true
	case right && r.Scoring == Speed:
		return speed(q.PointsMilli, timeMs, q.TimeLimitMs), false
	case right:
		return q.PointsMilli, false
	case r.Scoring == Negative:
		return -loss(q), false
	}
	return 0, false
}

func speed(points, timeMs, limitMs int64) int64 {
	if timeMs <= fullUntilMs || limitMs <= 0 {
		return points
	}
	timeMs -= timeMs % stepMs
	return divide(points*(2*limitMs-timeMs), 2*limitMs)
}

func loss(q Question) int64 {
	options := int64(q.Options)
	if q.Type == trueFalse {
		options = 2
	}
	if options < 2 {
		return 0
	}
	return divide(q.PointsMilli, options-1)
}

// Unanswered is what a question counts, at the close, for a participant who
// left it unanswered but answered some other: amc p/4, rounded half up; else 0.
func (r *Rules) Unanswered(q Question) int64 {
	if r.Scoring != AMC {
		return 0
	}
	return divide(q.PointsMilli, 4)
}

// Points is thousandths of a point as the decimal that clients are shown: it
// has at most three places, and is exact for every score that a contest can
// have.
func Points(milli int64) float64 { return float64(milli) / 1000 }

// divide is a/b rounded half up, for a ≥ 0 and b > 0.
func divide(a, b int64) int64 { return (2*a + b) / (2 * b) }
