package recommendations

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
	"prepwire/schema"
	"prepwire/store"
)

const (
	sittingLasts = 2 * time.Hour // without a session: answers within it belong together
	sittingLimit = 100           // answers of a sitting that are looked at, the newest
	unlikeLast   = 20            // of which so many are not followed by an isomorph, if that can be
)

// sit tells the choice of the sitting so far: which isomorphs to leave out, and
// for a measurement what was asked and what came of it. The sitting is the
// active session, else the last two hours.
func (s *Service) sit(ctx context.Context, user string, r *choose.Request) error {
	latest, err := s.Store.LatestAttempts(ctx, user, sittingLimit)
	if err != nil {
		return fmt.Errorf("answers of the sitting: %w", err)
	}
	since := s.Now().Add(-sittingLasts)
	session, err := s.Store.ActiveSession(ctx, user)
	switch {
	case err == nil:
		since = session.StartedAt
	case !errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("active session: %w", err)
	}
	r.Seed = sittingSeed(user, since.Truncate(time.Hour)) ^ uint64(len(latest))
	if r.Mode == choose.Measure {
		r.Done, r.Exposure = map[learner.SkillID]int{}, s.exposure
		mean, sd := 0.0, 1.0
		grid := learner.NewGrid(mean, sd)
		r.Grid = &grid
	}
	for i := len(latest) - 1; i >= 0; i-- { // the oldest first
		a := latest[i]
		if a.At.Before(since) || a.Number != 1 {
			continue
		}
		if a.Family != "" && i < unlikeLast {
			r.Families = append(r.Families, learner.Family(a.Family))
		}
		if r.Mode == choose.Measure && a.Source != store.SourceReported {
			s.measured(r, a)
		}
	}
	return nil
}

// measured adds an answer of the sitting to a measurement.
func (s *Service) measured(r *choose.Request, a store.Attempt) {
	q := learner.Question{Family: learner.Family(a.Family), Level: int8(a.DifficultyLevel)}
	if a.Family == "" {
		q.Item = learner.Item(a.QuestionID)
	}
	if a.Skill != "" {
		q.Skills = []learner.SkillID{learner.Skill(a.Skill)}
		r.Done[q.Skills[0]]++
	}
	r.Grid.Add(s.Keeper.Params().Curve(q), a.Correct)
}

// show counts what a measurement shows, so that no question is known to
// everybody. What a user is shown in a day is one measurement, and a question in
// it counts once: nobody moves the count by asking often. Each node counts its
// own; see choose.Exposure for what that means.
func (s *Service) show(user string, mode choose.Mode, shown []schema.Recommendation) {
	if mode != choose.Measure {
		return
	}
	test := sittingSeed(user, s.Now().Truncate(24*time.Hour))
	s.exposure.Begin(test)
	for _, q := range shown {
		if q.Question.Provider != "itembank" {
			s.exposure.Show(test, learner.Item(string(q.Question.ID)))
		}
	}
}

func familyOf(id string, c *catalogue) learner.FamilyID {
	if v, ok := c.varieties[id]; ok {
		return learner.Family(v.Family)
	}
	return 0
}

// rounded is a chance as it is shown.
func rounded(p float64) float64 { return math.Round(p*1000) / 1000 }
