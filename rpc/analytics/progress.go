package analytics

import (
	"context"
	"fmt"
	"time"

	"prepwire/rpc/recommendations/students"
	"prepwire/schema"
	"prepwire/store"
)

// progress is a line for each of the last days, the oldest first, today last,
// also for days without answers. Days before the first answer are left out.
func (s *Service) progress(ctx context.Context, p schema.PerformanceParams) ([]schema.ProgressDay, error) {
	_, user := caller(ctx)
	done, err := s.reports.Take(ctx, user)
	if err != nil {
		return nil, fmt.Errorf("wait for another report: %w", err)
	}
	defer done()
	now := s.now()
	from := firstDay(now, p.Days)
	d := diary{next: from, lines: []schema.ProgressDay{}}
	err = s.keeper.Walk(ctx, user, func(a store.Attempt, before *students.Student) {
		if a.At.After(now) { // the clock was set back since
			a.At = now
		}
		d.turnTo(a.At, before)
		if !a.At.Before(from) {
			d.add(a)
		}
	}, func(end *students.Student) {
		d.turnTo(now.Truncate(day).Add(day), end)
	})
	return d.lines, err
}

// diary writes one line a day.
type diary struct {
	next  time.Time // the day to be written
	today schema.ProgressDay
	lines []schema.ProgressDay
}

// turnTo writes the days before that of a time, as the student stood at their ends.
func (d *diary) turnTo(at time.Time, student *students.Student) {
	for d.next.Add(day).Compare(at) <= 0 {
		end := d.next.Add(day)
		d.today.Date = d.next.Format(time.DateOnly)
		d.today.Mastery = mean(student.Masteries(end))
		if student.Answered > 0 {
			d.lines = append(d.lines, d.today)
		}
		d.today, d.next = schema.ProgressDay{}, end
	}
}

func (d *diary) add(a store.Attempt) {
	d.today.Answered++
	d.today.TimeMs += a.TimeSpentMs
	if a.Correct {
		d.today.Correct++
	}
}

// mean is the mean of estimates, 0 of none.
func mean(ms []schema.Mastery) float64 {
	sum := 0.0
	for _, m := range ms {
		sum += m.Mean
	}
	return students.Thousandth(sum / float64(max(1, len(ms))))
}
