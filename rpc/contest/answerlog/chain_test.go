package answerlog

import (
	"bytes"
	"testing"
	"time"

	"prepwire/rpc/contest/scoring"
)

func TestSmoke(t *testing.T) {
	start := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	rules := scoring.Rules{ContestID: "c1", Start: start, End: start.Add(time.Minute), Pacing: scoring.Free, Scoring: scoring.Accuracy, Questions: []scoring.Question{{ID: "q1", Type: "short-answer", PointsMilli: 1500}, {ID: "q2", Type: "multiple-choice", Options: 4, PointsMilli: 1000}}}
	key := scoring.NewKey(map[string]string{"q1": "1/2", "q2": "B"})
	salt := NewSalt()
	com, err := Commit(salt, key)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	c := NewChain(Head{})
	must := func(e Entry, line []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		file.Write(line)
		file.WriteByte('\n')
	}
	must(c.Open(start, Opened{rules, com}))
	s, _ := scoring.NewSchedule(&rules)
	must(c.Answer(start.Add(time.Second), s.Slot(0), "p\"1\u2028\x01", ".5\n", 80))
	must(c.Answer(start.Add(time.Second), s.Slot(1), "p2", "A", 80))
	must(c.Close(start.Add(61*time.Second), Closed{key, salt}))
	t.Log(file.String())
	t.Log(Verify(bytes.NewReader(file.Bytes()), c.Head().Hash))
	t.Log(Replay(bytes.NewReader(file.Bytes()), c.Head().Hash))
}

func BenchmarkNext(b *testing.B) {
	start := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	c := NewChain(Head{Position: 1, Hash: zeroHash, At: start})
	slot := scoring.Slot{Question: scoring.Question{ID: "CAreFzFrZ7EtXgVi"}, Opens: start}
	var line []byte
	for b.Loop() {
		_, l, err := c.Answer(start.Add(5*time.Second), slot, "5vKcbyG2mQy4hUdA", "B", 40)
		if err != nil {
			b.Fatal(err)
		}
		line = l
	}
	b.SetBytes(int64(len(line)))
}

func BenchmarkParse(b *testing.B) {
	start := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	c := NewChain(Head{Position: 1, Hash: zeroHash, At: start})
	slot := scoring.Slot{Question: scoring.Question{ID: "CAreFzFrZ7EtXgVi"}, Opens: start}
	_, line, _ := c.Answer(start.Add(5*time.Second), slot, "5vKcbyG2mQy4hUdA", "B", 40)
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, err := Parse(line); err != nil {
			b.Fatal(err)
		}
	}
}
