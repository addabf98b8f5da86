package vet

import (
	"regexp"
	"slices"
	"strings"
)

func checkExplanation(p *paper) string {
	switch p.Kind {
	case TrueFalse:
		return explainsTruth(p)
	case ShortAnswer:
		if key := p.values()[0]; key.value != nil && key.written && !key.saidBy(numbersOf(p.proof())) {
			return "the explanation does not come to the answer"
		}
		return ""
	}
	if claimed := claimedOption(p); claimed >= 0 && claimed != p.Key {
		return "the explanation names another option as the answer"
	}
	if p.allNumbers() {
		return explainsNumber(p)
	}
	return explainsWords(p)
}

// allNumbers reports whether every option is one number.
func (p *paper) allNumbers() bool {
	for _, a := range p.values() {
		if a.value == nil || !a.written {
			return false
		}
	}
	return true
}

// claim finds the words behind "the answer is".
var claim = regexp.MustCompile(`(?i)\b(?:(?:correct|right|final|best) (?:answer|option|choice|one|value|solution)|the answer|answer)\s*(?:is|must be|should be|would be|has to be|:|=)\s*(?:therefore |thus |then )?(?:the )?["“‘']?([^\n]+)`)

// claimedOption is the option that the explanation calls the answer; -1 for
// none.
func claimedOption(p *paper) int {
	found := -1
	if !hasAny(p.Explanation, "nswer", "NSWER", "option", "choice", "one", "value", "solution") {
		return found
	}
	for _, m := range claim.FindAllStringSubmatch(p.Explanation, -1) {
		rest, best, size := fold(m[1]), -1, 0
		for i, o := range p.folded() {
			o = strings.Trim(o, `. "`)
			if len(o) > size && strings.HasPrefix(rest, o) && !startsWithWord(rest[len(o):], o) && !decimal(rest[len(o):]) {
				best, size = i, len(o)
			}
		}
		if best >= 0 {
			found = best
		}
	}
	return found
}

// decimal reports whether a number goes on in rest.
func decimal(rest string) bool {
	return len(rest) > 1 && strings.ContainsRune(".,/", rune(rest[0])) && isDigit(rest[1])
}

// aside finds sentences that speak of a mistake: what they say is no claim.
var aside = regexp.MustCompile(`(?i)\b(?:forg[eo]t|mistak|error|wrong|incorrect|instead|not|n['’]t|would|confus|choosing|misread|mislead|student|distractor|rather than|ignor|omit|neglect|trap|tempt|other (?:option|choice|answer)|if you|comes? from|results? from|neither|never|but|too)`)

// concluding finds the words with which a sentence comes to something.
var concluding = regexp.MustCompile(`(?i)\b(?:so|thus|hence|therefore|gives?|makes?|leaves?|answer|is|are)\b|=`)

// explainsNumber wants the key among the numbers of the explanation, and among
// those of its last sentence that comes to any option.
func explainsNumber(p *paper) string {
	key := p.values()[p.Key]
	if !key.saidBy(numbersOf(p.proof())) {
		return "the explanation does not come to the right option"
	}
	all := sentences(p.Explanation)
	for i := len(all) - 1; i >= 0; i-- {
		found := numbersOf(tokenize(all[i]))
		if key.saidBy(found) {
			return ""
		}
		if aside.MatchString(all[i]) || !concluding.MatchString(all[i]) {
			continue
		}
		for j, a := range p.values() {
			if j != p.Key && a.saidBy(found) && concludes(all[i], a) {
				return "the explanation ends at another option than the right one"
			}
		}
	}
	return ""
}

// concludes reports whether the last number of a sentence is the amount.
func concludes(sentence string, a amount) bool {
	found := numbersOf(tokenize(sentence))
	return len(found) > 0 && a.saidBy(found[len(found)-1:])
}

// explainsWords looks which options the explanation names word for word. Where
// that is none, it looks whose own words it uses.
func explainsWords(p *paper) string {
	all := sentences(p.Explanation)
	for i := len(all) - 1; i >= 0; i-- {
		if aside.MatchString(all[i]) {
			continue
		}
		named := namedIn(fold(all[i]), p.folded())
		if named[p.Key] {
			return ""
		}
		if slices.Contains(named, true) {
			return "the explanation names another option and not the right one"
		}
	}
	return argues(p)
}

// quotedOnly is the size up to which a word must stand in quotes to be an
// option: the shorter ones come up by themselves.
const quotedOnly = 8

