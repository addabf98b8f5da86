package gemini

import (
	"testing"
	"time"
)

func pacificTime(tb testing.TB, text string) time.Time {
	tb.Helper()
	at, err := time.ParseInLocation(time.DateTime, text, pacific())
	if err != nil {
		tb.Fatal(err)
	}
	return at
}

func dayBucket(now time.Time) *bucket {
	return &bucket{fixed: Limits{RPD: 2}, ledger: newWindow(time.Minute), day: dayCount{ends: dayEnd(now)}}
}

// A clock that is set ahead by days, and back, does not make a day last for days.
func TestDayOfAClockSetBack(t *testing.T) {
	now := pacificTime(t, "2026-11-20 12:00:00")
	for name, use := range map[string]func(*bucket, time.Time){
		"counted": func(b *bucket, at time.Time) { b.day.count = 2 },
		"refused": func(b *bucket, at time.Time) { b.day.exhaust(at, 0) },
	} {
		b := dayBucket(now)
		ahead := now.AddDate(0, 0, 5)
		b.day.roll(ahead)
		use(b, ahead)
		opens, why := b.opens(need{}, b.limits(now), now)
		if why != ClassRateDay || opens.After(dayEnd(now).Add(time.Minute)) {
			t.Errorf("%s: opens at %v for %v", name, opens, why)
		}
	}
}

// A request of the old day that is refused after midnight, or by a server whose
// clock is a little behind, says nothing of the new day.
func TestRefusedAtMidnight(t *testing.T) {
	midnight := pacificTime(t, "2026-11-21 00:00:00")
	for name, c := range map[string]struct {
		begun, now time.Time
		out        bool
	}{
		"across midnight":  {midnight.Add(-90 * time.Second), midnight.Add(45 * time.Second), false},
		"a clock behind":   {midnight, midnight.Add(time.Second), false},
		"of the new day":   {midnight.Add(2 * time.Minute), midnight.Add(122 * time.Second), true},
		"of the old alone": {midnight.Add(-3 * time.Minute), midnight.Add(-2 * time.Minute), true},
	} {
		b := dayBucket(c.begun)
		b.day.roll(c.now)
		b.refused(c.begun, c.now, &Error{Class: ClassRateDay})
		opens, _ := b.opens(need{}, b.limits(c.now), c.now)
		if b.day.out != c.out || !c.out && opens.Sub(c.now) > time.Minute || !c.out && !opens.After(c.now) {
			t.Errorf("%s: out %v, opens %v later", name, b.day.out, opens.Sub(c.now))
		}
	}
}
