package answerlog

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"testing"
	"time"

	"prepwire/rpc/contest/scoring"
)

// What an entry costs beside hashing its bytes, which nothing can be cheaper
// than: go test -run xxx -bench . ./rpc/contest/answerlog
func BenchmarkEntry(b *testing.B) {
	c, slot := begun(b)
	_, line, err := c.Answer(start.Add(5*time.Second), slot, "5vKcbyG2mQy4hUdA", "B", 40)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("floor-sha256", func(b *testing.B) {
		for b.Loop() {
			sha256.Sum256(line)
		}
	})
	b.Run("next", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := c.Answer(start.Add(5*time.Second), slot, "5vKcbyG2mQy4hUdA", "B", 40); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Parse(line); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("library", func(b *testing.B) { // what the entry would cost through encoding/json and the library
		b.ReportAllocs()
		for b.Loop() {
			var m members
			if err := json.Unmarshal(line, &m); err != nil {
				b.Fatal(err)
			}
			if _, err := canonical(m); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkLog is a whole log of 2,000 participants and 20 questions, in
// nanoseconds an entry.
func BenchmarkLog(b *testing.B) {
	file, entries := bigLog(b, 2000, 20)
	for name, f := range map[string]func(io.Reader) error{
		"verify": func(r io.Reader) error { _, err := Verify(r, ""); return err },
		"replay": func(r io.Reader) error { _, _, err := Replay(r, ""); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				if err := f(bytes.NewReader(file)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(entries), "ns/entry")
		})
	}
}

func bigLog(t testing.TB, participants, questions int) (file []byte, entries int) {
	t.Helper()
	rules := scoring.Rules{ContestID: "c1", Start: start, End: start.Add(time.Hour), Pacing: scoring.Free, Scoring: scoring.Negative}
	key := map[string]string{}
	for i := range questions {
		q := scoring.Question{ID: fmt.Sprintf("question-%07d", i), Type: "multiple-choice", Options: 4, PointsMilli: 1000}
		rules.Questions, key[q.ID] = append(rules.Questions, q), "B"
	}
	salt := NewSalt()
	commitment, err := Commit(salt, scoring.NewKey(key))
	if err != nil {
		t.Fatal(err)
	}
	s, err := scoring.NewSchedule(&rules)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	add := func(_ Entry, line []byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		out.Write(line)
		out.WriteByte('\n')
		entries++
	}
	c := NewChain(Head{})
	add(c.Open(start, Opened{Rules: rules, KeyCommitment: commitment}))
	for q := range questions {
		for p := range participants {
			at := start.Add(time.Duration(q*participants+p) * time.Millisecond)
			add(c.Answer(at, s.Slot(q), fmt.Sprintf("participant-%05d", p), string(rune('A'+(p+q)%4)), int64(p%150)))
		}
	}
	add(c.Close(start.Add(2*time.Hour), Closed{Key: scoring.NewKey(key), Salt: salt}))
	return out.Bytes(), entries
}
