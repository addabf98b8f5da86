package store

import (
	"context"
	"fmt"
	"time"
)

// Lease is the right to be the only one at something, until a time.
type Lease struct {
	Name   string    // of what, not empty
	Holder string    // who has it: of its own for each process that may ask, not empty
	Until  time.Time // by the store's clock
}

// Leases says who may do what only one process should. A lease ends by itself,
// so that a process that died holds nobody up for long. It is for what is
// merely better done once: a holder who stands still may find out late that
// the lease has ended, so what must not happen twice needs a unique key.
type Leases interface {
	// AcquireLease gives holder the lease for the time ttl from now, if nobody
	// else has it, and answers it. Repeat: a holder who has it goes on having
	// it, from now for ttl. So a lease is renewed, too. Of concurrent calls of
	// different holders one wins.
	//
	// ErrExists when another has it, with that lease beside the error.
	AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (Lease, error)

	// ReleaseLease ends the lease if holder has it. Repeat: nothing happens.
	ReleaseLease(ctx context.Context, name, holder string) error
}

// CheckLease tells what makes a call of AcquireLease unfit: an error that is
// ErrInvalid, or nil. Drivers call it before they write.
func CheckLease(name, holder string, ttl time.Duration) error {
	switch {
	case name == "":
		return fmt.Errorf("lease without name: %w", ErrInvalid)
	case holder == "":
		return fmt.Errorf("lease without holder: %w", ErrInvalid)
	case ttl < time.Millisecond:
		return fmt.Errorf("lease for %v: %w", ttl, ErrInvalid)
	}
	return nil
}
