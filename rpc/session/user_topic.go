package session

import (
	"context"
	"errors"
	"fmt"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// UserTopics returns what knows the topics of users. rpc itself lets each user
// read only the own one.
func (s *Service) UserTopics() rpc.TopicSource { return userTopics{s} }

type userTopics struct{ service *Service }

// Readable allows what rpc has already found to be the caller's own.
func (userTopics) Readable(_ context.Context, id *auth.Identity, name string) error {
	if name != rpc.UserTopic(id.UserID) {
		return rpc.Refuse(schema.NotOwner)
	}
	return nil
}

// Snapshot returns the state of the caller's topic.
func (u userTopics) Snapshot(ctx context.Context, id *auth.Identity, _ string) (any, error) {
	s := u.service
	state := schema.UserSnapshot{Extensions: []schema.ExtensionState{}}
	if s.store != nil {
		switch active, err := s.store.ActiveSession(ctx, id.UserID); {
		case err == nil:
			v := s.view(ctx, active)
			state.Session = &v
		case !errors.Is(err, store.ErrNotFound):
			return nil, fmt.Errorf("snapshot: %w", err)
		}
	}
	var err error
	if s.unread != nil {
		if state.Unread, err = s.unread(ctx, id.UserID); err != nil {
			return nil, fmt.Errorf("snapshot: %w", err)
		}
	}
	if s.extensions != nil {
		if state.Extensions, err = s.extensions(ctx, id.UserID); err != nil {
			return nil, fmt.Errorf("snapshot: %w", err)
		}
	}
	return state, nil
}
