package extension

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/session/mergepatch"
	"prepwire/schema"
	"prepwire/store"
)

// sync merges what an extension tells into what is kept of it. What comes
// between reading and keeping is read anew: whoever names no version is always
// heard in the end, who names one unless a newer one was faster.
func (s *Service) sync(ctx context.Context, p schema.ExtensionSyncParams) (schema.ExtensionSynced, error) {
	call, _ := rpc.FromContext(ctx)
	patch, err := encode(cleaned(p.State))
	if err != nil {
		return schema.ExtensionSynced{}, err
	}
	kept, err := s.kept(ctx, call.Identity().UserID, p.ExtensionID)
	for err == nil {
		if p.Version != nil && *p.Version <= kept.Version {
			return synced(kept)
		}
		next := store.Extension{UserID: kept.UserID, ID: kept.ID, Version: kept.Version + 1, State: mergepatch.Apply(kept.State, patch)}
		if p.Version != nil {
			next.Version = *p.Version
		} else if kept.Version == store.NoExtension {
			next.Version = 1
		}
		if len(next.State) > maxState {
			return schema.ExtensionSynced{}, tooLarge(len(next.State))
		}
		if next.UpdatedAt, err = s.store.Now(ctx); err != nil {
			break
		}
		var now store.Extension
		if now, err = s.store.PutExtension(ctx, next, kept.Version); err == nil {
			return s.changed(ctx, call, now)
		}
		if errors.Is(err, store.ErrVersion) {
			kept, err = orNothing(now, next.UserID, next.ID), ctx.Err()
		}
	}
	return schema.ExtensionSynced{}, fmt.Errorf("sync extension: %w", err)
}

// encode writes a patch as it is kept. Addresses are full of ampersands.
func encode(p schema.ExtensionPatch) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		return nil, fmt.Errorf("encode patch: %w", err)
	}
	return b.Bytes(), nil
}

// maxState is how many bytes a state may have.
const maxState = 32 << 10

func tooLarge(size int) error {
	e := rpc.Refuse(schema.ReasonTooLarge)
	e.Data.Errors = []schema.ParamError{{Pointer: "/state", Message: fmt.Sprintf("makes a state of %d bytes; it may have %d", size, maxState)}}
	return e
}

// kept is what is known of an extension, nothing at first.
func (s *Service) kept(ctx context.Context, userID string, id schema.ID) (store.Extension, error) {
	e, err := s.store.Extension(ctx, userID, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return orNothing(store.Extension{Version: store.NoExtension}, userID, string(id)), nil
	}
	return e, err
}

// orNothing is e, or an empty state when nothing is known.
func orNothing(e store.Extension, userID, id string) store.Extension {
	if e.Version == store.NoExtension {
		return store.Extension{UserID: userID, ID: id, State: []byte("{}"), Version: store.NoExtension}
	}
	return e
}

// changed tells the user's devices of a state, and the caller.
func (s *Service) changed(ctx context.Context, call *rpc.Call, kept store.Extension) (schema.ExtensionSynced, error) {
	r, err := synced(kept)
	if err != nil {
		return r, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceWithin) // it is kept by now
	defer cancel()
	err = rpc.Emit(ctx, s.bus, rpc.UserTopic(kept.UserID), schema.ExtensionStateChanged.Notice, schema.ExtensionStateChangedParams{
		ExtensionID: schema.ID(kept.ID), State: r.State, Version: r.Version, By: call.ConnectionID()})
	if err != nil {
		s.log.WarnContext(ctx, "an extension's state was not announced", "extension", kept.ID, "err", err)
	}
	return r, nil
}

// announceWithin bounds the telling of the user's devices.
const announceWithin = 5 * time.Second

func synced(kept store.Extension) (schema.ExtensionSynced, error) {
	state, err := status(kept)
	return schema.ExtensionSynced{State: state, Version: kept.Version}, err
}

func status(kept store.Extension) (state schema.ExtensionStatus, err error) {
	if err := json.Unmarshal(kept.State, &state); err != nil {
		return state, fmt.Errorf("state of extension %q: %w", kept.ID, err)
	}
	return state, nil
}
