package session

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// list returns the caller's sessions, newest first.
func (s *Service) list(ctx context.Context, p schema.PageParams) (schema.SessionPage, error) {
	_, userID := caller(ctx)
	found, err := s.store.ListSessions(ctx, userID, store.Page{Cursor: p.Cursor, Limit: int(p.Limit)})
	if errors.Is(err, store.ErrBadCursor) {
		return schema.SessionPage{}, rpc.InvalidParam("/cursor", "was not made by this list")
	}
	if err != nil {
		return schema.SessionPage{}, fmt.Errorf("list sessions: %w", err)
	}
	page := schema.SessionPage{NextCursor: found.NextCursor}
	for _, kept := range found.Items {
		page.Items = append(page.Items, s.view(ctx, kept))
	}
	return page, nil
}
