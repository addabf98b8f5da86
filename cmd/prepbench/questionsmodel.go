package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"

	"prepwire/cmd/prepbench/planted"
	"prepwire/rpc/question"
)

// examinee is a simulated model: it writes the questions it is given, in order,
// and solves them, knowing the truth and erring on a seeded share.
type examinee struct {
	errs float64
	seed uint64

	mu      sync.Mutex
	paper   []planted.Question // still to write
	written []planted.Question
	truth   map[string]planted.Question // by what the solver sees of it
	solved  map[string]int              // how often each was
	writes  int
	solves  int
}

func newExaminee(errs float64, seed uint64, paper []planted.Question) *examinee {
	m := &examinee{errs: errs, seed: seed, paper: paper, truth: map[string]planted.Question{}, solved: map[string]int{}}
	for _, q := range paper {
		m.truth[face(q.Passage, q.Stem, q.Options)] = q
	}
	return m
}

// face is what anybody sees of a question, in whatever order its options are.
func face(passage, stem string, options []string) string {
	return fmt.Sprintf("%q", append([]string{passage, stem}, slices.Sorted(slices.Values(options))...))
}

// Name implements question.Model.
func (m *examinee) Name() string { return "simulated" }

// Write implements question.Model.
func (m *examinee) Write(_ context.Context, r question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	on(question.ModelEvent{Kind: question.ModelStarted})
	if r.Task == question.TaskSolve {
		m.solves++
		return m.solve(r.Prompt)
	}
	m.writes++
	return m.write(r.Prompt)
}

// errNothingLeft ends a run: everything was written.
var errNothingLeft = errors.New("the paper is at its end")

func (m *examinee) write(prompt string) (string, error) {
	var order struct{ Count int }
	if err := json.Unmarshal([]byte(prompt), &order); err != nil {
		return "", err
	}
	n := min(order.Count, len(m.paper))
	if n == 0 {
		return "", errNothingLeft
	}
	var questions []map[string]any
	for _, q := range m.paper[:n] {
		questions = append(questions, map[string]any{
			"passage": q.Passage, "stem": q.Stem, "options": q.Options, "correctIndex": q.Key, "explanation": q.Explanation,
			"skill": q.Skill, "hints": []string{"Read it again.", "Say it in your own words.", "Write down what is known."},
		})
	}
	m.written, m.paper = append(m.written, m.paper[:n]...), m.paper[n:]
	text, err := json.Marshal(map[string]any{"questions": questions})
	return string(text), err
}

func (m *examinee) solve(prompt string) (string, error) {
	var sheet struct {
		Questions []struct {
			Question      int
			Passage, Stem string
			Options       []struct{ ID, Text string }
		}
	}
	if err := json.Unmarshal([]byte(prompt), &sheet); err != nil {
		return "", err
	}
	var solutions []map[string]any
	for _, q := range sheet.Questions {
		var texts []string
		for _, o := range q.Options {
			texts = append(texts, o.Text)
		}
		right := m.answer(face(q.Passage, q.Stem, texts), texts)
		ids := []string{}
		for _, o := range q.Options {
			if slices.Contains(right, o.Text) {
				ids = append(ids, o.ID)
			}
		}
		solutions = append(solutions, map[string]any{"question": q.Question, "work": "Simulated.", "right": ids})
	}
	text, err := json.Marshal(map[string]any{"solutions": solutions})
	return string(text), err
}

// answer is the truth, or, on the seeded share, one option that is not all of
// it. The order in which calls arrive does not matter.
func (m *examinee) answer(face string, texts []string) []string {
	truth := m.truth[face].Right
	nth := m.solved[face]
	m.solved[face]++
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%d %d %s", m.seed, nth, face)
	roll := mixed(h.Sum64())
	if float64(roll%10_000) >= m.errs*10_000 {
		return truth
	}
	others := slices.DeleteFunc(slices.Sorted(slices.Values(texts)), func(o string) bool { return len(truth) == 1 && o == truth[0] })
	if len(others) == 0 {
		return nil
	}
	return []string{others[(roll/10_000)%uint64(len(others))]}
}

// mixed spreads the bits of a hash (SplitMix64).
func mixed(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
