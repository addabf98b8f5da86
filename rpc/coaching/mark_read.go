package coaching

import (
	"context"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// markAtOnce is how many messages are marked at once, and told of by one event.
const markAtOnce = 100

// markRead marks messages as read on all devices.
func (s *Service) markRead(ctx context.Context, p schema.MarkReadParams) (schema.Unread, error) {
	_, user := caller(ctx)
	switch {
	case p.All && len(p.MessageIDs) > 0:
		return schema.Unread{}, rpc.InvalidParam("/all", "must stand alone, without messageIds")
	case !p.All && len(p.MessageIDs) == 0:
		return schema.Unread{}, rpc.InvalidParam("/messageIds", "must be there when all is not true")
	}
	now, err := s.markedAt(ctx)
	if err != nil {
		return schema.Unread{}, err
	}
	if p.All {
		return s.markAll(ctx, user, now)
	}
	ids := make([]string, len(p.MessageIDs))
	for i, id := range p.MessageIDs {
		ids[i] = string(id)
	}
	return s.mark(ctx, user, ids, now)
}

// markedAt is now, but later than every other markedAt of this node: two devices
// that mark in one millisecond would both take the marks of that time for their
// own, and tell of them twice.
func (s *Service) markedAt(ctx context.Context) (time.Time, error) {
	now, err := s.store.Now(ctx)
	if err != nil {
		return now, fmt.Errorf("read the clock: %w", err)
	}
	for {
		last := s.marked.Load()
		at := max(now.UnixMilli(), last+1)
		if s.marked.CompareAndSwap(last, at) {
			return time.UnixMilli(at).UTC(), nil
		}
	}
}

// markAll marks what is unread now, part by part, from the newest to the oldest.
// What comes meanwhile stays unread.
func (s *Service) markAll(ctx context.Context, user string, now time.Time) (left schema.Unread, err error) {
	page := store.Page{Limit: markAtOnce}
	for {
		part, err := s.store.MessagesOf(ctx, user, store.MessageFilter{UnreadOnly: true}, page)
		if err != nil {
			return left, fmt.Errorf("find unread messages: %w", err)
		}
		ids := make([]string, len(part.Items))
		for i, m := range part.Items {
			ids[i] = m.ID
		}
		if left, err = s.mark(ctx, user, ids, now); err != nil {
			return left, err
		}
		if page.Cursor = part.NextCursor; page.Cursor == "" {
			return left, nil
		}
	}
}

// mark marks messages and tells all devices of those that were unread.
func (s *Service) mark(ctx context.Context, user string, ids []string, now time.Time) (schema.Unread, error) {
	marked, err := s.store.MarkRead(ctx, user, ids, now)
	if err != nil {
		return schema.Unread{}, fmt.Errorf("mark messages: %w", err)
	}
	unread, err := s.Unread(ctx, user)
	if err != nil {
		return schema.Unread{}, fmt.Errorf("count unread messages: %w", err)
	}
	var news []schema.ID
	for _, m := range marked {
		if m.ReadAt.Equal(now) {
			news = append(news, schema.ID(m.ID))
		}
	}
	if len(news) > 0 {
		s.emit(ctx, user, schema.CoachingRead.Notice, schema.CoachingReadParams{MessageIDs: news, Unread: unread})
	}
	return schema.Unread{Unread: unread}, nil
}
