package students

import (
	"slices"

	"prepwire/store"
)

// Sitting sums up the answers of one study session that count.
type Sitting struct {
	ID         string // of the session
	Answered   int64
	Correct    int64
	Streak     int64 // right ones in a row until now
	BestStreak int64
	TimeMs     int64

	// Of answers that tell both: how long they took, and how long they should.
	TakenMs, ExpectedMs int64
}

// Add takes in the next answer.
func (s *Sitting) Add(a store.Attempt) {
	s.Answered++
	s.TimeMs += a.TimeSpentMs
	if a.Correct {
		s.Correct++
		s.Streak++
		s.BestStreak = max(s.BestStreak, s.Streak)
	} else {
		s.Streak = 0
	}
	if a.TimeSpentMs > 0 && a.ExpectedMs > 0 {
		s.TakenMs += a.TimeSpentMs
		s.ExpectedMs += a.ExpectedMs
	}
}

// mostSittings bounds the sessions whose sums are kept of a student. Sessions
// follow one another, so one is over long before this many others have begun.
const mostSittings = 8

// Sitting is the sum of a session, if it is one of the student's last.
func (s *Student) Sitting(session string) (sum Sitting, ok bool) {
	i := slices.IndexFunc(s.sittings, func(x Sitting) bool { return x.ID == session })
	if i < 0 {
		return Sitting{ID: session}, false
	}
	return s.sittings[i], true
}

func (f *folded) sit(a store.Attempt) {
	if a.SessionID == "" {
		return
	}
	i := slices.IndexFunc(f.sittings, func(x Sitting) bool { return x.ID == a.SessionID })
	if i < 0 {
		f.sittings = append(f.sittings[max(0, len(f.sittings)-mostSittings+1):], Sitting{ID: a.SessionID})
		i = len(f.sittings) - 1
	}
	f.sittings[i].Add(a)
}
