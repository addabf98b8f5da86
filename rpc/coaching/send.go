package coaching

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/question/vet"
	"prepwire/schema"
	"prepwire/store"
)

const secretsMessage = "must be about preparing for exams, not about the instructions or keys of this service"

// send keeps what the student says, asks the model, and keeps and answers its
// reply. What the student said stays, whatever becomes of the rest. A user is
// answered one reply after the other: each knows those before it, and a repeat
// of a call under way finds its reply. On two nodes both may ask, and what was
// kept first counts.
func (s *Service) send(ctx context.Context, p schema.CoachingSendParams) (schema.Message, error) {
	call, user := caller(ctx)
	text := plain(p.Message)
	switch {
	case text == "":
		return schema.Message{}, rpc.InvalidParam("/message", "must not be blank")
	case vet.AsksForSecrets(text):
		return schema.Message{}, rpc.InvalidParam("/message", secretsMessage)
	case !s.asks():
		return schema.Message{}, rpc.Refuse(schema.AINotConfigured)
	}
	if err := s.questions.RefuseContested(ctx, text); err != nil {
		return schema.Message{}, err
	}
	t, err := s.topic(ctx, user, p.QuestionID)
	if err != nil {
		return schema.Message{}, err
	}
	said, replyID, err := s.hear(ctx, call, t, text)
	if err != nil {
		return schema.Message{}, err
	}
	done, err := s.chats.Take(ctx, user)
	if err != nil {
		return schema.Message{}, fmt.Errorf("wait for the reply to what was said before: %w", err)
	}
	defer done()
	reply, err := s.store.Message(ctx, user, replyID)
	switch {
	case err == nil: // a repeat
		s.announceOnce(ctx, reply)
		return view(reply), nil
	case !errors.Is(err, store.ErrNotFound):
		return schema.Message{}, fmt.Errorf("find the reply: %w", err)
	}
	if t.history, err = s.harmless(ctx, said); err != nil {
		return schema.Message{}, err
	}
	answer, err := s.converse(ctx, call, t, said.Text)
	if err != nil {
		return schema.Message{}, err
	}
	return s.reply(ctx, said, replyID, answer)
}

// hear keeps what the student says, and tells the other devices. A repeat finds
// it kept; under another's key it is refused.
func (s *Service) hear(ctx context.Context, call *rpc.Call, t topic, text string) (said store.Message, replyID string, err error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return said, "", fmt.Errorf("read the clock: %w", err)
	}
	id, digest := call.IdempotencyID(0)
	reply, _ := call.IdempotencyID(1)
	m := store.Message{ID: string(id), UserID: call.Identity().UserID, Type: typeChat, FromStudent: true, Text: text,
		RequestDigest: digest, At: now, ReadAt: now}
	if t.question != nil {
		m.QuestionID, m.Skill = t.question.ID, t.question.Skill
	}
	said, added, err := s.keep(ctx, m)
	switch {
	case err != nil:
		return said, "", err
	case added:
		s.announce(ctx, said)
	case said.RequestDigest != digest:
		return said, "", rpc.Refuse(schema.IdempotencyMismatch)
	default:
		s.announceOnce(ctx, said)
	}
	return said, string(reply), nil
}

// keepWithin bounds the keeping of a reply, which goes on when its call has
// ended: the model was paid by now.
const keepWithin = 5 * time.Second

// reply keeps what the coach answers and tells all devices. Of two repeats at
// once the first one's reply stands.
func (s *Service) reply(ctx context.Context, said store.Message, id, text string) (schema.Message, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWithin)
	defer cancel()
	at, err := s.after(ctx, said)
	if err != nil {
		return schema.Message{}, fmt.Errorf("read the clock: %w", err)
	}
	kept, added, err := s.keep(ctx, store.Message{
		ID: id, UserID: said.UserID, Type: typeChat, Text: text, Skill: said.Skill, QuestionID: said.QuestionID, At: at,
	})
	if err != nil {
		return schema.Message{}, err
	}
	if added {
		s.announce(ctx, kept)
	}
	return view(kept), nil
}
