package scoring

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
)

// Key is the right answer of each question of a contest. It does not print
// itself: no format of fmt, no log handler and no JSON encoder shows an
// answer, wherever the key is embedded. Reveal is the one way out.
//
// A key is never changed, and may be used by many at once. The zero Key has
// no answers.
type Key struct {
	// Behind a function, since fmt prints unexported fields without asking
	// their methods, and follows pointers for verbs that do not fit.
	answers func() map[string]string
}

// NewKey is the key with these answers by question id. It keeps a copy.
func NewKey(answers map[string]string) Key {
	answers = maps.Clone(answers)
	return Key{func() map[string]string { return answers }}
}

// all are the answers, not to be changed.
func (k Key) all() map[string]string {
	if k.answers == nil {
		return nil
	}
	return k.answers()
}

// Answer is the right answer of a question.
func (k Key) Answer(questionID string) (answer string, ok bool) {
	answer, ok = k.all()[questionID]
	return answer, ok
}

// Len is how many questions the key answers.
func (k Key) Len() int { return len(k.all()) }

// Reveal is a copy of the answers by question id, for the closing entry of the
// log and for results: nothing that is sent before the end may be made of it.
func (k Key) Reveal() map[string]string {
	revealed := maps.Clone(k.all())
	if revealed == nil {
		revealed = map[string]string{}
	}
	return revealed
}

// Fits tells what keeps k from being the key of these questions, or nil: it
// must answer each of them and nothing else.
func (k Key) Fits(questions []Question) error {
	for _, q := range questions {
		if _, ok := k.Answer(q.ID); !ok {
			return fmt.Errorf("the key has no answer to question %q", q.ID)
		}
	}
	if k.Len() != len(questions) {
		return fmt.Errorf("the key has %d answers to %d questions", k.Len(), len(questions))
	}
	return nil
}

// String says how many answers there are.
func (k Key) String() string { return fmt.Sprintf("[%d answers]", k.Len()) }

// Format writes String, whatever the verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// LogValue is String.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText writes String; encoding/json uses it too.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
