package mongodb

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// entryRecord has the fields of store.ContestEntry under the names they are
// kept by.
type entryRecord struct {
	ContestID   string `bson:"contestId"`
	Position    int64  `bson:"position"`
	Type        string `bson:"type"`
	Participant string `bson:"participant"`
	QuestionID  string `bson:"questionId"`
	Body        []byte `bson:"body"`
	TimeSpentMs int64  `bson:"timeSpentMs"`
}

type entryDocument struct {
	Kept entryRecord `bson:",inline"`
	Slot string      `bson:"slot"` // what a participant can have once
	At   time.Time   `bson:"at"`   // of a barrier; else null
}

// entrySlot is the question of an answer, and a slot of its own for what is
// none, so that the index of answers needs no condition.
func entrySlot(e store.ContestEntry) string {
	if e.Participant == "" {
		return "position:" + strconv.FormatInt(e.Position, 10)
	}
	return "question:" + e.QuestionID
}

// lastEntry is the entry with the greatest position, a barrier included; the
// zero entry when there is none.
func (db *DB) lastEntry(ctx context.Context, contestID string) (entryDocument, error) {
	last, err := one[entryDocument](ctx, db.entries, bson.D{is("contestId", contestID)},
		options.FindOne().SetSort(bson.D{is("position", -1)}).SetProjection(only("contestId", "position", "type", "at")))
	return last, notAbsent(err)
}

// AppendEntries implements store.Contests. Of a log that this node has added
// to before it knows where it goes on, and only inserts.
func (db *DB) AppendEntries(ctx context.Context, entries []store.ContestEntry) (int, error) {
	if err := store.CheckEntries(entries); err != nil {
		return 0, fmt.Errorf("append entries: %w", err)
	}
	return call(ctx, db, "append entries", func(ctx context.Context) (int, error) {
		if len(entries) == 0 {
			return 0, nil
		}
		contestID, position := entries[0].ContestID, entries[0].Position
		if !db.heads.goesOnAt(contestID, position) {
			if err := db.admit(ctx, contestID, position); err != nil {
				return 0, err
			}
		}
		added, err := db.insertEntries(ctx, entries)
		if err != nil {
			db.heads.forget(contestID)
			return 0, err
		}
		if added == len(entries) {
			db.heads.learn(entries[added-1])
			return added, nil
		}
		db.heads.forget(contestID)
		if added == 0 { // the log may have ended meanwhile
			if err := db.admit(ctx, contestID, position); err != nil {
				return 0, err
			}
		}
		return added, fmt.Errorf("entry %d: %w", added, store.ErrExists)
	})
}

// insertEntries adds entries up to the first that is taken. The server inserts
// them one after another, so a reader sees no entry without those before it.
func (db *DB) insertEntries(ctx context.Context, entries []store.ContestEntry) (added int, err error) {
	documents := make([]any, len(entries))
	for i, e := range entries {
		documents[i] = entryDocument{Kept: entryRecord(e), Slot: entrySlot(e)}
	}
	return insertAll(ctx, db.entries, documents)
}

// admit says why a log does not go on at position. Before the first entry it
// makes the contest begin, from which on nobody leaves it.
func (db *DB) admit(ctx context.Context, contestID string, position int64) error {
	last, err := db.lastEntry(ctx, contestID)
	if err != nil {
		return err
	}
	ended := last.Kept.Type == store.EntryClosed
	if last.Kept.Type == barrier {
		if err := db.markCancelled(ctx, last); err != nil {
			return err
		}
		last.Kept.Position, ended = last.Kept.Position-1, true
	}
	if last.Kept.Position == 0 && !ended {
		if _, err := db.contest(ctx, contestID); err != nil {
			return err
		}
	}
	switch {
	case position <= last.Kept.Position:
		return fmt.Errorf("position %d: %w", position, store.ErrExists)
	case position > last.Kept.Position+1:
		return fmt.Errorf("position %d after %d: %w", position, last.Kept.Position, store.ErrInvalid)
	case ended:
		return fmt.Errorf("position %d of an ended log: %w", position, store.ErrState)
	case last.Kept.Position == 0:
		return db.begin(ctx, contestID)
	}
	return nil
}

// Entries implements store.Contests.
func (db *DB) Entries(ctx context.Context, contestID string, after int64, limit int) ([]store.ContestEntry, error) {
	return call(ctx, db, "entries", func(ctx context.Context) ([]store.ContestEntry, error) {
		found, err := all[entryDocument](ctx, db.entries, bson.D{is("contestId", contestID), is("position", bson.D{is("$gt", after)})},
			options.Find().SetSort(up("position")).SetLimit(int64(store.ClampLimit(limit))))
		return unbroken(asEntries(found), after), err
	})
}

// unbroken cuts entries at the first gap. A server that reads in the midst of
// an insert, or a cluster that moves a log, must not show one.
func unbroken(entries []store.ContestEntry, after int64) []store.ContestEntry {
	for i, e := range entries {
		if e.Position != max(after, 0)+int64(i)+1 {
			return entries[:i:i]
		}
	}
	return entries
}

// EntriesOf implements store.Contests.
func (db *DB) EntriesOf(ctx context.Context, contestID, participant string) ([]store.ContestEntry, error) {
	return call(ctx, db, "entries of a participant", func(ctx context.Context) ([]store.ContestEntry, error) {
		if participant == "" {
			return nil, nil
		}
		found, err := all[entryDocument](ctx, db.entries, bson.D{is("contestId", contestID), is("participant", participant)},
			options.Find().SetSort(up("position")))
		return asEntries(found), err
	})
}

// asEntries leaves out a barrier.
func asEntries(documents []entryDocument) []store.ContestEntry {
	var entries []store.ContestEntry
	for _, d := range documents {
		if d.Kept.Type != barrier {
			entries = append(entries, store.ContestEntry(d.Kept))
		}
	}
	return entries
}
