package vet

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of checkLongest. Of texts shorter than longKey characters, and within
// longGap of each other, nobody sees which is the longest.
const (
	longKey   = 16
	longGap   = 10
	longRatio = 1.6 // to the longest wrong option…
	wideGap   = 30  // …or, from this gap on,
	wideRatio = 1.35
)

func checkLongest(p *paper) string {
	key, next := utf8.RuneCountInString(p.key()), 0
	p.wrong(func(i int) bool {
		next = max(next, utf8.RuneCountInString(p.Options[i]))
		return true
	})
	if key >= longKey && !wild.MatchString(p.key()) && (key-next >= longGap && float64(key) >= longRatio*float64(next) ||
		key-next >= wideGap && float64(key) >= wideRatio*float64(next)) {
		return "the right option is the longest by far"
	}
	return ""
}

// quietNot finds a question that is turned round by a word one reads over.
var quietNot = regexp.MustCompile(`\b[Ww]hich (?:(?:one )?of (?:the following|these|the choices|the options)(?: [a-z]+){0,3}|[a-z]+(?: [a-z]+)?) (?:is|are|was|were|does|do|did|can|could|would|should|has|have|will) (?:not|never)\b` +
	`|\b(?:all|each|any) of (?:the following|these)\b[^.?!]*\bexcept\b|\bexcept\s*(?:_+|:|\?|\.)?\s*$`)

func checkNegation(p *paper) string {
	if hasAny(p.Stem, "not", "never", "except") && quietNot.MatchString(p.Stem) {
		return "the question is turned round by a not or except that is not in capitals"
	}
	return ""
}

var absolute = regexp.MustCompile(`(?i)\b(?:always|never|every|entirely|completely|absolutely|impossible|must|nobody|everyone|everybody|nothing|without exception|under no circumstances)\b`)

func checkAbsolutes(p *paper) string {
	if absolute.MatchString(p.key()) {
		return ""
	}
	all := true
	p.wrong(func(i int) bool {
		all = absolute.MatchString(p.Options[i])
		return all
	})
	if all {
		return "all wrong options are absolute, and the right one is not"
	}
	return ""
}

// openArticle finds a stem that ends, or has its gap, behind an article.
var openArticle = regexp.MustCompile(`(?i)\b(an?)\s*(?:_{2,}[.?]?|…|\.\.\.|:)?\s*$|\b(an?) _{2,}`)

// startsWithVowel speaks of letters; words such as "hour" and "unit" are rare
// enough, and need all four options to go wrong.
func startsWithVowel(s string) bool {
	return s != "" && strings.ContainsRune("aeiou", rune(strings.ToLower(s)[0]))
}

func checkGrammar(p *paper) string {
	m := openArticle.FindStringSubmatch(p.Stem)
	if m == nil {
		return ""
	}
	an := strings.EqualFold(m[1]+m[2], "an")
	fits := 0
	for _, o := range p.Options {
		if startsWithVowel(o) == an {
			fits++
		}
	}
	if fits == 1 && startsWithVowel(p.key()) == an {
		return "the article at the end of the stem fits the right option only"
	}
	return ""
}

// checkWordCue wants at least two words of the stem in the key, and none of the
// stem's words in any wrong option.
func checkWordCue(p *paper) string {
	stem := contentOf(p.Stem)
	shared := func(option string) (n int) {
		for _, w := range contentOf(option) {
			if slices.Contains(stem, w) {
				n++
			}
		}
		return n
	}
	if shared(p.key()) < 2 {
		return ""
	}
	none := true
	p.wrong(func(i int) bool {
		none = shared(p.Options[i]) == 0
		return none
	})
	if none {
		return "words of the stem come back in the right option only"
	}
	return ""
}

var joint = regexp.MustCompile(`\s+(?:and|or|but|with|/)\s+|\s*[;,/]\s+`)

// partWords bounds the parts of an option that checkConvergence compares.
// Longer ones are statements, and to weigh them is the task.
const partWords = 3

// checkConvergence looks at options that are lists of short parts. When each
// part of the key stands in some other option, and no wrong option is like
// that, counting finds the key.
func checkConvergence(p *paper) string {
	parts := make([][]string, len(p.Options))
	count := map[string]int{}
	for i, o := range p.folded() {
		parts[i] = joint.Split(strings.Trim(o, "()."), -1)
		if len(parts[i]) < 2 || len(parts[i]) != len(parts[0]) || !isProse(o) {
			return ""
		}
		for j, part := range parts[i] {
			if len(strings.Fields(part)) > partWords {
				return ""
			}
			parts[i][j] = bare(part)
			count[parts[i][j]]++
		}
	}
	common := func(i int) bool {
		return !slices.ContainsFunc(parts[i], func(part string) bool { return count[part] == 1 })
	}
	if !common(p.Key) {
		return ""
	}
	alone := true
	p.wrong(func(i int) bool {
		alone = !common(i)
		return alone
	})
	if alone {
		return "the right option is made of the parts of the others"
	}
	return ""
}

// bare is a text without punctuation: options that differ in apostrophes are
// not put together from each other.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if isLetterOrDigit(r) || r == ' ' {
			return r
		}
		return -1
	}, s)
}
