package sqlite

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"prepwire/store"
)

// millisTime is a column of Unix milliseconds as a time.
func millisTime(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// optionalTime is NULL for the zero time.
func optionalTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// givenTime reads such a column back.
func givenTime(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return millisTime(ms.Int64)
}

// encodeList is a list as a JSON column; an empty one is [].
func encodeList[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "[]", nil
	}
	raw, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("encode list: %w", err)
	}
	return string(raw), nil
}

// decodeList reads a JSON column; an empty list stays nil.
func decodeList[T any](raw []byte, list *[]T) error {
	if string(raw) == "[]" {
		return nil
	}
	if err := json.Unmarshal(raw, list); err != nil {
		return fmt.Errorf("decode list: %w", err)
	}
	return nil
}

// idList is ids as one argument for json_each.
func idList(ids []string) (string, error) {
	if len(ids) > store.MaxLimit {
		return "", fmt.Errorf("%d ids, at most %d: %w", len(ids), store.MaxLimit, store.ErrInvalid)
	}
	return encodeList(ids)
}

// positionMillis is the time of a position to go on from in a rising order.
// The zero position stands before everything.
func positionMillis(p store.Position) int64 {
	if p.IsZero() {
		return math.MinInt64
	}
	return p.At.UnixMilli()
}

// fromNewest is the same in a falling order, where the zero position stands
// after everything.
func fromNewest(p store.Position) int64 {
	if p.IsZero() {
		return math.MaxInt64
	}
	return p.At.UnixMilli()
}
