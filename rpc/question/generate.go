package question

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/question/vet"
	"prepwire/schema"
	"prepwire/store"
)

// generate makes questions with the model or the item bank, keeps them private
// to the caller, and tells the caller's other devices.
func (s *Service) generate(ctx context.Context, p schema.QuestionGenerateParams) (schema.QuestionGenerateResult, error) {
	call, _ := caller(ctx)
	o, err := s.order(call, p)
	if err != nil {
		return schema.QuestionGenerateResult{}, err
	}
	if s.asks() {
		if err := s.RefuseContested(ctx, o.context); err != nil {
			return schema.QuestionGenerateResult{}, err
		}
	}
	kept, err := s.once(ctx, o, o.teller(call), func(kept []store.Question, again bool) { s.announce(ctx, call, generated(o, kept), again) })
	if err != nil {
		return schema.QuestionGenerateResult{}, err
	}
	return generated(o, kept), nil
}

// once has an order made, unless a call under the same idempotency key has done
// so. Repeats at the same time wait for the first: asking the model twice would
// be for nothing. On different nodes both may ask, and what was kept first counts:
// whose it is calls made, and so does, with again, who finds it there.
func (s *Service) once(ctx context.Context, o order, tell teller, made func(kept []store.Question, again bool)) ([]store.Question, error) {
	if o.digest == "" {
		return s.make(ctx, o, tell, made)
	}
	done, err := s.repeats.Take(ctx, o.ids[0])
	if err != nil {
		return nil, fmt.Errorf("wait for the same call: %w", err)
	}
	defer done()
	kept, err := s.earlier(ctx, o)
	switch {
	case err != nil:
		return nil, err
	case len(kept) > 0:
		made(kept, true)
		return kept, nil
	}
	return s.make(ctx, o, tell, made)
}

// make has an order made now.
func (s *Service) make(ctx context.Context, o order, tell teller, made func(kept []store.Question, again bool)) ([]store.Question, error) {
	kept, err := s.procure(ctx, o, tell)
	if err == nil && kept[0].Provenance.Call == o.call {
		made(kept, false)
	}
	return kept, err
}

// generated is the reply. All questions of an order come from one provider.
func generated(o order, kept []store.Question) schema.QuestionGenerateResult {
	return schema.QuestionGenerateResult{
		RequestID: o.requestID,
		Questions: views(kept),
		Provider:  schema.Provider(kept[0].Provider),
		Model:     kept[0].Model,
	}
}

// checkGenerate is what order finds wrong with params that can be read only in
// part.
func (s *Service) checkGenerate(p schema.QuestionGenerateParams) []schema.ParamError {
	_, faults := s.syllabus.topic(string(p.ExamType), string(p.Subject), string(p.Skill))
	return faults
}

// order checks and normalises what is wanted, and names what will be made.
func (s *Service) order(call *rpc.Call, p schema.QuestionGenerateParams) (order, error) {
	topic, faults := s.syllabus.topic(string(p.ExamType), string(p.Subject), string(p.Skill))
	if vet.AsksForSecrets(p.Context) {
		faults = append(faults, fault("/context", secretsMessage))
	}
	if len(faults) > 0 {
		return order{}, rpc.InvalidParams(faults...)
	}
	o := order{
		topic:      topic,
		user:       call.Identity().UserID,
		difficulty: p.Difficulty,
		kind:       p.QuestionType,
		count:      int(p.Count),
		context:    p.Context,
		fallback:   p.Fallback,
		requestID:  p.RequestID,
		call:       rand.Text(),
	}
	for i := range o.count {
		var id schema.ID
		id, o.digest = call.IdempotencyID(i)
		o.ids = append(o.ids, string(id))
	}
	if o.requestID == "" {
		o.requestID, _ = call.IdempotencyID(-1) // the same again for a repeat
	}
	return o, nil
}

// announceWithin bounds the telling of the other devices.
const announceWithin = 5 * time.Second

// announce tells the caller's devices. The questions are kept by now, so it
// happens even if the caller has just gone, and without live delivery the call
// still succeeds. What another call under the same key has made is told of only
// if that one's node died before it could.
func (s *Service) announce(ctx context.Context, call *rpc.Call, r schema.QuestionGenerateResult, again bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceWithin)
	defer cancel()
	topic, n := rpc.UserTopic(call.Identity().UserID), schema.QuestionGenerated.Notice
	params := schema.QuestionGeneratedParams{RequestID: r.RequestID, Questions: r.Questions, By: call.ConnectionID()}
	emit := func() error { return rpc.Emit(ctx, s.bus, topic, n, params) }
	if again {
		emit = func() error { return rpc.EmitOnce(ctx, s.bus, topic, n, params, rpc.IDMark(r.Questions[0].ID)) }
	}
	if err := emit(); err != nil {
		s.log.WarnContext(ctx, "announce questions", "err", err)
	}
}
