package itembank

import (
	"regexp"
	"strings"
	"testing"
)

// TestVerbForms holds the lexicon's verbs to English spelling.
func TestVerbForms(t *testing.T) {
	for _, c := range []struct{ base, s, past, ing string }{
		{"compare", "compares", "compared", "comparing"}, {"publish", "publishes", "published", "publishing"},
		{"portray", "portrays", "portrayed", "portraying"}, {"survey", "surveys", "surveyed", "surveying"}, {"test", "tests", "tested", "testing"},
	} {
		v := regular(c.base, "", false)
		if v.s != c.s || v.past != c.past || v.pp != c.past || v.ing != c.ing {
			t.Errorf("%s: %+v", c.base, v)
		}
	}
	odd := regexp.MustCompile(`([^aeiou]y|[szx]|[^s]h|o)$`)
	for _, topic := range agreeTopics {
		for _, v := range topic.verbs {
			if odd.MatchString(v.base) {
				t.Errorf("%q is not spelled by the plain rule", v.base)
			}
		}
	}
	for _, s := range scenes {
		for _, v := range []action{s.first, s.then} {
			if odd.MatchString(v.base) || v.s == v.base || v.object == "" || v.past == "" {
				t.Errorf("%s: %+v", s.job, v)
			}
			if plural := strings.HasSuffix(strings.Fields(v.object)[0], "s"); plural && !v.many {
				t.Errorf("%s: %q is marked as one thing", s.job, v.object)
			}
		}
	}
}

// TestNumbers holds the second check of agreement to cases written by hand.
func TestNumbers(t *testing.T) {
	for text, want := range map[string]int{"shows": -1, "show": +1, "has shown": -1, "have shown": +1, "showing": 0, "is": -1, "were": +1} {
		if got := numberOf(text); got != want {
			t.Errorf("numberOf(%q) = %d, want %d", text, got, want)
		}
	}
	for subject, want := range map[string]int{
		"collection of pressed flowers": -1, "flowers in the glass case": +1, "series of short lectures": -1,
		"each of the flowers in the glass case": -1, "both the lions near the staircase": +1, "neither of the two maps": -1,
	} {
		if got := headNumber(subject); got != want {
			t.Errorf("headNumber(%q) = %d, want %d", subject, got, want)
		}
	}
}

// TestSubjectsPull wants the noun nearest to the gap to pull the other way.
func TestSubjectsPull(t *testing.T) {
	for i, topic := range agreeTopics {
		for n := range 6 {
			s, many := topic.agreeSubject(n)
			words := strings.Fields(s.phrase)
			last := strings.HasSuffix(words[len(words)-1], "s")
			if last == many {
				t.Errorf("topic %d: %s %s does not tempt", i, s.noun, s.phrase)
			}
			if headNumber(s.noun+" "+s.phrase) != map[bool]int{true: +1, false: -1}[many] {
				t.Errorf("topic %d: the number of %s %s is read wrongly", i, s.noun, s.phrase)
			}
		}
	}
}

// TestBoundaries holds the rules of punctuation to cases written by hand.
func TestBoundaries(t *testing.T) {
	const left, right = "The potter dug clay", "she built a kiln"
	for filling, want := range map[string]bool{
		"clay; she": true, "clay. She": true, "clay, she": false, "clay she": false, "clay, and she": true, "clay and she": false,
		"clay and, she": false, "clay; however, she": true, "clay, however, she": false, "clay; however she": false, "clay, but she": true,
	} {
		if got := joins(left, right, filling); got != want {
			t.Errorf("joins(%q) = %t", filling, got)
		}
	}
	for filling, want := range map[string]bool{"clay, she": true, "clay; she": false, "clay. She": false, "clay, and she": false, "clay she": false} {
		if got := joins("After the potter dug clay", right, filling); got != want {
			t.Errorf("joins(After…, %q) = %t", filling, got)
		}
	}
}

func TestAsides(t *testing.T) {
	const aside = "a poet from the capital"
	for sentence, want := range map[string]bool{
		"Rosa, a poet from the capital, wrote.": true, "Rosa—a poet from the capital—wrote.": true, "Rosa, a poet from the capital wrote.": false,
		"Rosa, a poet from the capital—wrote.": false, "Rosa, a poet from the capital; wrote.": false, "Rosa a poet from the capital wrote.": false,
	} {
		if got := balanced(sentence, aside); got != want {
			t.Errorf("balanced(%q) = %t", sentence, got)
		}
	}
}

func TestLists(t *testing.T) {
	for sentence, want := range map[string]bool{
		"She packed three tools: a lamp, a map, and a net.": true, "She packed three tools, a lamp, a map, and a net.": false, "She packed three tools; a lamp, a map, and a net.": false,
		"The tools included a lamp, a map, and a net.": true, "The tools included: a lamp, a map, and a net.": false, "The tools included, a lamp, a map, and a net.": false,
		"She liked tools such as a lamp, a map, and a net.": true, "She liked tools such as: a lamp, a map, and a net.": false, "She liked tools such as, a lamp, a map, and a net.": false,
	} {
		if got := leadsIn(sentence); got != want {
			t.Errorf("leadsIn(%q) = %t", sentence, got)
		}
	}
}

// TestTransitionsKeepTheirBonds wants each word to carry the trait of its bond, and no text to stand in two slots.
func TestTransitionsKeepTheirBonds(t *testing.T) {
	want := map[bond]trait{contrast: {turns: true}, consequence: {causes: true}, example: {narrows: true}, addition: {}, likeness: {compares: true}}
	for b, words := range transitions {
		for _, w := range words {
			if traitOf(w) != want[b] {
				t.Errorf("%q has trait %+v", w, traitOf(w))
			}
		}
	}
	seen := map[string]bool{"": true}
	for _, topic := range topics {
		for b := contrast; b <= addition; b++ {
			s := topic.continuation(b)
			if s != "" && (seen[s] || !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, ".”") || s[:1] == strings.ToUpper(s[:1])) {
				t.Errorf("%q stands twice, or is not the tail of a sentence", s)
			}
			seen[s] = s != ""
			if s != "" && len(strings.Fields(s)) < 5 {
				t.Errorf("%q is too short", s)
			}
		}
	}
}
