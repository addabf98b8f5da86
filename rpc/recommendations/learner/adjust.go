package learner

// Variances differ between populations, and wrong ones cost more than anything
// else the model could get wrong. So Fit adjusts them to the log at hand
// (empirical Bayes: Casella, The American Statistician 39, 1985): each in turn is
// halved and doubled, and what makes held-out students' answers likelier stays.
const (
	adjustAnswers = 100_000 // looked at, at most
	adjustFrom    = 5_000   // answers; below, the settings stay as they are
	adjustGain    = 2e-5    // of log-loss an answer, to count as better
)

// adjust returns settings that fit the log.
func adjust(log []Logged, set settings) settings {
	if len(log) < adjustFrom {
		return set
	}
	log = sample(log)
	set.rounds = 1
	best := heldOut(log, &set)
	for i := range set.fitted() {
		for _, factor := range [...]float64{0.5, 2} {
			for {
				try := set
				x := try.fitted()[i]
				*x = clamp(float64(*x*factor), 1e-5, 4)
				if i == len(set.fitted())-1 {
					*x = min(*x, 0.25) // a guess
				}
				loss := heldOut(log, &try)
				if loss > best-adjustGain {
					break
				}
				best, set = loss, try
			}
		}
	}
	return set
}

// sample returns the answers of so many students that there are not too many.
func sample(log []Logged) []Logged {
	if len(log) <= adjustAnswers {
		return log
	}
	groups := (len(log) + adjustAnswers - 1) / adjustAnswers
	some := make([]Logged, 0, adjustAnswers*5/4)
	for i := range log {
		if fold(^log[i].Student, groups) == 0 {
			some = append(some, log[i])
		}
	}
	return some
}

// heldOut returns the filter's log-loss on one half of the students, the other
// half having been learnt from, and the other way round.
func heldOut(log []Logged, set *settings) float64 {
	loss := 0.0
	for half := range 2 {
		mine := func(student uint64) bool { return fold(student, 2) == half }
		p := estimate(log, set, func(student uint64) bool { return !mine(student) })
		loss += p.loss(log, mine)
	}
	return loss / float64(len(log))
}

func (p *Params) loss(answers []Logged, include func(uint64) bool) (loss float64) {
	p.replay(answers, include, func(a *Logged, v *view) {
		q := v.irt()
		if !a.Correct {
			q = 1 - q
		}
		loss -= log(max(1e-9, q))
	})
	return loss
}
