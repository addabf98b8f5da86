package store

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"time"
)

// Limits of what one call reads.
const (
	DefaultLimit = 20   // when no limit, or a negative one, is given
	MaxLimit     = 1000 // larger limits are cut to this
)

// Page asks for a part of a list: what follows Cursor, at most Limit items.
// The zero Page is the first DefaultLimit items.
type Page struct {
	Cursor string // NextCursor of the part before; empty: from the beginning
	Limit  int
}

// List is a part of a list.
type List[T any] struct {
	Items      []T
	NextCursor string // empty when nothing follows
}

// Position is a place in an order by time, then by id (bytewise). The zero
// Position is before everything in an ascending order.
type Position struct {
	At time.Time
	ID string
}

// IsZero reports whether p is the zero Position.
func (p Position) IsZero() bool { return p.At.IsZero() && p.ID == "" }

// ClampLimit is the number of items to read when limit was asked for:
// DefaultLimit for zero and less, never more than MaxLimit.
func ClampLimit(limit int) int {
	if limit <= 0 {
		return DefaultLimit
	}
	return min(limit, MaxLimit)
}

const cursorVersion = 1

// Cursor writes p as an opaque cursor of the named list. Drivers use it for
// NextCursor, so that cursors mean the same everywhere.
func (p Position) Cursor(list string) string {
	raw := []byte{cursorVersion}
	raw = binary.BigEndian.AppendUint32(raw, cursorSum(list, p))
	raw = binary.AppendVarint(raw, p.At.UnixMilli())
	raw = append(raw, p.ID...)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// ParseCursor reads a cursor back. The empty cursor is the zero Position.
// Anything that Position.Cursor did not make for the same list is ErrBadCursor.
func ParseCursor(list, cursor string) (Position, error) {
	if cursor == "" {
		return Position{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || strings.ContainsAny(cursor, "\r\n") || len(raw) < 6 || raw[0] != cursorVersion {
		return Position{}, fmt.Errorf("parse cursor: %w", ErrBadCursor)
	}
	millis, n := binary.Varint(raw[5:])
	if n <= 0 || len(raw) == 5+n {
		return Position{}, fmt.Errorf("parse cursor: %w", ErrBadCursor)
	}
	p := Position{At: time.UnixMilli(millis).UTC(), ID: string(raw[5+n:])}
	if binary.BigEndian.Uint32(raw[1:5]) != cursorSum(list, p) {
		return Position{}, fmt.Errorf("parse cursor: %w", ErrBadCursor)
	}
	return p, nil
}

// cursorSum finds cursors of other lists and damaged ones. It is no secret: a
// cursor only names a place, and every read checks by itself what may be seen.
func cursorSum(list string, p Position) uint32 {
	return crc32.ChecksumIEEE(fmt.Appendf(nil, "%s\x00%d\x00%s", list, p.At.UnixMilli(), p.ID))
}
