package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"prepwire/store"
)

// stormContests are the contests whose logs the writers of a storm share.
var stormContests = []string{"storm-0", "storm-1", "storm-2", "storm-3"}

// stormOfEntries appends to one log as a node of several would: in groups, at
// the end that it knows, reading on when another was there first.
func stormOfEntries(db *DB, w int, acknowledge func(string)) error {
	ctx, last, contestID := context.Background(), int64(0), stormContests[w%len(stormContests)]
	for n := 0; ; {
		news, err := db.Entries(ctx, contestID, last, store.MaxLimit)
		if err != nil {
			return err
		}
		if last += int64(len(news)); len(news) == store.MaxLimit {
			continue
		}
		group := make([]store.ContestEntry, 1+n%7)
		for i := range group {
			group[i] = stormEntry(contestID, last+int64(i)+1, fmt.Sprintf("%d-%d", os.Getpid(), w), fmt.Sprint(n+i))
		}
		added, err := db.AppendEntries(ctx, group)
		if err != nil && !errors.Is(err, store.ErrExists) {
			return err
		}
		for _, e := range group[:added] {
			acknowledge(string(e.Body))
		}
		n += added
	}
}

func stormEntry(contestID string, position int64, participant, question string) store.ContestEntry {
	return store.ContestEntry{ContestID: contestID, Position: position, Type: "answer", Participant: participant, QuestionID: question,
		Body: fmt.Appendf(nil, "%s %d %s %s", contestID, position, participant, question)}
}

// TestKilledWhileAppending kills a process whose writers race for the positions
// of a few logs, several times over, and looks for every entry it acknowledged.
func TestKilledWhileAppending(t *testing.T) {
	dir := t.TempDir()
	db := openDir(t, dir)
	for _, id := range stormContests {
		contest(t, db, id)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool) // acknowledged in all rounds
	for round := range 4 {
		for _, body := range killAfter(t, dir, "entries", 500) {
			known[body] = true
		}
		db, err := Open(t.Context(), dir, Options{})
		if err != nil {
			t.Fatalf("round %d: open after kill: %v", round, err)
		}
		missing := len(known)
		for _, id := range stormContests {
			for i, e := range wholeLog(t, db, id) {
				want := stormEntry(id, int64(i+1), e.Participant, e.QuestionID)
				if e.Position != want.Position || string(e.Body) != string(want.Body) {
					t.Fatalf("round %d: got %+v, want %+v", round, e, want)
				}
				if known[string(e.Body)] {
					missing--
				}
			}
		}
		if missing != 0 {
			t.Fatalf("round %d: %d of %d acknowledged entries are missing", round, missing, len(known))
		}
		closeWhole(t, db)
	}
}

func wholeLog(t testing.TB, db *DB, contestID string) (all []store.ContestEntry) {
	t.Helper()
	for {
		part, err := db.Entries(t.Context(), contestID, int64(len(all)), store.MaxLimit)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, part...); len(part) < store.MaxLimit {
			return all
		}
	}
}
