package oracle

import (
	"math/big"
	"slices"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

func question(id string, points int64) Question {
	return Question{ID: id, Kind: "multiple-choice", Options: 4, Points: big.NewRat(points, 1000), Limit: 10 * time.Second, Key: "A"}
}

// answers reads participant, question, answer, ms since the start, credit ms.
func answers(rows ...[5]any) []Answer {
	var list []Answer
	for i, r := range rows {
		list = append(list, Answer{Position: int64(i) + 2, Participant: r[0].(string), Question: r[1].(string), Answer: r[2].(string),
			At: start.Add(time.Duration(r[3].(int)) * time.Millisecond), Credit: time.Duration(r[4].(int)) * time.Millisecond})
	}
	return list
}

// The wanted boards were worked out by hand.
func TestBoards(t *testing.T) {
	names := map[string]string{"p1": "Ada", "p2": "Bob", "p3": "Ada", "p4": "Cem"}
	for _, c := range []struct {
		name    string
		contest Contest
		answers []Answer
		want    []Line
		last    Outcome // of the last answer
	}{
		{"accuracy, ties by time, then by name and participant", Contest{Scoring: "accuracy", Questions: []Question{question("q1", 1000), question("q2", 1500)}},
			answers([5]any{"p2", "q1", "a", 1000, 0}, [5]any{"p3", "q1", "A", 1100, 100}, [5]any{"p1", "q1", "A", 1150, 150}, [5]any{"p4", "q2", "B", 10, 0}),
			[]Line{{1, "p1", "Ada", 1000, 1, 0, 1, 1000, start.Add(1150 * time.Millisecond), false}, {1, "p3", "Ada", 1000, 1, 0, 1, 1000, start.Add(1100 * time.Millisecond), false},
				{1, "p2", "Bob", 1000, 1, 0, 1, 1000, start.Add(time.Second), false}, {4, "p4", "Cem", 0, 0, 1, 1, 0, time.Time{}, false}}, Outcome{false, 0, 0, 1, false}},
		{"amc, p/4 for what is open", Contest{Scoring: "amc", Questions: []Question{question("q1", 1000), question("q2", 1001), question("q3", 6)}},
			answers([5]any{"p1", "q1", "B", 5, 0}),
			[]Line{{1, "p1", "Ada", 252, 0, 1, 1, 0, time.Time{}, false}}, Outcome{false, 0, 0, 1, false}},
		{"negative, −p/3", Contest{Scoring: "negative", Questions: []Question{question("q1", 1000), question("q2", 1000)}},
			answers([5]any{"p1", "q1", "B", 5, 0}, [5]any{"p1", "q2", "A", 7, 0}),
			[]Line{{1, "p1", "Ada", 667, 1, 1, 2, 7, start.Add(7 * time.Millisecond), true}}, Outcome{true, 1000, 667, 2, true}},
		{"speed: at once, half time, late", Contest{Scoring: "speed", Live: true, Gap: 3 * time.Second, Questions: []Question{question("q1", 1000), question("q2", 1000)}},
			answers([5]any{"p1", "q1", "A", 650, 150}, [5]any{"p2", "q1", "A", 5099, 0}, [5]any{"p2", "q2", "A", 23_001, 0}, [5]any{"p1", "q2", "A", 13_000 + 650, 149}),
			[]Line{{1, "p1", "Ada", 1975, 2, 0, 2, 501, start.Add(13_650 * time.Millisecond), true}, {2, "p2", "Bob", 750, 1, 0, 2, 5099, start.Add(5099 * time.Millisecond), true}}, Outcome{true, 975, 1975, 2, true}},
	} {
		c.contest.Start = start
		got, outcomes := Results(c.contest, c.answers, names)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, c.want)
		}
		last := c.answers[len(c.answers)-1]
		if got := outcomes[last.Position]; got != c.last {
			t.Errorf("%s: the last answer came to %+v, want %+v", c.name, got, c.last)
		}
	}
}

func TestRight(t *testing.T) {
	short := func(key string) Question { return Question{Kind: "short-answer", Key: key} }
	for _, c := range []struct {
		q      Question
		answer string
		want   bool
	}{
		{short("1/2"), " .5 ", true}, {short("0.5"), "2/4", true}, {short("0.5"), "0.51", false}, {short("Paris"), "paris", true},
		{short("Paris"), "Rome", false}, {question("q", 1), "a", true}, {question("q", 1), "B", false},
	} {
		if Right(c.q, c.answer) != c.want {
			t.Errorf("key %q, answer %q: not %v", c.q.Key, c.answer, c.want)
		}
	}
}
