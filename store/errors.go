package store

import "errors"

// Sentinels. Drivers wrap them; branch with errors.Is.
var (
	// ErrNotFound: there is no such record, or it was deleted.
	ErrNotFound = errors.New("not found")

	// ErrExists: the id or another unique key belongs to a different record.
	// A repeat of the same act is not an error and never answers this.
	ErrExists = errors.New("already exists")

	// ErrVersion: the record has moved on from the version named. The method
	// answers the current record beside the error.
	ErrVersion = errors.New("version conflict")

	// ErrState: the record is in a state that does not allow the act. The
	// method answers the current record beside the error where it says so.
	ErrState = errors.New("wrong state")

	// ErrFull: no place is left.
	ErrFull = errors.New("full")

	// ErrUnavailable: the store cannot serve now: closed, disk full, database
	// gone or unreadable.
	ErrUnavailable = errors.New("store unavailable")

	// ErrBadCursor: the cursor was not made by this list.
	ErrBadCursor = errors.New("bad cursor")

	// ErrInvalid: the record breaks a rule stated at its type. The caller is
	// at fault, so it is found in tests and not at run time.
	ErrInvalid = errors.New("invalid record")
)
