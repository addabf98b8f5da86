package session

import (
	"context"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
)

// UserTopics knows the topics of users. rpc itself lets each user read only
// the own one.
type UserTopics struct{}

// Readable allows what rpc has already found to be the caller's own.
func (UserTopics) Readable(_ context.Context, id *auth.Identity, name string) error {
	if name != rpc.UserTopic(id.UserID) {
		return rpc.Refuse(schema.NotOwner)
	}
	return nil
}

// Snapshot returns the state of the caller's topic.
func (UserTopics) Snapshot(context.Context, *auth.Identity, string) (any, error) {
	return schema.UserSnapshot{Extensions: []schema.ExtensionState{}}, nil
}
