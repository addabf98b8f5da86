package question

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"prepwire/rpc/question/vet"
	"prepwire/schema"
	"prepwire/store"
)

// explained is an analysis as the model writes it.
type explained struct {
	Found      string   `json:"found"`
	Passage    string   `json:"passage"`
	Stem       string   `json:"stem"`
	Options    []string `json:"options"`
	Subject    string   `json:"subject"`
	Skill      string   `json:"skill"`
	Difficulty string   `json:"difficulty"`
	Strategy   string   `json:"strategy"`
	Steps      []string `json:"steps"`
	Pitfalls   []string `json:"pitfalls"`
}

// readExplained reads the model's answer strictly: one JSON object of the
// members asked for and nothing after it.
func readExplained(text string) (explained, error) {
	var e explained
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return e, fmt.Errorf("read the model's answer: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return e, errors.New("read the model's answer: something follows it")
	}
	for _, s := range []*string{&e.Stem, &e.Strategy} {
		*s = strings.TrimSpace(*s)
	}
	bare := written{Options: e.Options}
	bare.tidy()
	for _, list := range []*[]string{&e.Options, &e.Steps, &e.Pitfalls} {
		trimAll(*list)
		*list = slices.DeleteFunc(*list, func(s string) bool { return s == "" })
	}
	return e, nil
}

// check says what is wrong with an analysis of m, in words for the model; empty
// for nothing. What passes keeps the contract.
func (e explained) check(m matter) string {
	if m.known == nil {
		if e.Found != foundQuestion {
			return "found: must be question or none"
		}
		if !within(e.Stem, 1, maxStem) {
			return fmt.Sprintf("stem: must have 1 to %d characters", maxStem)
		}
		if !within(e.Passage, 0, maxPassage) {
			return "passage: its first 100 words are enough"
		}
		if !slices.Contains(schema.Difficulty("").Values(), e.Difficulty) {
			return "difficulty: must be easy, medium or hard"
		}
	}
	if !within(e.Strategy, 1, maxStrategy) {
		return fmt.Sprintf("strategy: must have 1 to %d characters", maxStrategy)
	}
	if len(e.Steps) == 0 {
		return "steps: must not be empty"
	}
	for _, l := range []struct {
		name      string
		texts     []string
		many, len int
	}{{"options", e.Options, maxOptions, maxOption}, {"steps", e.Steps, maxSteps, maxStep}, {"pitfalls", e.Pitfalls, maxPitfalls, maxStep}} {
		if len(l.texts) > l.many {
			return fmt.Sprintf("%s: at most %d", l.name, l.many)
		}
		if slices.ContainsFunc(l.texts, func(s string) bool { return !within(s, 1, l.len) }) {
			return fmt.Sprintf("%s: each must have 1 to %d characters", l.name, l.len)
		}
	}
	return m.unfit(strings.Join(append(append([]string{e.Stem, e.Strategy}, e.Options...), append(e.Steps, e.Pitfalls...)...), "\n"))
}

// unfit says why a student must not see a text about m, whole or the beginning
// of one; empty for no reason.
func (m matter) unfit(text string) string {
	if fault := textFault(text, false); fault != "" {
		return "text: " + fault
	}
	if repeatsRules(text) {
		return "text: must not repeat the rules"
	}
	if m.known != nil && keyOf(*m.known).ToldBy(text) {
		return "text: must not say what the answer is"
	}
	return ""
}

// ruleMarks are beginnings of the sentences of our instructions, long enough that
// nobody writes them by chance.
var ruleMarks = func() []string {
	const enough = 60
	var marks []string
	for line := range strings.Lines(analysisSystem + analysisFinds) {
		for sentence := range strings.SplitSeq(line, ". ") {
			if len(sentence) > enough {
				marks = append(marks, sentence[:enough])
			}
		}
	}
	return marks
}()

// repeatsRules says whether a text holds a sentence of our instructions.
func repeatsRules(text string) bool {
	return slices.ContainsFunc(ruleMarks, func(mark string) bool { return strings.Contains(text, mark) })
}

// keyOf is what must not be told of q.
func keyOf(q store.Question) vet.Key {
	k := vet.Key{Kind: q.QuestionType, Stem: q.Stem, Text: q.CorrectAnswer}
	for _, o := range q.Options {
		if o.ID == q.CorrectAnswer {
			k.Letter, k.Text = o.ID, o.Text
		}
	}
	return k
}
