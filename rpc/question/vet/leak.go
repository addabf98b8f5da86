package vet

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"prepwire/rpc/question/glyph"
)

// marked finds an option or stem that says which answer is right.
var marked = regexp.MustCompile(`(?i)\((?:the )?(?:correct|right|true|key)(?: answer| option)?\)|[✓✔☑]|\b(?:correct|right) answer\s*(?:is|:)|\banswer\s*:\s*\S`)

func checkLeak(p *paper) string {
	for _, s := range append([]string{p.Stem}, p.Options...) {
		if hasAny(s, "(", "nswer", "NSWER", "✓", "✔", "☑") && marked.MatchString(s) {
			return "a text marks the right answer"
		}
	}
	if p.Kind == MultipleChoice && keyInStem(p) {
		return "the stem holds the right option word for word"
	}
	return ""
}

// Bounds of what leaks: words or signs that a key needs, because less comes up
// in honest stems.
const (
	leakWords = 3
	leakSigns = 8 // of a formula
)

// keyInStem reports whether the stem says the key, and no other option.
func keyInStem(p *paper) bool {
	key := strings.Trim(p.folded()[p.Key], ". ")
	if isProse(key) && len(strings.Fields(key)) < leakWords || !isProse(key) && (len(key) < leakSigns || p.values()[p.Key].value != nil) {
		return false
	}
	named := namedIn(fold(p.Stem), p.folded())
	return named[p.Key] && !slices.Contains(append(slices.Clone(named[:p.Key]), named[p.Key+1:]...), true)
}

// SameValue reports whether two answers are numbers of one value, however they
// are written.
func SameValue(a, b string) bool {
	x, y := readAmount(a), readAmount(b)
	return x.value != nil && y.value != nil && x.value.Cmp(y.value) == 0
}

// Tells reports whether a hint says the answer: its words, or a number of its
// value, in whatever digits or numerals.
func Tells(hint, answer string) bool {
	a := readAmount(answer)
	if a.value == nil {
		key := strings.Trim(fold(answer), ". ")
		return phraseIn(fold(hint), key) >= 0 || phraseIn(glyph.Plain(hint), glyph.Plain(key)) >= 0
	}
	a.value = new(big.Rat).Abs(a.value)
	for _, n := range figuresOf(glyph.Plain(carets.Replace(hint))) {
		if n.value.Abs(n.value); n.means(a) {
			return true
		}
	}
	return false
}
