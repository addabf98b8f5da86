package itembank

import "fmt"

// psd7Families: what a study design allows to conclude.
var psd7Families = []Family{{
	Name: "study-claim", Title: "Judge the conclusion of a study", Skill: "PSD7", Subject: Math,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(studies)), {0, 1}, {6, 40}, {2, 9}}, build: studyObserved},
		{Level: 3, Space: []Span{upTo(len(studies)), {0, 1}, {6, 40}, {2, 9}}, build: studyVolunteers},
		{Level: 4, Space: []Span{upTo(len(studies)), {0, 3}, {6, 40}, {2, 9}}, build: studyAny},
	},
}}

// study is the story of a study: who, what is done, what is measured.
type study struct {
	who     string // "adults in Norland"
	do      string // "walk after dinner"
	doing   string // "walking after dinner"
	result  string // "longer sleep"
	measure string // "how long they slept"
}

var studies = []study{
	{"adults in Norland", "walk after dinner", "walking after dinner", "longer sleep", "how long they slept"},
	{"students at a large university", "rewrite their notes", "rewriting notes", "higher test scores", "their test scores"},
	{"tomato growers in one county", "water before sunrise", "watering before sunrise", "larger harvests", "the size of their harvest"},
	{"office workers in a city", "stand while working", "standing while working", "less back pain", "how often their backs hurt"},
	{"dog owners in a state", "feed their dogs twice a day", "feeding twice a day", "calmer dogs", "how calm their dogs were"},
	{"truck drivers of a company", "listen to radio plays", "listening to radio plays", "fewer errors at the wheel", "their errors at the wheel"},
	{"pianists at an academy", "practice in the morning", "practicing in the morning", "faster progress", "their progress"},
	{"residents of a retirement village", "play word games", "playing word games", "better recall", "how well they recalled a list"},
	{"swimmers of a league", "stretch before training", "stretching before training", "fewer cramps", "how often they had cramps"},
	{"teenagers in a town", "leave their phones outside the bedroom", "leaving the phone outside the bedroom", "better moods", "their moods"},
	{"patients of a heart clinic", "drink green tea", "drinking green tea", "lower blood pressure", "their blood pressure"},
	{"call center agents of a bank", "take short breaks", "taking short breaks", "happier callers", "how happy their callers were"},
}

// conclusion is what may be said: cause or link, for all or for those studied.
func (s study) conclusion(cause, all bool) string {
	about := "but only for those who took part"
	if all {
		about = "and this can be said of " + s.who + " in general"
	}
	if cause {
		return fmt.Sprintf("It is likely that %s causes %s, %s.", s.doing, s.result, about)
	}
	return fmt.Sprintf("There is a link between %s and %s, %s; no cause is shown.", s.doing, s.result, about)
}

// design is how a study was made.
type design struct{ drawn, assigned bool }

// allows applies the two rules: chance in choosing the people lets the result
// speak for the population, chance in giving out the treatment lets it speak of cause.
func (d design) allows(cause, all bool) bool { return cause == d.assigned && all == d.drawn }

// tell is the story of the study.
func (s study) tell(d design, wording, n, weeks int) string {
	chosen := [2]string{
		fmt.Sprintf("A researcher put up a poster, and %d %s volunteered for a study.", n, s.who),
		fmt.Sprintf("For a study, a researcher took the first %d %s who answered an advertisement.", n, s.who),
	}
	if d.drawn {
		chosen = [2]string{
			fmt.Sprintf("A researcher drew a random sample of %d %s.", n, s.who),
			fmt.Sprintf("From a list of all %s, a computer picked %d at random for a study.", s.who, n),
		}
	}
	split := [2]string{
		fmt.Sprintf("Each of them said whether or not it was their habit to %s. After %d weeks the researcher recorded %s.", s.do, weeks, s.measure),
		fmt.Sprintf("They kept a diary for %d weeks, which showed who chose to %s and who did not, and the researcher recorded %s.", weeks, s.do, s.measure),
	}
	if d.assigned {
		split = [2]string{
			fmt.Sprintf("A coin was tossed for each of them: those with heads were told to %s for %d weeks, the others not to. Afterward the researcher recorded %s.", s.do, weeks, s.measure),
			fmt.Sprintf("By lot, they were divided into a group that had to %s for %d weeks and a group that had to avoid it. At the end the researcher recorded %s.", s.do, weeks, s.measure),
		}
	}
	end := "Those with the habit had"
	if d.assigned {
		end = "Those who were told to do so had"
	}
	return fmt.Sprintf("%s %s %s %s.", chosen[wording], split[wording], end, s.result)
}

// studyDraft asks for the conclusion a design allows. The key goes by the
// words of the story's frame, the check by the rules applied to each answer.
func studyDraft(s study, d design, wording, n, weeks int) draft {
	var reason string
	key := s.conclusion(d.assigned, d.drawn)
	switch {
	case d.drawn && d.assigned:
		reason = "Those studied were drawn at random and the habit was given out at random, so both cause and generality follow."
	case d.drawn:
		reason = "Those studied were drawn at random, so the result speaks for the whole group; but they chose the habit themselves, so something else may be the cause."
	case d.assigned:
		reason = "The habit was given out at random, so it is the likely cause; but those studied came forward themselves and do not stand for the whole group."
	default:
		reason = "Those studied came forward themselves and chose the habit themselves, so neither cause nor generality follows."
	}
	meant := map[string][2]bool{}
	for _, cause := range []bool{false, true} {
		for _, all := range []bool{false, true} {
			meant[s.conclusion(cause, all)] = [2]bool{cause, all}
		}
	}
	return draft{
		stem: s.tell(d, wording, n, weeks) + " Which conclusion is best supported?",
		key:  words(key),
		right: func(o choice) bool {
			m, known := meant[o.text]
			return known && d.allows(m[0], m[1])
		},
		wrong: []wrong{
			notText(s.conclusion(!d.assigned, d.drawn), pick(d.assigned, "does not see that chance gave out the treatment", "takes a link for a cause")),
			notText(s.conclusion(d.assigned, !d.drawn), pick(d.drawn, "does not see that chance chose the people", "extends the result to people who were not sampled")),
			notText(s.conclusion(!d.assigned, !d.drawn), "swaps what choosing and what assigning at random allow"),
		},
		explanation: reason,
		hints: [3]string{
			"Look for chance in two places: who was studied, and who got the treatment.",
			"Chance in choosing people lets the result speak for the whole group they came from.",
			"Chance in giving out the treatment lets the result speak of a cause.",
		},
	}
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// studyObserved: a random sample that is only watched.
func studyObserved(p []int) (draft, bool) {
	return studyDraft(studies[p[0]], design{drawn: true}, p[1], 10*p[2], p[3]), true
}

// studyVolunteers: volunteers, with the treatment given out by chance.
func studyVolunteers(p []int) (draft, bool) {
	return studyDraft(studies[p[0]], design{assigned: true}, p[1], 10*p[2], p[3]), true
}

// studyAny: both or neither, with the two halves of the story told in either wording.
func studyAny(p []int) (draft, bool) {
	both := p[1] >= 2
	d := studyDraft(studies[p[0]], design{drawn: both, assigned: both}, p[1]%2, 10*p[2], p[3])
	d.logit = 0.1
	return d, true
}
