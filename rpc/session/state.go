package session

import (
	"fmt"

	"prepwire/rpc"
	"prepwire/rpc/session/mergepatch"
	"prepwire/schema"
)

const (
	maxState = 32 << 10 // bytes of a state, without spaces

	// A patch can take everything away and fill a state anew, and not do more.
	maxPatch = 2 * maxState
)

// firstState is a state as a session starts with it.
func firstState(given schema.StateObject) ([]byte, error) {
	if given == nil {
		return []byte("{}"), nil
	}
	return checkedState("/state", mergepatch.Compact(given))
}

// patchedState is a state changed by a patch.
func patchedState(state []byte, patch schema.StateObject) ([]byte, error) {
	if small := mergepatch.Compact(patch); len(small) <= maxPatch {
		return checkedState("/patch", mergepatch.Apply(state, small))
	}
	return nil, tooLarge("/patch", fmt.Sprintf("must have at most %d bytes", maxPatch))
}

func checkedState(pointer string, state []byte) ([]byte, error) {
	if len(state) > maxState {
		return nil, tooLarge(pointer, fmt.Sprintf("makes a state of %d bytes; it may have %d", len(state), maxState))
	}
	return state, nil
}

func tooLarge(pointer, message string) error {
	e := rpc.Refuse(schema.ReasonTooLarge)
	e.Data.Errors = []schema.ParamError{{Pointer: pointer, Message: message}}
	return e
}
