package answerlog

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"prepwire/rpc/contest/scoring"
)

var start = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

// contest is one that was played: the lines of its log, and its entries as the
// chain made them.
type contest struct {
	rules   *scoring.Rules
	key     map[string]string
	lines   [][]byte
	entries []Entry
}

func (c *contest) file() []byte { return joined(c.lines) }

func (c *contest) head() string { return c.entries[len(c.entries)-1].Hash }

func joined(lines [][]byte) []byte { return append(bytes.Join(lines, []byte("\n")), '\n') }

// play plays a random contest to its end. Points and times are coarse, so that
// ties are frequent; some answers are late, some come at the very end.
func play(t testing.TB, r *rand.Rand, maxParticipants, maxQuestions int) *contest {
	t.Helper()
	c := &contest{rules: randomRules(r, 1+r.IntN(maxQuestions))}
	c.key = randomKey(r, c.rules.Questions)
	salt := NewSalt()
	commitment, err := Commit(salt, scoring.NewKey(c.key))
	if err != nil {
		t.Fatal(err)
	}
	chain := NewChain(Head{})
	c.add(t)(chain.Open(c.rules.Start.Add(time.Duration(r.IntN(50_000))*time.Microsecond), Opened{Rules: *c.rules, KeyCommitment: commitment}))
	c.answers(t, r, chain, r.IntN(maxParticipants+1))
	c.add(t)(chain.Close(c.rules.End.Add(scoring.Grace+time.Duration(r.IntN(5000))*time.Millisecond), Closed{Key: scoring.NewKey(c.key), Salt: salt}))
	return c
}

func (c *contest) add(t testing.TB) func(Entry, []byte, error) {
	return func(e Entry, line []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		c.entries, c.lines = append(c.entries, e), append(c.lines, line)
	}
}

func randomRules(r *rand.Rand, n int) *scoring.Rules {
	rules := &scoring.Rules{ContestID: fmt.Sprintf("contest-%d", r.Uint32()), Start: start, Pacing: scoring.Free,
		Scoring: []string{scoring.Accuracy, scoring.Speed, scoring.AMC, scoring.Negative}[r.IntN(4)]}
	rules.End = start.Add(time.Duration(1+r.IntN(300)) * time.Second)
	if rules.Scoring == scoring.Speed || r.IntN(2) == 0 {
		rules.Pacing, rules.GapMs = scoring.Live, []int64{0, 1, 3000}[r.IntN(3)]
	}
	points := []int64{1000, 1000, 1500, 1, 2, 6, 333, 1_000_000_000}
	if r.IntN(2) == 0 {
		points = points[:1]
	}
	for i := range n {
		q := scoring.Question{ID: fmt.Sprintf("q%d\u00e9\"%d", i, r.IntN(3)), Type: "short-answer", PointsMilli: points[r.IntN(len(points))]}
		switch r.IntN(4) {
		case 0:
			q.Type = "true-false"
		case 1, 2:
			q.Type, q.Options = "multiple-choice", 1+r.IntN(5)
		}
		if rules.Pacing == scoring.Live {
			q.TimeLimitMs = []int64{1000, 1001, 7000, 20_000}[r.IntN(4)]
		}
		rules.Questions = append(rules.Questions, q)
	}
	rules.End = rules.EndOf()
	return rules
}

func randomKey(r *rand.Rand, questions []scoring.Question) map[string]string {
	key := map[string]string{}
	for _, q := range questions {
		switch q.Type {
		case "true-false":
			key[q.ID] = []string{"true", "false"}[r.IntN(2)]
		case "multiple-choice":
			key[q.ID] = string(rune('A' + r.IntN(q.Options)))
		default:
			key[q.ID] = []string{"1/2", "0.5", "Treaty of Paris", "<&>\u2028\n", "-3"}[r.IntN(5)]
		}
	}
	return key
}

// randomAnswer is often right, and then sometimes in other words.
func randomAnswer(r *rand.Rand, q scoring.Question, key string) string {
	switch {
	case r.IntN(2) == 0 && key == "1/2":
		return []string{".5", "0.50", "2/4", "1/2"}[r.IntN(4)]
	case r.IntN(2) == 0:
		return key
	case q.Type == "true-false":
		return []string{"true", "false"}[r.IntN(2)]
	case q.Type == "multiple-choice":
		return string(rune('A' + r.IntN(max(q.Options, 2))))
	}
	return []string{"0.25", "1/2", "treaty of paris", "I said \"no\"\\\t\x01", "−3", "日本語 \U0001F600"}[r.IntN(6)]
}

// answers has some participants answer some questions, nearly in the order in
// which they arrive: some together, and some overtaken by a later one.
func (c *contest) answers(t testing.TB, r *rand.Rand, chain *Chain, participants int) {
	t.Helper()
	schedule, err := scoring.NewSchedule(c.rules)
	if err != nil {
		t.Fatal(err)
	}
	type arrival struct {
		at, seen    time.Time // seen: when a node got to it
		participant string
		slot        scoring.Slot
	}
	var arrivals []arrival
	for p := range participants {
		diligence := r.IntN(4)
		for i := range schedule.Len() {
			if r.IntN(4) > diligence {
				continue
			}
			slot := schedule.Slot(i)
			open := schedule.LastCall().Sub(slot.Opens)
			if c.rules.Pacing == scoring.Live && r.IntN(5) > 0 {
				open = min(open, time.Duration(slot.TimeLimitMs+200)*time.Millisecond)
			}
			after := time.Duration(r.Int64N(int64(open) + 1))
			if r.IntN(3) > 0 {
				after = after.Truncate(2 * time.Second)
			}
			at := slot.Opens.Add(after)
			arrivals = append(arrivals, arrival{at, at.Add(time.Duration(r.IntN(80)) * time.Millisecond), fmt.Sprintf("participant-%d", p), slot})
		}
	}
	slices.SortFunc(arrivals, func(a, b arrival) int { return a.seen.Compare(b.seen) })
	for _, a := range arrivals {
		credit := []int64{0, 0, 3, 80, 150, 400}[r.IntN(6)]
		c.add(t)(chain.Answer(a.at, a.slot, a.participant, randomAnswer(r, a.slot.Question, c.key[a.slot.ID]), credit))
	}
}
