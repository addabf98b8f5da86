package sqlite

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"prepwire/store"
)

// contest keeps an open contest.
func contest(t testing.TB, db *DB, id string) {
	t.Helper()
	at := time.UnixMilli(1_772_000_000_000)
	_, err := db.CreateContest(t.Context(), store.Contest{ID: id, CreatedBy: "org", CreatedAt: at, StartTime: at, EndTime: at,
		Questions: []store.ContestQuestion{{QuestionID: "q1", PointsMilli: 1000}}})
	if err != nil {
		t.Fatal(err)
	}
}

// manyEntries are n answers as long as real ones.
func manyEntries(contestID string, n int) []store.ContestEntry {
	const participants = 2000
	names := make([]string, participants)
	for i := range names {
		names[i] = fmt.Sprintf("p%025x", rand.Uint64())
	}
	body := []byte(strings.Repeat("x", 360))
	entries := make([]store.ContestEntry, n)
	var order []int
	for i := range entries {
		if i%participants == 0 {
			order = rand.Perm(participants)
		}
		entries[i] = store.ContestEntry{ContestID: contestID, Position: int64(i + 1), Type: "answer",
			Participant: names[order[i%participants]], QuestionID: fmt.Sprintf("01j9z8q4w3e2r1t0y9u8i7%04d", i/participants),
			Body: body, TimeSpentMs: 1234}
	}
	return entries
}
