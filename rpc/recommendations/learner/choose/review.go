package choose

// reviewTarget is the chance of success a review aims at: high, because it is
// retrieval that keeps what was learnt (Roediger and Karpicke, Psychological
// Science 17, 2006).
const reviewTarget = 0.80

// review picks a question of the skill most likely to be slipping away: the one
// with the lowest predicted recall, weighed by the exam. Skills never practised
// have nothing to review; when there are no others, it practises.
func (p *picker) review() (*entry, Reason) {
	for {
		k := p.slipping()
		if k == nil {
			return p.practise()
		}
		k.picked++
		if e, _ := p.fitting(k, reviewTarget); e != nil {
			return e, Due
		}
		k.answers = 0 // nothing of it passes
	}
}

func (p *picker) slipping() *skill {
	var most *skill
	urgency := 0.0
	for _, k := range p.skills {
		if k.answers == 0 {
			continue
		}
		// What was answered without times slips by answers since.
		lost := 1 - k.recall + 0.0005*float64(min(k.since, 200))
		u := (lost + 0.001) * (0.2 + k.weight)
		for range k.picked {
			u *= repeat
		}
		if most == nil || u > urgency {
			most, urgency = k, u
		}
	}
	return most
}
