package choose

import "fmt"

// text says the reason in plain words. Names of skills are the caller's matter:
// the text speaks of "this skill".
func (p *picker) text(e *entry, c Choice) string {
	percent := int(c.P*100 + 0.5)
	k := p.skillOf(e)
	switch c.Reason {
	case Asked:
		return fmt.Sprintf("You asked to work on this skill. Your chance of getting it right is about %d %%.", percent)
	case Unknown:
		return "Little is known of this skill yet: a few answers will show where you stand."
	case Covers:
		if k != nil && k.answers == 0 {
			return "You have not practised this skill yet."
		}
		return "You have not practised this skill for a while."
	case Due:
		if k != nil && k.days >= 1 {
			return fmt.Sprintf("Due for review: the last time you practised this skill was %s ago.", days(k.days))
		}
		return "Due for review: a quick check keeps this skill fresh."
	case Informs:
		return "Its difficulty is near your level, so the answer tells most about it."
	}
	if k != nil && k.ability < 0 {
		return fmt.Sprintf("This skill is one of your weaker ones and counts in the exam. Your chance of getting it right is about %d %%.", percent)
	}
	return fmt.Sprintf("Hard enough to learn from: your chance of getting it right is about %d %%.", percent)
}

func days(d float64) string {
	if n := int(d + 0.5); n > 1 {
		return fmt.Sprintf("%d days", n)
	}
	return "a day"
}

func (p *picker) skillOf(e *entry) *skill {
	for _, k := range p.skills {
		if k.bucket.skill == e.Skills[0] {
			return k
		}
	}
	return nil
}
