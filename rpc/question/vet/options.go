package vet

import (
	"regexp"
	"strings"
)

// optionCount is how many options a multiple-choice question has.
const optionCount = 4

func checkCount(p *paper) string {
	if len(p.Options) != optionCount {
		return "there are not exactly 4 options"
	}
	return ""
}

func checkKey(p *paper) string {
	if p.Key < 0 || p.Key >= len(p.Options) {
		return "the key names no option"
	}
	return ""
}

// checkDistinct compares options as texts and by value. Values count when one
// of the two is written as a plain number, because questions about the form of
// an expression have options of equal value.
func checkDistinct(p *paper) string {
	texts, values := p.folded(), p.values()
	for i, text := range texts {
		for j := range i {
			if text == texts[j] {
				return "two options say the same"
			}
			a, b := values[i], values[j]
			if a.value == nil || b.value == nil || !a.written && !b.written || a.unit != b.unit {
				continue
			}
			if a.value.Cmp(b.value) == 0 {
				return "two options have the same value"
			}
		}
	}
	return ""
}

var metaOption = regexp.MustCompile(`(?i)^(?:(?:all|none|both|neither|any|some|more than one|two) (?:of )?(?:the |these |those )?(?:above|below|preceding|previous|others?|options|choices|answers|these|those)\b` +
	`|(?:both |neither |either )?\(?[A-D]\)?(?:,? (?:and|or|nor|but) \(?[A-D]\)?)+(?: only)?\W*$` +
	`|(?:i|we) (?:don['’]t|do not) know\b)`)

func checkMeta(p *paper) string {
	for _, o := range p.Options {
		if metaOption.MatchString(strings.TrimSpace(o)) {
			return "an option speaks of the other options"
		}
	}
	return ""
}

// namedPlace finds an option named by letter, number or place.
var namedPlace = regexp.MustCompile(
	`\b(?:[Oo]ption|[Cc]hoice|[Aa]nswer)s?\s+\(?[A-D]\b\)?` +
		`|\b(?:[Oo]ption|[Cc]hoice)s?\s+#?\(?[1-4]\b\)?` +
		`|(?:^|\s)\([A-D]\)(?:\s|[.,:;]|$)` +
		`|(?i:\b(?:first|second|third|fourth|last)\s+(?:option|(?:answer\s+)?choice)\b)`)

// NamesPlace answers the words of a text that name an option by letter, number
// or place; empty for none. Such words are wrong once the options are shuffled.
func NamesPlace(text string) string {
	if !hasAny(text, "ption", "PTION", "hoice", "HOICE", "nswer", "(A)", "(B)", "(C)", "(D)") {
		return ""
	}
	return strings.TrimSpace(namedPlace.FindString(text))
}

func checkPlaces(p *paper) string {
	for _, s := range []string{p.Stem, p.Explanation} {
		if NamesPlace(s) != "" {
			return "a text names an option by its letter or place"
		}
	}
	return ""
}

// wild are options that stand among others of any kind.
var wild = regexp.MustCompile(`(?i)^(?:none|zero|never|infinite|undefined|(?:there (?:is|are) )?no \w|(?:it )?cannot be|can['’]?t be|not enough|exactly |infinitely|insufficient|impossible|the same)`)

// kindOf sorts options. It is empty for one that may stand among any others.
func kindOf(text string, a amount) string {
	switch {
	case wild.MatchString(text):
		return ""
	case a.value != nil && a.written && a.percent:
		return "percentage"
	case a.value != nil && a.written && strings.ContainsAny(text, "$€£"):
		return "amount of money"
	case a.value != nil && a.written && a.unit != "":
		return "number with a unit"
	case a.value != nil:
		return "number"
	case isProse(text) && strings.ContainsAny(text, "0123456789"):
		return "" // "1 hr 15 min", "the 3rd"
	case isProse(text):
		return "words"
	}
	return "formula"
}

// checkOneKind looks for one option that is of another kind than the other
// three, which agree. Numbers among formulas are of their kind.
func checkOneKind(p *paper) string {
	count := map[string]int{}
	for i, o := range p.Options {
		count[kindOf(o, p.values()[i])]++
	}
	delete(count, "")
	if len(count) != 2 || count["formula"] > 0 && count["number"] > 0 {
		return ""
	}
	sum, least := 0, optionCount
	for _, n := range count {
		sum += n
		least = min(least, n)
	}
	if sum == optionCount && least == 1 {
		return "one option is of another kind than the others"
	}
	return ""
}
