package question

import (
	"testing"

	"prepwire/rpc/question/partial"
)

// TestReadTwice: of an answer that reads one question to be looked at and then
// another, nothing more is told.
func TestReadTwice(t *testing.T) {
	n := &insights{refuse: func(string) error { return nil }}
	read := partial.Members(`{"found":"question","stem":"What is x?","options":[],"strategy":"Undo`)
	n.cleared(read)
	if err := n.refused(); err != nil || !n.cleared(read) {
		t.Fatalf("not cleared: %v", err)
	}
	for _, text := range []string{
		`{"found":"question","stem":"What is x?","options":[],"stem":"A train leaves`,
		`{"found":"question","stem":"What is x?","options":[],"found":"question","strategy":"Undo`,
	} {
		if n.cleared(partial.Members(text)) {
			t.Errorf("%s is told", text)
		}
	}
}