// namedIn says which options a folded text names. Longer options are looked
// for first, and what they cover is none of the shorter ones.
func namedIn(text string, options []string) []bool {
	named := make([]bool, len(options))
	for done := make([]bool, len(options)); ; {
		next := -1
		for i, o := range options {
			if !done[i] && (next < 0 || len(o) > len(options[next])) {
				next = i
			}
		}
		if next < 0 {
			return named
		}
		done[next] = true
		text, named[next] = blank(text, strings.Trim(options[next], `. "`))
	}
}

// blank covers every place where a text names an option.
func blank(text, option string) (string, bool) {
	found := false
	quoted := len(option) <= quotedOnly && !strings.ContainsAny(option, " ") && hasLetter(option)
	for from := 0; option != ""; {
		at := phraseIn(text[from:], option)
		if at < 0 {
			break
		}
		at += from
		end := at + len(option)
		from = end
		if quoted && !(at > 0 && strings.ContainsRune(`"'`, rune(text[at-1])) && end < len(text) && strings.ContainsRune(`"'.,;`, rune(text[end]))) {
			continue
		}
		found = true
		text = text[:at] + strings.Repeat(" ", len(option)) + text[end:]
	}
	return text, found
}

// Shares of an option's own words that make an explanation argue for it.
const (
	arguesFor   = 0.75
	arguesLess  = 0.4
	arguesWords = 3 // own words that it takes
)

// argues looks for a wrong option nearly all of whose own words the explanation
// uses, beside a key few of whose own it uses.
func argues(p *paper) string {
	said := contentOf(p.Explanation)
	share := func(i int) (float64, int) {
		own := ownWords(p.Options, i)
		n := 0
		for _, w := range own {
			if slices.Contains(said, w) {
				n++
			}
		}
		return float64(n) / float64(max(1, len(own))), len(own)
	}
	key, size := share(p.Key)
	if size < arguesWords || key > arguesLess {
		return ""
	}
	for i := range p.Options {
		if i == p.Key {
			continue
		}
		if s, n := share(i); n >= arguesWords && s >= arguesFor {
			return "the explanation argues for another option than the right one"
		}
	}
	return ""
}

// ownWords are the content words of an option that not all options have.
func ownWords(options []string, i int) []string {
	count := map[string]int{}
	for _, o := range options {
		for _, w := range contentOf(o) {
			count[w]++
		}
	}
	var own []string
	for _, w := range contentOf(options[i]) {
		if count[w] < len(options) {
			own = append(own, w)
		}
	}
	return own
}

var (
	saysTrue  = regexp.MustCompile(`(?i)\b(?:statement|claim|this|it|answer) is (?:therefore |thus |indeed )?(?:true|right|correct)\b|^\s*true\b`)
	saysFalse = regexp.MustCompile(`(?i)\b(?:statement|claim|this|it|answer) is (?:therefore |thus )?(?:false|wrong|incorrect|not (?:true|right|correct))\b|^\s*false\b`)
)

func explainsTruth(p *paper) string {
	key := strings.EqualFold(p.key(), "true")
	yes, no := saysTrue.MatchString(p.Explanation), saysFalse.MatchString(p.Explanation)
	if yes != no && yes != key {
		return "the explanation comes to the other answer"
	}
	return ""
}

// Bounds of checkGrounded: how much an explanation must say to be judged. Those
// of grammar speak of clauses and commas and need not take up a word, but then
// they do not compute.
const (
	groundedWords   = 10
	groundedNumbers = 3
)

// checkGrounded compares the words and numbers of the explanation with those
// of the question.
func checkGrounded(p *paper) string {
	question := strings.Join(append([]string{p.Stem, p.Passage}, p.Options...), "\n")
	known, said := contentOf(question), contentOf(p.Explanation)
	shared := 0
	for _, w := range said {
		if slices.Contains(known, w) {
			shared++
		}
	}
	given, used := numbersOf(tokenize(question)), numbersOf(p.proof())
	same := sharedNumbers(given, used)
	figures := len(used) >= groundedNumbers
	if shared == 0 && same == 0 && (len(said) >= groundedWords || figures) {
		return "the explanation speaks of something else than the question"
	}
	return ""
}

func sharedNumbers(given, used []figure) (n int) {
	for _, u := range used {
		for _, g := range given {
			if u.value.Cmp(g.value) == 0 {
				n++
				break
			}
		}
	}
	return n
}
