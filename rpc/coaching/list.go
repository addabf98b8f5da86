package coaching

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// list answers messages, newest first.
func (s *Service) list(ctx context.Context, p schema.CoachingListParams) (schema.MessagePage, error) {
	_, user := caller(ctx)
	found, err := s.store.MessagesOf(ctx, user, store.MessageFilter{UnreadOnly: p.UnreadOnly},
		store.Page{Cursor: p.Cursor, Limit: int(p.Limit)})
	if errors.Is(err, store.ErrBadCursor) {
		return schema.MessagePage{}, rpc.InvalidParam("/cursor", "must be the nextCursor of an earlier page")
	}
	if err != nil {
		return schema.MessagePage{}, fmt.Errorf("list messages: %w", err)
	}
	unread, err := s.Unread(ctx, user)
	if err != nil {
		return schema.MessagePage{}, fmt.Errorf("count unread messages: %w", err)
	}
	page := schema.MessagePage{Items: []schema.Message{}, Unread: unread, NextCursor: found.NextCursor}
	for _, m := range found.Items {
		page.Items = append(page.Items, view(m))
	}
	return page, nil
}
