package planted

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

var kinds = []Kind{
	{"wrong key", true, wrongKey},
	{"wrong key, explained", true, wrongKeyExplained},
	{"two right answers", true, twoRight},
	{"duplicate options", true, duplicate},
	{"mismatched explanation", true, mismatched},
	{"explains another option", true, explainsAnother},
	{"longest is right", true, longest},
	{"no right answer", false, noneRight},
	{"option about options", false, metaOption},
	{"quiet not", false, quietNot},
	{"absolute wrong options", false, absolutes},
	{"answer in the stem", false, leaked},
	{"one of another kind", false, otherKind},
	{"words of the stem in the key", false, wordCue},
	{"article fits the key only", false, articleCue},
	{"key of all parts", false, convergence},
	{"option named by letter", false, namedLetter},
	{"wrong sum in explanation", false, falseSum},
	{"broken form", false, brokenForm},
	{"in the bank already", false, likeTheBank},
}

func wrongKey(m *maker, q Question) (Question, bool) {
	q.Key = m.wrong(q)
	return q, true
}

// wrongKeyExplained makes the explanation come to the wrong key.
func wrongKeyExplained(m *maker, q Question) (Question, bool) {
	from := q.Options[q.Key]
	q.Key = m.wrong(q)
	explanation, ok := replace(q.Explanation, from, q.Options[q.Key])
	q.Explanation = explanation
	return q, ok
}

// explainsAnother leaves the key right.
func explainsAnother(m *maker, q Question) (Question, bool) {
	explanation, ok := replace(q.Explanation, q.Options[q.Key], q.Options[m.wrong(q)])
	q.Explanation = explanation
	return q, ok
}

func mismatched(m *maker, q Question) (Question, bool) {
	other := m.draw()
	q.Explanation = other.Explanation
	return q, other.Skill != q.Skill
}

var number = regexp.MustCompile(`^−?\d+$`)

// duplicate makes a wrong option repeat another option, word for word or by
// value.
func duplicate(m *maker, q Question) (Question, bool) {
	into := m.wrong(q)
	from := (into + 1 + m.rand.IntN(len(q.Options)-1)) % len(q.Options)
	text := q.Options[from]
	switch {
	case number.MatchString(text) && m.rand.IntN(2) == 0:
		text += ".0"
	case strings.Contains(text, "/") && m.rand.IntN(2) == 0:
		r, ok := new(big.Rat).SetString(strings.Replace(text, "−", "-", 1))
		if !ok {
			return q, false
		}
		if places, exact := r.FloatPrec(); !exact || places > 4 {
			return q, false
		} else {
			text = r.FloatString(places)
		}
	case strings.ToUpper(text) != text && !strings.Contains(text, "’") && m.rand.IntN(3) == 0:
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	q = q.withOption(into, text)
	if from == q.Key {
		q.Right = []string{q.Options[q.Key], text}
	}
	return q, true
}

// clauses pad a key without changing what it says.
var clauses = []string{
	", as long as everything else in the situation stays as it was described",
	", which follows directly from what the question tells about it",
	", provided that the usual meaning of the words is taken here",
}

func longest(m *maker, q Question) (Question, bool) {
	if number.MatchString(q.Options[q.Key]) && m.rand.IntN(2) == 0 {
		return q, false // more of those in words
	}
	text := strings.TrimSuffix(q.Options[q.Key], ".") + clauses[m.rand.IntN(len(clauses))]
	q = q.withOption(q.Key, text)
	q.Right = []string{text}
	return q, true
}

// noneRight takes the right option out, and marks what stands there now.
func noneRight(m *maker, q Question) (Question, bool) {
	old := q.Options[q.Key]
	if !number.MatchString(old) {
		return q, false
	}
	r, _ := new(big.Rat).SetString(strings.Replace(old, "−", "-", 1))
	r.Add(r, big.NewRat(int64(3+m.rand.IntN(20)), 1))
	text := strings.Replace(r.RatString(), "-", "−", 1)
	if slices.Contains(q.Options, text) {
		return q, false
	}
	q = q.withOption(q.Key, text)
	explanation, ok := replace(q.Explanation, old, text)
	q.Explanation, q.Right = explanation, nil
	return q, ok
}

func metaOption(m *maker, q Question) (Question, bool) {
	texts := []string{"None of the above", "All of the above", "Both A and B", "none of these"}
	return q.withOption(m.wrong(q), texts[m.rand.IntN(len(texts))]), true
}

func leaked(m *maker, q Question) (Question, bool) {
	key := q.Options[q.Key]
	if len(strings.Fields(key)) >= 3 && m.rand.IntN(2) == 0 {
		q.Stem = strings.TrimSuffix(key, ".") + ". " + q.Stem
		return q, true
	}
	q.Stem += " Answer: " + key
	return q, true
}

func otherKind(m *maker, q Question) (Question, bool) {
	for _, o := range q.Options {
		if !number.MatchString(o) {
			return q, false
		}
	}
	texts := []string{"a rather large amount", "more than anybody would think", "the sum of both"}
	return q.withOption(m.wrong(q), texts[m.rand.IntN(len(texts))]), true
}

var longWord = regexp.MustCompile(`\b[a-z]{6,}\b`)

// wordCue puts words of the stem into the key where no other option has any.
func wordCue(m *maker, q Question) (Question, bool) {
	words := longWord.FindAllString(q.Stem, -1)
	slices.Sort(words)
	words = slices.Compact(words)
	if len(words) < 3 || slices.ContainsFunc(q.Options, func(o string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(o, w[:5]) })
	}) {
		return q, false
	}
	m.rand.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	text := fmt.Sprintf("%s (%s %s)", strings.TrimSuffix(q.Options[q.Key], "."), words[0], words[1])
	q = q.withOption(q.Key, text)
	q.Right = []string{text}
	return q, true
}

