package question_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"prepwire/rpc/question"
)

// room is a model whose questions come from a script, and which solves any
// question of a bead paper.
type room struct {
	script
	err   error                                          // of every solution
	slips func(stem string, nth int) (string, bool)      // what the solver comes to instead, by the text of the option; false: the truth
	sheet func(solutions []map[string]any, n int) string // writes the answer; nil: as asked for

	mu     sync.Mutex
	sheets []question.ModelRequest
	seen   map[string]int // how often a stem was solved
}

func (m *room) Write(ctx context.Context, r question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	if r.Task != question.TaskSolve {
		return m.script.Write(ctx, r, on)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sheets = append(m.sheets, r)
	if m.err != nil {
		return "", m.err
	}
	var asked struct {
		Questions []struct {
			Question int
			Stem     string
			Options  []struct{ ID, Text string }
		}
	}
	if err := json.Unmarshal([]byte(r.Prompt), &asked); err != nil {
		return "", err
	}
	var solutions []map[string]any
	for _, q := range asked.Questions {
		if m.seen == nil {
			m.seen = map[string]int{}
		}
		truth := strconv.Itoa(2 * beadsIn(q.Stem))
		if m.slips != nil {
			if slip, ok := m.slips(q.Stem, m.seen[q.Stem]); ok {
				truth = slip
			}
		}
		m.seen[q.Stem]++
		right := []string{}
		for _, o := range q.Options {
			if slices.Contains(strings.Split(truth, " "), o.Text) {
				right = append(right, o.ID)
			}
		}
		s := map[string]any{"question": q.Question, "work": "Counting.", "right": right}
		if q.Options == nil {
			delete(s, "right")
			s["answer"] = truth
		}
		solutions = append(solutions, s)
	}
	if m.sheet != nil {
		return m.sheet(solutions, len(m.sheets)), nil
	}
	return jsonOf(map[string]any{"solutions": solutions}), nil
}

// solves are the requests for solutions so far.
func (m *room) solves() []question.ModelRequest {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sheets
}

var beadCount = regexp.MustCompile(`\d+`)

func beadsIn(stem string) int {
	n, _ := strconv.Atoi(beadCount.FindString(stem))
	return n
}

// beads is an answer of the model: a question for each number of beads that no
// check without a model can solve. One for a negative number has a wrong key
// and an explanation that goes with it.
func beads(numbers ...int) string {
	var questions []map[string]any
	for _, n := range numbers {
		n, key := max(n, -n), 2*n
		if key < 0 {
			key = 2*n + 1
		}
		options := []string{strconv.Itoa(2*n + 1), strconv.Itoa(2 * n), strconv.Itoa(2*n - 1), strconv.Itoa(3*n + 5)}
		questions = append(questions, map[string]any{
			"stem":         fmt.Sprintf("On string %d of %s, red and blue beads take turns, %d of each color. How many beads are on it?", n, names[n%len(names)], n),
			"options":      options,
			"correctIndex": slices.Index(options, strconv.Itoa(key)),
			"explanation":  fmt.Sprintf("Counting both colors of %s, the beads are %d.", names[n%len(names)], key),
			"skill":        "ALG1",
			"hints":        []string{"Count on.", "Take both colors.", fmt.Sprintf("It is %d.", key)},
		})
	}
	return jsonOf(map[string]any{"questions": questions})
}

var names = []string{"Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus"}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
