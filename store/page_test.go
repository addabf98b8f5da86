package store

import (
	"errors"
	"testing"
	"time"
)

func TestCursorComesBack(t *testing.T) {
	for _, p := range []Position{
		{At: time.UnixMilli(0).UTC(), ID: "a"},
		{At: time.UnixMilli(1_772_000_000_123).UTC(), ID: "q\x00é"},
		{At: time.UnixMilli(-5).UTC(), ID: "before 1970"},
	} {
		got, err := ParseCursor("questions", p.Cursor("questions"))
		if err != nil || got != p {
			t.Errorf("%+v came back as %+v, error %v", p, got, err)
		}
		if _, err := ParseCursor("reports", p.Cursor("questions")); !errors.Is(err, ErrBadCursor) {
			t.Errorf("cursor of another list: got %v", err)
		}
	}
	if p, err := ParseCursor("questions", ""); err != nil || !p.IsZero() {
		t.Errorf("empty cursor: got %+v, error %v", p, err)
	}
}

// FuzzParseCursor: what is accepted is exactly what Cursor writes.
func FuzzParseCursor(f *testing.F) {
	f.Add("")
	f.Add("A")
	f.Add(Position{At: time.UnixMilli(1_772_000_000_123), ID: "q1"}.Cursor("questions"))
	f.Fuzz(func(t *testing.T, cursor string) {
		p, err := ParseCursor("questions", cursor)
		if err != nil {
			if !errors.Is(err, ErrBadCursor) {
				t.Fatalf("error %v", err)
			}
			return
		}
		if cursor != "" && p.Cursor("questions") != cursor {
			t.Fatalf("%q is read as %+v, which is written %q", cursor, p, p.Cursor("questions"))
		}
	})
}

func TestClampLimit(t *testing.T) {
	for limit, want := range map[int]int{-1: DefaultLimit, 0: DefaultLimit, 1: 1, MaxLimit: MaxLimit, MaxLimit + 1: MaxLimit} {
		if got := ClampLimit(limit); got != want {
			t.Errorf("limit %d: got %d, want %d", limit, got, want)
		}
	}
}
