package coaching

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// Kinds of messages, as the contract names them.
const (
	typeHint          = "hint"
	typeStrategy      = "strategy"
	typeEncouragement = "encouragement"
	typeWarning       = "warning"
	typeChat          = "chat"
)

const (
	keptMessages  = 10_000          // of a user, and a few that wait to be forgotten
	forgetEvery   = 64              // messages, about
	announceAfter = 5 * time.Second // bounds the telling of the devices
)

// keep keeps a message and now and then forgets the oldest of its user's.
func (s *Service) keep(ctx context.Context, m store.Message) (kept store.Message, added bool, err error) {
	kept, added, err = s.store.AddMessage(ctx, m)
	if err != nil {
		return kept, false, fmt.Errorf("keep a message: %w", err)
	}
	if added && rand.N(forgetEvery) == 0 {
		if err := s.store.PruneMessages(ctx, m.UserID, keptMessages); err != nil {
			s.log.WarnContext(ctx, "forget old messages", "err", err) // the next one does it
		}
	}
	return kept, added, nil
}

// announce tells all devices of a message. It is kept by now, so that happens
// even if the caller has just gone, and without live delivery the call still
// succeeds.
func (s *Service) announce(ctx context.Context, m store.Message) {
	s.emit(ctx, m.UserID, schema.CoachingMessage.Notice, schema.CoachingMessageParams{Message: view(m)})
}

// announceOnce is announce for repeats: it tells of the message unless that was
// told already.
func (s *Service) announceOnce(ctx context.Context, m store.Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceAfter)
	defer cancel()
	n, params := schema.CoachingMessage.Notice, schema.CoachingMessageParams{Message: view(m)}
	if err := rpc.EmitOnce(ctx, s.bus, rpc.UserTopic(m.UserID), n, params, rpc.IDMark(schema.ID(m.ID))); err != nil {
		s.log.WarnContext(ctx, "announce", "name", n.Name, "err", err)
	}
}

func (s *Service) emit(ctx context.Context, userID string, n *schema.Notice, params any) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceAfter)
	defer cancel()
	if err := rpc.Emit(ctx, s.bus, rpc.UserTopic(userID), n, params); err != nil {
		s.log.WarnContext(ctx, "announce", "name", n.Name, "err", err)
	}
}

// view is a message as clients see it.
func view(m store.Message) schema.Message {
	from := schema.Sender("coach")
	if m.FromStudent {
		from = "student"
	}
	return schema.Message{
		ID: schema.ID(m.ID), Type: schema.MessageType(m.Type), From: from, Message: m.Text, Skill: m.Skill,
		QuestionID: schema.ID(m.QuestionID), Trigger: schema.Trigger(m.Trigger), Read: !m.ReadAt.IsZero(),
		CreatedAt: schema.Time{Time: m.At},
	}
}

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// derivedID is an id that is the same for the same parts.
func derivedID(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		_, _ = io.WriteString(h, p) // a hash takes everything
	}
	return idEncoding.EncodeToString(h.Sum(nil)[:16])
}
