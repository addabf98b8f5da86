// Package planted makes questions whose faults are known: good ones from the
// item bank, and the same with one fault planted in each. Everything comes from
// a seed; the same seed makes the same questions.
package planted

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"prepwire/rpc/question/itembank"
)

// Question is a question as a model would write it, and what is known of it.
type Question struct {
	Passage     string
	Stem        string
	Options     []string
	Key         int
	Explanation string
	Skill       string

	Fault string   // what was planted; empty: a good one
	Right []string // the texts of the options that are right in truth
	Twin  *Twin    // what the bank has already, nil for nothing
}

// Twin is a question that was there before.
type Twin struct{ Passage, Stem string }

// Kind is a way of planting a fault.
type Kind struct {
	Name  string
	Named bool // one of those that the aims speak of
	plant func(m *maker, q Question) (Question, bool)
}

// Kinds are all ways, those with Named first.
func Kinds() []Kind { return slices.Clone(kinds) }

// maker draws and spoils questions.
type maker struct {
	rand *rand.Rand
	bank *itembank.Bank
	walk []*walk
	next int
}

// walk is the way through one family at one level.
type walk struct {
	family string
	level  int
	at     uint64
}

// Maker makes questions from a seed.
type Maker struct{ maker }

// NewMaker returns a maker for the seed.
func NewMaker(seed uint64) *Maker {
	m := &Maker{maker{rand: rand.New(rand.NewPCG(seed, 1)), bank: itembank.New()}}
	for _, f := range m.bank.Families(itembank.Filter{Type: itembank.MultipleChoice}) {
		for _, l := range f.Levels {
			m.walk = append(m.walk, &walk{family: f.Name, level: l.Level})
		}
	}
	m.rand.Shuffle(len(m.walk), func(i, j int) { m.walk[i], m.walk[j] = m.walk[j], m.walk[i] })
	return m
}

// Good makes n good questions, from all families and levels in turn.
func (m *Maker) Good(n int) []Question {
	out := make([]Question, n)
	for i := range out {
		out[i] = m.draw()
	}
	return out
}

// tries bounds the questions that are drawn for one fault.
const tries = 2000

// Plant makes n questions with a fault of that kind.
func (m *Maker) Plant(k Kind, n int) ([]Question, error) {
	var out []Question
	for range n * tries {
		if len(out) == n {
			return out, nil
		}
		if q, ok := k.plant(&m.maker, m.draw()); ok {
			q.Fault = k.Name
			out = append(out, q)
		}
	}
	if len(out) < n {
		return nil, fmt.Errorf("plant %s: %d of %d", k.Name, len(out), n)
	}
	return out, nil
}

// draw is the next good question. Walks that have come to an end are passed
// over.
func (m *maker) draw() Question {
	for {
		w := m.walk[m.next%len(m.walk)]
		m.next++
		item, at, err := m.bank.Draw(w.family, w.level, itembank.MultipleChoice, 77, w.at)
		if err != nil {
			w.at++
			continue
		}
		w.at = at
		return Question{
			Passage: item.Passage, Stem: item.Stem, Options: item.Options, Key: item.Key, Explanation: item.Explanation, Skill: item.Skill,
			Right: []string{item.Options[item.Key]},
		}
	}
}

// wrong is the place of a random wrong option.
func (m *maker) wrong(q Question) int {
	return (q.Key + 1 + m.rand.IntN(len(q.Options)-1)) % len(q.Options)
}

// withOption is q with another text at one place.
func (q Question) withOption(i int, text string) Question {
	q.Options = slices.Clone(q.Options)
	q.Options[i] = text
	return q
}

// replace puts new for old wherever old stands as a word or number of its own.
func replace(text, old, new string) (string, bool) {
	var b strings.Builder
	found := false
	for from := 0; ; {
		at := strings.Index(text[from:], old)
		if at < 0 || old == "" {
			b.WriteString(text[from:])
			return b.String(), found
		}
		at += from
		end := at + len(old)
		b.WriteString(text[from:at])
		if apart(text[:at], text[end:]) {
			b.WriteString(new)
			found = true
		} else {
			b.WriteString(old)
		}
		from = end
	}
}

// apart reports whether no word or number goes on over either end.
func apart(before, after string) bool {
	if before != "" && strings.ContainsAny(before[len(before)-1:], "0123456789./,abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") &&
		!strings.HasSuffix(before, ", ") {
		return false
	}
	if after == "" {
		return true
	}
	if strings.ContainsAny(after[:1], "0123456789/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return false
	}
	return len(after) < 2 || !strings.ContainsAny(after[:1], ".,") || !strings.ContainsAny(after[1:2], "0123456789")
}
