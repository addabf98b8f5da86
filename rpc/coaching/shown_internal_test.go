package coaching

import (
	"os"
	"strings"
	"testing"

	"prepwire/rpc/question/vet"
	"prepwire/store"
)

// TestNoPrefixShowsTheKey: however a model's text is cut into pieces, what is
// shown on the way never goes as far as what tells the key, for all texts that
// are caught as a whole.
func TestNoPrefixShowsTheKey(t *testing.T) {
	file, err := os.ReadFile("../question/vet/testdata/told.txt")
	if err != nil {
		t.Fatal(err)
	}
	questions := map[string]store.Question{}
	tried := 0
	for line := range strings.Lines(string(file)) {
		parts := strings.SplitN(strings.TrimSpace(line), " ", 4)
		switch parts[0] {
		case "question":
			head, stem, _ := strings.Cut(parts[3], " | ")
			letter, key, _ := strings.Cut(head, " ")
			q := store.Question{QuestionType: parts[2], Stem: stem, CorrectAnswer: key}
			if parts[2] == vet.MultipleChoice {
				q.CorrectAnswer, q.Options = letter, []store.Option{{ID: letter, Text: key}}
			}
			questions[parts[1]] = q
		case "tells":
			q := questions[parts[1]]
			at := strings.Index(parts[3], "{")
			text := strings.NewReplacer("{", "", "}", "").Replace(parts[3]) + "\n—\n"
			if text = strings.ReplaceAll(text, `\n`, "\n"); !keyOf(q).ToldBy(text) {
				continue
			}
			tried++
			topic := topic{question: &q}
			for end := range text {
				if shown := topic.shown(text[:end]); len(shown) > at {
					t.Errorf("%s: shown %q", line, shown)
					break
				}
			}
			if topic.shown(text) != "" {
				t.Errorf("shown as a whole: %s", line)
			}
		}
	}
	if tried < 150 {
		t.Errorf("only %d texts", tried)
	}
}
