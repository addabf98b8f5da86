package question

import (
	"slices"
	"strings"
	"unicode/utf8"

	"prepwire/rpc/question/vet"
	"prepwire/schema"
)

// formChecks say what a written question must be to be kept, shuffled and
// shown. Their names are kept with it.
var formChecks = []struct {
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

// check returns what is wrong with a written question by itself, in words that
// may go back to the model; empty for nothing.
func (o order) check(w written, level Checks) string {
	for _, c := range formChecks {
		if fault := c.fault(w, o); fault != "" {
			return c.name + ": " + fault
		}
	}
	if !level.static() {
		return ""
	}
	for _, f := range o.vetted(w).Faults() {
		return f.Check + ": " + f.Message
	}
	return ""
}

// vetted is a written question as package vet looks at it.
func (o order) vetted(w written) vet.Question {
	return vet.Question{Kind: string(o.kind), Passage: w.Passage, Stem: w.Stem, Options: w.Options, Key: *w.CorrectIndex, Explanation: w.Explanation}
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

// optionCounts are how many options a question of a type has.
var optionCounts = map[schema.QuestionType]int{schema.MultipleChoice: 4, schema.TrueFalse: 2, schema.ShortAnswer: 1}

func checkOptions(w written, o order) string {
	switch {
	case o.kind == schema.TrueFalse:
		if both := strings.ToLower(strings.Join(w.Options, "|")); both != "true|false" && both != "false|true" {
			return `the options are not "true" and "false"`
		}
	case len(w.Options) != optionCounts[o.kind] && o.kind == schema.ShortAnswer:
		return "there is not exactly one answer"
	case len(w.Options) != optionCounts[o.kind]:
		return "there are not exactly 4 options"
	}
	return ""
}

func checkKey(w written, _ order) string {
	if w.CorrectIndex == nil || *w.CorrectIndex < 0 || *w.CorrectIndex >= len(w.Options) {
		return "correctIndex names no option"
	}
	return ""
}

// checkPlaces refuses texts that name options by where they stood: they are
// shuffled.
func checkPlaces(w written, o order) string {
	if o.kind != schema.MultipleChoice {
		return ""
	}
	for _, s := range slices.Concat([]string{w.Stem, w.Explanation}, w.Hints) {
		if vet.NamesPlace(s) != "" {
			return "a text names an option by its letter or place"
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