func namedLetter(m *maker, q Question) (Question, bool) {
	texts := []string{"So option %s is right.", "Hence choice %s.", "The correct answer is (%s).", "Therefore (%s) holds."}
	q.Explanation += " " + fmt.Sprintf(texts[m.rand.IntN(len(texts))], string("ABCD"[q.Key]))
	return q, true
}

var result = regexp.MustCompile(`[+−·×÷/] ?\d+ = \d+\b`)

// falseSum changes the result of a sum in the explanation, but not to or from
// what the key says.
func falseSum(m *maker, q Question) (Question, bool) {
	at := result.FindStringIndex(q.Explanation)
	if at == nil {
		return q, false
	}
	sum := q.Explanation[at[0]:at[1]]
	i := strings.LastIndex(sum, " ") + 1
	r, ok := new(big.Int).SetString(sum[i:], 10)
	if !ok || sum[i:] == q.Options[q.Key] || strings.HasPrefix(q.Explanation[at[1]:], ",") || strings.HasPrefix(q.Explanation[at[1]:], ".") && len(q.Explanation) > at[1]+1 && q.Explanation[at[1]+1] != ' ' {
		return q, false
	}
	r.Add(r, big.NewInt(int64(1+m.rand.IntN(9))))
	q.Explanation = q.Explanation[:at[0]] + sum[:i] + r.String() + q.Explanation[at[1]:]
	return q, true
}

func brokenForm(m *maker, q Question) (Question, bool) {
	switch m.rand.IntN(5) {
	case 0:
		q.Options = q.Options[:3]
	case 1:
		q.Key = 4
	case 2:
		q.Explanation = ""
	case 3:
		q.Stem += "\x1b[2J"
	case 4:
		q = q.withOption(m.wrong(q), " ")
	}
	return q, true
}

// likeTheBank is a good question that the bank has in nearly the same words.
func likeTheBank(_ *maker, q Question) (Question, bool) {
	q.Twin = &Twin{Passage: q.Passage, Stem: "Now: " + strings.Replace(q.Stem, "What is", "Say what is", 1)}
	return q, len(strings.Fields(q.Stem)) >= 12
}
