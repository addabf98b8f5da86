package recommendations

import (
	"context"
	"fmt"
	"slices"

	"prepwire/rpc/recommendations/learner/choose"
	"prepwire/schema"
)

// resolve makes questions of choices, by candidate id. What cannot be had any
// more is missing; what the user has answered is added to done.
func (s *Service) resolve(ctx context.Context, user string, chosen []choose.Choice, done map[string]bool) (map[string]schema.Question, error) {
	var ids []string
	var fresh []Variety
	for _, c := range chosen {
		if v, ok := s.catalogue.varieties[c.ID]; ok {
			fresh = append(fresh, v)
		} else {
			ids = append(ids, c.ID)
		}
	}
	out := map[string]schema.Question{}
	if len(fresh) > 0 {
		made, err := s.Questions.Fresh(ctx, user, fresh)
		if err != nil {
			return nil, fmt.Errorf("draw from the item bank: %w", err)
		}
		for id, v := range s.catalogue.varieties {
			if q, ok := made[v]; ok && slices.Contains(fresh, v) {
				out[id] = q
			}
		}
	}
	return out, s.resolveShared(ctx, user, ids, out, done)
}

// resolveShared adds the shared questions that the user can answer and has not
// answered. What was seen says most of that already, but not of variants.
func (s *Service) resolveShared(ctx context.Context, user string, ids []string, out map[string]schema.Question, done map[string]bool) error {
	if len(ids) == 0 {
		return nil
	}
	shared, err := s.Questions.Answerable(ctx, ids)
	if err != nil {
		return err
	}
	answered, err := s.Store.Attempted(ctx, user, ids)
	if err != nil {
		return fmt.Errorf("find what was answered: %w", err)
	}
	for id, q := range shared {
		if answered[id] {
			done[id] = true
		} else {
			out[id] = q
		}
	}
	return nil
}
