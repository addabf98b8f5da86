package recommendations

import (
	"context"
	"errors"

	"prepwire/rpc"
	"prepwire/rpc/recommendations/learner/choose"
	"prepwire/schema"
)

// request chooses the questions to do next.
func (s *Service) request(ctx context.Context, p schema.RecommendationParams) (schema.Recommendations, error) {
	return s.recommend(ctx, user(ctx), p)
}

// turns bounds how often a choice is made anew: because some of what was chosen
// turned out to be locked, gone or used up, or to allow isomorphs of what was
// done longer ago.
const turns = 12

// recommend chooses for a user.
func (s *Service) recommend(ctx context.Context, user string, p schema.RecommendationParams) (schema.Recommendations, error) {
	student, seen, err := s.Keeper.StudentAndSeen(ctx, user)
	if err != nil {
		return schema.Recommendations{}, err
	}
	r, err := s.wishes(p, &student, s.Now())
	if err != nil {
		return schema.Recommendations{}, err
	}
	if err := s.sit(ctx, user, &r); err != nil {
		return schema.Recommendations{}, err
	}
	out := schema.Recommendations{Questions: []schema.Recommendation{}, ModelVersion: student.Params.Version()}
	gone := map[string]bool{} // what cannot be had after all
	done := map[string]bool{} // what is answered after all
	r.Answered = func(c *choose.Candidate) bool { return done[c.ID] || c.Item != 0 && seen[c.Item] }
	r.Locked = func(c *choose.Candidate) bool { return gone[c.ID] }
	for range turns {
		chosen, err := s.catalogue.current().Choose(r)
		var empty *choose.EmptyError
		if errors.As(err, &empty) {
			if len(r.Families) > 0 {
				r.Families = r.Families[(len(r.Families)+1)/2:]
				continue
			}
			if len(out.Questions) > 0 {
				break
			}
			return out, nothing(empty)
		}
		found, err := s.resolve(ctx, user, chosen, done)
		if err != nil {
			return out, err
		}
		for _, c := range chosen {
			gone[c.ID] = !done[c.ID]
		}
		out.Questions, r = s.take(out.Questions, r, chosen, found)
		if r.Limit <= 0 {
			break
		}
	}
	if len(out.Questions) == 0 {
		return out, nothing(&choose.EmptyError{Filter: "locked"})
	}
	s.show(user, r.Mode, out.Questions)
	return out, nil
}

// take adds what was found of a choice, and asks for the rest: without what is
// gone, and without isomorphs of what was taken.
func (s *Service) take(have []schema.Recommendation, r choose.Request, chosen []choose.Choice, found map[string]schema.Question) ([]schema.Recommendation, choose.Request) {
	for _, c := range chosen {
		q, ok := found[c.ID]
		if !ok {
			continue
		}
		have = append(have, schema.Recommendation{Question: q, PredictedSuccess: rounded(c.P), Reason: c.Text, ExpectedTimeMs: c.ExpectedTimeMs})
		r.Limit--
		if r.TimeLimitMs > 0 {
			r.TimeLimitMs = max(1, r.TimeLimitMs-c.ExpectedTimeMs)
		}
		if f := familyOf(c.ID, s.catalogue); f != 0 {
			r.Families = append(r.Families, f)
		}
		if r.Done != nil {
			r.Done[c.Skill]++
		}
	}
	return have, r
}

// nothing says which filter left nothing to choose.
func nothing(e *choose.EmptyError) error {
	return rpc.Refuse(schema.ReasonNotFound, rpc.Because(e), rpc.Scope(e.Filter), rpc.Saying(why(e.Filter)))
}

func why(filter string) string {
	switch filter {
	case "subjects":
		return "There are no questions in the subjects asked for"
	case "difficulty":
		return "There are no questions of the difficulty asked for in these subjects"
	case "answered":
		return "Every question that fits is answered already"
	case "isomorphs":
		return "Every question that fits is like one done a short while ago"
	case "timeLimitMs":
		return "Every question that fits would take longer than the time limit"
	case "locked":
		return "No question that fits can be answered just now"
	}
	return "There are no questions to recommend"
}
