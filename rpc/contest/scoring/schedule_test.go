package scoring

import (
	"testing"
	"time"
)

func schedule(t *testing.T, r *Rules) *Schedule {
	t.Helper()
	s, err := NewSchedule(r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScheduleIsThatOfTheRules(t *testing.T) {
	for _, r := range []*Rules{liveRules(Speed, 50), freeRules(Accuracy, 50)} {
		s := schedule(t, r)
		if s.Len() != 50 || s.Rules() != r || !s.End().Equal(r.EndOf()) || !s.LastCall().Equal(r.EndOf().Add(300*time.Millisecond)) {
			t.Errorf("%s: the schedule is another", r.Pacing)
		}
		for i, q := range r.Questions {
			slot, ok := s.Find(q.ID)
			if !ok || slot != s.Slot(i) || slot.Index != i || slot.Question != q || !slot.Opens.Equal(r.Opens(i)) || !slot.Closes.Equal(r.Closes(i)) {
				t.Errorf("%s: question %d is %+v", r.Pacing, i, slot)
			}
		}
	}
	if _, ok := schedule(t, freeRules(AMC, 1)).Find("q2"); ok {
		t.Error("there is a question q2")
	}
	if _, err := NewSchedule(&Rules{}); err == nil {
		t.Error("no rules have a schedule")
	}
}

func TestOpened(t *testing.T) {
	live, free := schedule(t, liveRules(Speed, 3)), schedule(t, freeRules(AMC, 3))
	for _, c := range []struct {
		ms         int64
		live, free int
	}{{-1, 0, 0}, {0, 1, 3}, {12_999, 1, 3}, {13_000, 2, 3}, {26_000, 3, 3}, {1e9, 3, 3}} {
		at := start.Add(ms(c.ms))
		if got := live.Opened(at); got != c.live {
			t.Errorf("live, after %d ms: %d", c.ms, got)
		}
		if got := free.Opened(at); got != c.free {
			t.Errorf("free, after %d ms: %d", c.ms, got)
		}
	}
}

func TestSlotTime(t *testing.T) {
	slot := schedule(t, liveRules(Speed, 2)).Slot(1)
	for _, c := range []struct{ elapsed, earned, timeMs, creditMs int64 }{
		{1000, 0, 1000, 0},
		{1000, 40, 960, 40},
		{1000, 150, 850, 150},
		{1000, 151, 850, 150},
		{1000, 1 << 40, 850, 150},
		{1000, -5, 1000, 0},
		{100, 120, 0, 100},
		{0, 120, 0, 0},
	} {
		timeMs, creditMs := slot.Time(slot.At(c.elapsed), c.earned)
		if timeMs != c.timeMs || creditMs != c.creditMs {
			t.Errorf("%d ms, earned %d: time %d, credit %d", c.elapsed, c.earned, timeMs, creditMs)
		}
	}
}

func TestCheckAnswer(t *testing.T) {
	s := schedule(t, liveRules(Speed, 2)) // q2 is open from 13 to 23 s
	good := Answer{QuestionID: "q2", At: start.Add(15 * time.Second), TimeMs: 1960, CreditMs: 40}
	last := Answer{QuestionID: "q1", At: s.LastCall(), TimeMs: 23_300}
	for _, a := range []Answer{good, last, {QuestionID: "q2", At: start.Add(13 * time.Second)}} {
		if err := s.CheckAnswer(a); err != nil {
			t.Errorf("%+v: %v", a, err)
		}
	}
	for _, c := range []struct {
		want  string
		spoil func(a *Answer)
	}{
		{`question "q3" is not in this contest`, func(a *Answer) { a.QuestionID = "q3" }},
		{`question "q2" was not open yet`, func(a *Answer) { a.At = start.Add(12_999 * time.Millisecond) }},
		{"an answer after the end", func(a *Answer) { a.At = s.LastCall().Add(time.Millisecond) }},
		{"a credit of 151 ms", func(a *Answer) { a.CreditMs, a.TimeMs = 151, 1849 }},
		{"a credit of -1 ms", func(a *Answer) { a.CreditMs, a.TimeMs = -1, 2001 }},
		{"a time of 1959 ms, which is not from the opening to the answer, less the credit", func(a *Answer) { a.TimeMs-- }},
		{"a time of -40 ms, which is not from the opening to the answer, less the credit", func(a *Answer) { a.At, a.TimeMs = start.Add(13*time.Second), -40 }},
	} {
		a := good
		c.spoil(&a)
		if err := s.CheckAnswer(a); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
