package contest

import (
	"context"
	"errors"
	"fmt"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// list answers a page of the contests that the caller may see: public ones,
// own ones, and private ones where the caller is registered; an admin sees all.
func (s *Service) list(ctx context.Context, params schema.ContestListParams) (schema.ContestPage, error) {
	_, who := caller(ctx)
	now, err := s.clock.Read(ctx)
	if err != nil {
		return schema.ContestPage{}, err
	}
	filter := store.ContestFilter{
		Status:     string(params.Status),
		Now:        now,
		ExamType:   string(params.ExamType),
		VisibleTo:  who.UserID,
		IncludeAll: who.Has(auth.Admin),
	}
	if params.Mine {
		filter.CreatedBy = who.UserID
	}
	page, err := s.store.ListContests(ctx, filter, store.Page{Cursor: params.Cursor, Limit: int(params.Limit)})
	if errors.Is(err, store.ErrBadCursor) {
		return schema.ContestPage{}, badCursor()
	}
	if err != nil {
		return schema.ContestPage{}, fmt.Errorf("list contests: %w", err)
	}
	items, err := s.views(ctx, page.Items, now, who.UserID)
	return schema.ContestPage{Items: items, NextCursor: page.NextCursor}, err
}

func badCursor() error {
	return rpc.InvalidParam("/cursor", "must be the nextCursor of an earlier page")
}
