package analytics

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"prepwire/rpc/recommendations/students"
	"prepwire/schema"
	"prepwire/store"
)

const day = 24 * time.Hour

// performance groups the answers of the last days, today included, by what they
// were about. Those without a subject, as of other sites, are in no group of
// subjects; so with skills and difficulties.
func (s *Service) performance(ctx context.Context, p schema.PerformanceParams) (schema.Performance, error) {
	_, user := caller(ctx)
	done, err := s.reports.Take(ctx, user)
	if err != nil {
		return schema.Performance{}, fmt.Errorf("wait for another report: %w", err)
	}
	defer done()
	from := firstDay(s.now(), p.Days)
	bySubject, bySkill, byDifficulty := groups{}, groups{}, groups{}
	err = walk(func(after store.Position) ([]store.Attempt, error) {
		if after.IsZero() {
			after.At = from
		}
		return s.store.AttemptsOf(ctx, user, after, store.MaxLimit)
	}, func(a store.Attempt) {
		bySubject.add(a.Subject, a)
		bySkill.add(a.Skill, a)
		byDifficulty.add(difficulty(a.DifficultyLevel), a)
	})
	if err != nil {
		return schema.Performance{}, fmt.Errorf("answers of %d days: %w", p.Days, err)
	}
	return schema.Performance{
		BySubject:    bySubject.list(func(key string) string { return key }),
		BySkill:      bySkill.list(students.Name),
		ByDifficulty: byDifficulty.list(func(key string) string { return key }),
	}, nil
}

// firstDay is when the first of so many days began, of which today is the last.
func firstDay(now time.Time, days int64) time.Time {
	return now.Truncate(day).Add(-time.Duration(days-1) * day)
}

func difficulty(level int) string {
	switch {
	case level <= 0:
		return ""
	case level <= 2:
		return "easy"
	case level == 3:
		return "medium"
	}
	return "hard"
}

// groups sums up answers by a key.
type groups map[string]*schema.PerformanceGroup

func (g groups) add(key string, a store.Attempt) {
	if key == "" {
		return
	}
	if g[key] == nil {
		g[key] = &schema.PerformanceGroup{Key: key}
	}
	g[key].Answered++
	g[key].TimeMs += a.TimeSpentMs
	if a.Correct {
		g[key].Correct++
	}
}

// list is the groups with most answers first, by key where they are equal.
func (g groups) list(name func(key string) string) []schema.PerformanceGroup {
	out := make([]schema.PerformanceGroup, 0, len(g))
	for key, group := range g {
		group.Name, group.Accuracy = name(key), ratio(group.Correct, group.Answered)
		out = append(out, *group)
	}
	slices.SortFunc(out, func(a, b schema.PerformanceGroup) int {
		return cmp.Or(cmp.Compare(b.Answered, a.Answered), cmp.Compare(a.Key, b.Key))
	})
	return out
}
