package answerlog

import (
	"strings"
	"time"

	"prepwire/rpc/contest/scoring"
)

// The types of entries, as the contract names them.
const (
	TypeOpened = "opened"
	TypeAnswer = "answer"
	TypeClosed = "closed"
)

// Entry is one entry of a log. Which of Opened, Answer and Closed it has
// depends on its type.
type Entry struct {
	Position int64     // from 1
	At       time.Time // whole milliseconds, never before the entry before
	Type     string

	Opened *Opened
	Answer scoring.Answer // its Position and At are those of the entry
	Closed *Closed

	PrevHash, Hash string // hex SHA-256
}

// Opened begins a log.
type Opened struct {
	Rules         scoring.Rules
	KeyCommitment string // see Commit
}

// Closed ends a log.
type Closed struct {
	Key  scoring.Key
	Salt string // hex, 32 bytes
}

// hashLen is the length of a hash and of a salt in hex.
const hashLen = 64

// zeroHash stands before the first entry.
var zeroHash = strings.Repeat("0", hashLen)

// IsHash says whether s has the form of a hash: 64 lower-case hex digits.
func IsHash(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == hashLen
}
