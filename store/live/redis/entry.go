package redis

import (
	"strings"
	"time"

	"prepwire/store/live"
)

// An entry of a topic's log is a header of fixed size, then <name>\n<params>.
// Scripts write it, see openLua:
//
//	 0 'e'
//	 1 server    16 characters: what the replication id of the server begins with
//	17 epoch     16 characters
//	33 offset    this and what follows has 6 bytes, the highest first
//	39 total     bytes appended in this epoch
//	45 cut       of these, gone at least
//	51 oldest    ms, no later than the oldest event of the log
//	57 expires   ms, when the log is gone
//	63 born      ms, when the epoch began
//	69 at        ms, when it was appended
//
// So that the last entry is the state of the log, and the message to its
// subscribers as well. The entry of offset 0 is no event: it stands in a log
// that has none yet.
const (
	headerSize = 75
	epochSize  = 16
	epochAt    = 17
	offsetAt   = 33
	timeAt     = 69
	numberSize = 6
)

// body is an event as the script takes it.
func body(name string, params []byte) string {
	var b strings.Builder
	b.Grow(len(name) + 1 + len(params))
	b.WriteString(name)
	b.WriteByte('\n')
	b.Write(params)
	return b.String()
}

// decodeEntry reads an event and its position.
func decodeEntry(text string) (live.Position, live.Event, bool) {
	if len(text) < headerSize || text[0] != 'e' {
		return live.Position{}, live.Event{}, false
	}
	name, params, ok := strings.Cut(text[headerSize:], "\n")
	at, _ := decodePosition(text[epochAt:timeAt])
	return at, live.Event{Offset: at.Offset, At: time.UnixMilli(int64(decodeNumber(text[timeAt:]))).UTC(), Name: name, Params: []byte(params)}, ok
}

// decodePosition reads an epoch and the offset behind it.
func decodePosition(text string) (live.Position, bool) {
	if len(text) < epochSize+numberSize {
		return live.Position{}, false
	}
	return live.Position{Epoch: text[:epochSize], Offset: decodeNumber(text[epochSize:])}, true
}

// decodeNumber reads a number of six bytes.
func decodeNumber(text string) (n uint64) {
	for i := range numberSize {
		n = n<<8 | uint64(text[i])
	}
	return n
}
