package question

import "strings"

// nearest finds what a model calls a subject and a skill in the taxonomy, empty
// where it is not there: by code, by name, else by the words of the names, if
// at least half of them are the same (Dice's coefficient).
func (y *syllabus) nearest(subject, skill string) (string, string) {
	if !within(skill, 0, 4*maxSkill) { // no name of anything
		skill = ""
	}
	known := y.subjects[slug(subject)]
	bestSubject, bestSkill, best := known, "", 0.0
	for _, exam := range y.exams {
		for _, section := range exam.Sections {
			for _, d := range section.Domains {
				for _, s := range d.Skills {
					likeness := max(dice(skill, s.Name), dice(skill, s.Code+" "+s.Name))
					if slug(skill) == slug(s.Code) {
						likeness = 2 // a code is one of ours, whatever the subject is called
					} else if known != "" && known != section.Subject {
						continue
					}
					if likeness >= 0.5 && likeness > best {
						bestSubject, bestSkill, best = section.Subject, s.Code, likeness
					}
				}
			}
		}
	}
	return bestSubject, bestSkill
}

// dice is the share of words that two texts have in common, 0–1.
func dice(a, b string) float64 {
	left, right := wordSet(a), wordSet(b)
	if len(left)+len(right) == 0 {
		return 0
	}
	common := 0
	for w := range left {
		if right[w] {
			common++
		}
	}
	return 2 * float64(common) / float64(len(left)+len(right))
}

// wordSet is the words of a text as they are compared: slugs, without the plural
// and without those that say nothing.
func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Split(slug(text), "-") {
		if len(w) > 3 {
			w = strings.TrimSuffix(w, "s")
		}
		switch w {
		case "", "a", "an", "and", "the", "of", "in", "or", "to", "for", "on", "with":
		default:
			out[w] = true
		}
	}
	return out
}
