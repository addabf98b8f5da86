package question

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/question/likeness"
	"prepwire/schema"
	"prepwire/store"
)

// procure has an order made and keeps it: by the model where there is one, by
// the item bank otherwise, or when the caller lets it step in.
func (s *Service) procure(ctx context.Context, o order, tell teller) ([]store.Question, error) {
	if !s.asks() {
		kept, err := s.draw(ctx, o, tell)
		if errors.Is(err, errNotInBank) {
			return nil, rpc.Refuse(schema.AINotConfigured, rpc.Because(err),
				rpc.Saying("The item bank cannot make this, and no model is configured"))
		}
		return kept, err
	}
	drafts, err := s.model.draft(ctx, o, tell)
	if err == nil {
		return s.save(ctx, o, drafts, tell)
	}
	if !o.fallback || ctx.Err() != nil {
		return nil, err
	}
	kept, bankErr := s.draw(ctx, o, tell)
	if errors.Is(bankErr, errNotInBank) {
		return nil, err
	}
	s.log.WarnContext(ctx, "the item bank stepped in for the model", "err", err)
	return kept, bankErr
}

// drawTries bounds how often a draw is repeated because another node drew the
// same variants for the same user meanwhile.
const drawTries = 8

// draw orders from the item bank. Draws of one user wait for each other, so
// that on one node they never choose the same variant.
func (s *Service) draw(ctx context.Context, o order, tell teller) ([]store.Question, error) {
	done, err := s.draws.Take(ctx, o.user)
	if err != nil {
		return nil, fmt.Errorf("wait for another draw: %w", err)
	}
	defer done()
	for range drawTries {
		drafts, err := s.bank.draft(ctx, o, tell)
		if err != nil {
			return nil, err
		}
		kept, err := s.save(ctx, o, drafts, tell)
		if !errors.Is(err, store.ErrExists) {
			return kept, err
		}
	}
	return nil, rpc.Refuse(schema.Overloaded, rpc.RetryAfter(time.Second))
}

// save keeps drafts as the caller's own private questions.
func (s *Service) save(ctx context.Context, o order, drafts []store.Question, tell teller) ([]store.Question, error) {
	tell(step{stage: saving, percent: 95, message: "Saving"})
	now := s.now()
	for i := range drafts {
		q := &drafts[i]
		q.ID, q.RequestDigest = o.ids[i], o.digest
		q.Visibility, q.CreatedBy, q.CreatedAt = store.Private, o.user, now
		q.Provenance.Call = o.call
	}
	return s.keep(ctx, o.digest, drafts)
}

// sketch are the hashes by which a question is found beside new ones.
func sketch(q store.Question) []int64 { return likeness.Of(q.Passage, q.Stem).Sketch() }

// earlier is what a call under the same idempotency key has made before.
func (s *Service) earlier(ctx context.Context, o order) ([]store.Question, error) {
	found, err := s.store.QuestionsByID(ctx, o.ids)
	if err != nil {
		return nil, fmt.Errorf("look for an earlier call: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	// To create again what is known writes nothing and answers all of it, what
	// was deleted meanwhile included.
	again := make([]store.Question, len(o.ids))
	for i, id := range o.ids {
		again[i] = found[0]
		again[i].ID, again[i].Origin = id, ""
	}
	return s.keep(ctx, o.digest, again)
}

// keep creates questions, or answers those that were created under the same
// idempotency key before, if they were asked for with the same params.
func (s *Service) keep(ctx context.Context, digest string, qs []store.Question) ([]store.Question, error) {
	for i := range qs {
		qs[i].Sketch = sketch(qs[i])
	}
	kept, err := s.store.CreateQuestions(ctx, qs)
	if err != nil {
		return nil, fmt.Errorf("keep questions: %w", err)
	}
	if kept[0].RequestDigest != digest {
		return nil, rpc.Refuse(schema.IdempotencyMismatch)
	}
	return kept, nil
}
