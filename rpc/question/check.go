package question

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"prepwire/rpc/question/judge"
	"prepwire/schema"
)

// staticChecks are the checks that a written question passes before anybody
// sees it. Their names are kept with it.
var staticChecks = []struct {
	name  string
	fault func(written, order) string // empty: none
}{
	{"lengths", checkLengths},
	{"text", checkText},
	{"options", checkOptions},
	{"key", checkKey},
	{"places", checkPlaces},
	{"skill", checkSkill},
}

// check returns what is wrong with a written question, in words that may go
// back to the model; empty for nothing.
func (o order) check(w written) string {
	for _, c := range staticChecks {
		if fault := c.fault(w, o); fault != "" {
			return c.name + ": " + fault
		}
	}
	return ""
}

// checkNames are the names of all checks.
func checkNames() []string {
	var names []string
	for _, c := range staticChecks {
		names = append(names, c.name)
	}
	return names
}

// Bounds of texts in characters, as the contract has them.
const (
	maxStem    = 8000
	maxPassage = 20000
	maxOption  = 1000
	maxHint    = 1000
	maxHints   = 10
	maxSkill   = 64
)

func checkLengths(w written, _ order) string {
	switch {
	case !within(w.Stem, 1, maxStem):
		return "the stem is empty or too long"
	case !within(w.Explanation, 1, maxStem):
		return "the explanation is empty or too long"
	case !within(w.Passage, 0, maxPassage):
		return "the passage is too long"
	case len(w.Hints) > maxHints:
		return "there are too many hints"
	}
	for _, h := range w.Hints {
		if !within(h, 1, maxHint) {
			return "a hint is empty or too long"
		}
	}
	for _, text := range w.Options {
		if !within(text, 1, maxOption) {
			return "an option is empty or too long"
		}
	}
	return ""
}

func within(s string, low, high int) bool {
	n := utf8.RuneCountInString(s)
	return n >= low && n <= high
}

// checkText refuses what a terminal or page would not show as text.
func checkText(w written, _ order) string {
	for _, s := range slices.Concat([]string{w.Stem, w.Passage, w.Explanation}, w.Options, w.Hints) {
		if message := textFault(s, false); message != "" {
			return "a text " + message
		}
	}
	return ""
}

var aboveAll = regexp.MustCompile(`(?i)^(all|none|both|neither)( of)? the (above|below|others?|options|choices|answers)|^(?:both )?[A-D] (?:and|or) [A-D]$`)

func checkOptions(w written, o order) string {
	switch {
	case o.kind == schema.TrueFalse:
		if both := strings.ToLower(strings.Join(w.Options, "|")); both != "true|false" && both != "false|true" {
			return `the options are not "true" and "false"`
		}
		return ""
	case o.kind == schema.ShortAnswer:
		if len(w.Options) != 1 {
			return "there is not exactly one answer"
		}
		return ""
	case len(w.Options) != 4:
		return "there are not exactly 4 options"
	}
	for i, text := range w.Options {
		if aboveAll.MatchString(text) {
			return "an option speaks of other options"
		}
		for _, other := range w.Options[:i] {
			if judge.Right(string(schema.ShortAnswer), tidy(text), tidy(other)) {
				return "two options say the same"
			}
		}
	}
	return ""
}

func checkKey(w written, _ order) string {
	if w.CorrectIndex == nil || *w.CorrectIndex < 0 || *w.CorrectIndex >= len(w.Options) {
		return "correctIndex names no option"
	}
	return ""
}

// namedPlace finds an option named by letter, number or place.
var namedPlace = regexp.MustCompile(
	`\b(?:[Oo]ption|[Cc]hoice|[Aa]nswer)s?\s+\(?[A-D]\b\)?` +
		`|\b(?:[Oo]ption|[Cc]hoice)s?\s+\(?[1-4]\b\)?` +
		`|(?:^|\s)\([A-D]\)(?:\s|[.,:;]|$)` +
		`|(?i:\b(?:first|second|third|fourth|last)\s+(?:option|choice)\b)`)

// checkPlaces refuses texts that name options by where they stood: they are
// shuffled.
func checkPlaces(w written, o order) string {
	if o.kind != schema.MultipleChoice {
		return ""
	}
	for _, s := range slices.Concat([]string{w.Stem, w.Explanation}, w.Hints) {
		if found := namedPlace.FindString(s); found != "" {
			return fmt.Sprintf("%q names an option by its place", strings.TrimSpace(found))
		}
	}
	return ""
}

// checkSkill wants one of the listed skills where the model had the choice.
func checkSkill(w written, o order) string {
	if o.skill == "" && o.lists() && o.find(w.Skill) == nil {
		return "the skill is not one of those listed"
	}
	return ""
}
