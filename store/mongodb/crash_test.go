package mongodb

import (
	"errors"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// These tests leave acts of more than one document half done, as a node that
// crashes does, and look what others make of it.

var day = time.UnixMilli(1_772_000_000_000).UTC()

func plainQuestion(id string) store.Question {
	return store.Question{ID: id, Stem: "x", DifficultyLevel: 1, Visibility: store.Shared, CreatedBy: "ann", CreatedAt: day, Origin: "bank:" + id}
}

func mustContest(t *testing.T, db *DB) {
	t.Helper()
	_, err := db.CreateContest(t.Context(), store.Contest{ID: "c1", CreatedBy: "org", CreatedAt: day, StartTime: day, EndTime: day.Add(time.Hour),
		Questions: []store.ContestQuestion{{QuestionID: "q1"}}})
	noError(t, err)
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func isError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

func opened(position int64) store.ContestEntry {
	return store.ContestEntry{ContestID: "c1", Position: position, Type: "opened", Body: []byte("{}")}
}

// halfBatch writes two questions as far as the decision; age is of the batch.
func halfBatch(t *testing.T, db *DB, age time.Duration) (batch, []store.Question) {
	t.Helper()
	qs := []store.Question{plainQuestion("q1").Created(), plainQuestion("q2").Created()}
	b, err := db.openBatch(t.Context(), qs)
	noError(t, err)
	_, err = update(t.Context(), db.batches, bson.D{is("_id", b.ID)}, set(is("at", b.At.Add(-age))))
	noError(t, err)
	for _, q := range qs {
		d := asDocument(q)
		d.Batch = &b.ID
		_, err := insert(t.Context(), db.questions, d)
		noError(t, err)
	}
	return b, qs
}

func shown(t *testing.T, db *DB) int {
	t.Helper()
	list, err := db.ListQuestions(t.Context(), store.QuestionFilter{}, store.Page{})
	noError(t, err)
	found, err := db.QuestionsByID(t.Context(), []string{"q1", "q2"})
	noError(t, err)
	if len(found) != len(list.Items) {
		t.Fatalf("%d by id, %d in the list", len(found), len(list.Items))
	}
	return len(found)
}

func batches(t *testing.T, db *DB) int {
	t.Helper()
	left, err := all[batch](t.Context(), db.batches, bson.D{})
	noError(t, err)
	return len(left)
}

func TestCrashBeforeAGroupIsDecided(t *testing.T) {
	db := openEmpty(t, address(t))
	_, qs := halfBatch(t, db, time.Hour)
	if n := shown(t, db); n != 0 {
		t.Fatalf("%d questions of an undecided group are shown", n)
	}
	created, err := db.CreateQuestions(t.Context(), qs) // finds it abandoned
	noError(t, err)
	if len(created) != 2 || shown(t, db) != 2 || batches(t, db) != 0 {
		t.Fatalf("created %d, shown %d, batches left %d", len(created), shown(t, db), batches(t, db))
	}
}

func TestCrashAfterAGroupIsDecided(t *testing.T) {
	db := openEmpty(t, address(t))
	b, qs := halfBatch(t, db, 0)
	_, err := db.decide(t.Context(), b, batchCommitted)
	noError(t, err)
	again := []store.Question{qs[0], qs[1]}
	again[0].Stem = "another"
	kept, err := db.CreateQuestions(t.Context(), again) // is a repeat, and finishes it
	noError(t, err)
	if len(kept) != 2 || kept[0].Stem != "x" || shown(t, db) != 2 || batches(t, db) != 0 {
		t.Fatalf("kept %v, shown %d, batches left %d", kept, shown(t, db), batches(t, db))
	}
}

func TestGroupsLeftBehindAreSettled(t *testing.T) {
	db := openEmpty(t, address(t))
	b, _ := halfBatch(t, db, time.Hour)
	_, err := db.decide(t.Context(), b, batchCommitted)
	noError(t, err)
	noError(t, db.settleOldBatches(t.Context()))
	if shown(t, db) != 2 || batches(t, db) != 0 {
		t.Fatalf("shown %d, batches left %d", shown(t, db), batches(t, db))
	}
}

// A call that is so slow that its group was withdrawn writes it anew.
func TestWithdrawnGroupIsNotCommitted(t *testing.T) {
	db := openEmpty(t, address(t))
	b, qs := halfBatch(t, db, time.Hour)
	noError(t, db.settleOldBatches(t.Context()))
	committed, err := db.decide(t.Context(), b, batchCommitted)
	noError(t, err)
	if committed || shown(t, db) != 0 {
		t.Fatalf("committed %v, shown %d", committed, shown(t, db))
	}
	_, err = db.CreateQuestions(t.Context(), qs)
	noError(t, err)
}

// An origin that a group on its way holds is held when that is kept, and free
// when it is not.
func TestOriginOfAHalfGroup(t *testing.T) {
	db := openEmpty(t, address(t))
	halfBatch(t, db, time.Hour)
	q := plainQuestion("q9")
	q.Origin = "bank:q1"
	_, err := db.CreateQuestions(t.Context(), []store.Question{q})
	noError(t, err)
	_, err = db.CreateQuestions(t.Context(), []store.Question{plainQuestion("q1")})
	isError(t, err, store.ErrExists)
}

// Who gave a place back is gone before the log's first entry, whatever became
// of the node, and may come again before.
func TestCrashWhileLeaving(t *testing.T) {
	db := openEmpty(t, address(t))
	mustContest(t, db)
	ctx := t.Context()
	for _, user := range []string{"ann", "bob", "cat"} {
		_, err := db.Register(ctx, store.Registration{ContestID: "c1", UserID: user, Participant: "p-" + user, RegisteredAt: day}, 9)
		noError(t, err)
	}
	for _, user := range []string{"ann", "bob"} {
		r, err := db.registration(ctx, "c1", user)
		noError(t, err)
		_, err = update(ctx, db.contests, bson.D{is("_id", "c1")}, bson.D{is("$addToSet", bson.D{is("left", r.ID)})})
		noError(t, err)
	}
	_, err := db.Register(ctx, store.Registration{ContestID: "c1", UserID: "bob", Participant: "p-new", RegisteredAt: day}, 9)
	noError(t, err)
	_, err = db.AppendEntries(ctx, []store.ContestEntry{opened(1)})
	noError(t, err)
	left, err := db.Registrations(ctx, "c1", "", 9)
	noError(t, err)
	if len(left) != 2 || left[0].UserID != "cat" || left[1].Participant != "p-new" {
		t.Fatalf("registered: %+v", left)
	}
	isError(t, db.Unregister(ctx, "c1", "cat"), store.ErrState)
}

// A barrier without its mark: the contest is cancelled by whoever meets it.
func TestCrashWhileCancelling(t *testing.T) {
	db := openEmpty(t, address(t))
	mustContest(t, db)
	ctx := t.Context()
	_, err := db.AppendEntries(ctx, []store.ContestEntry{opened(1)})
	noError(t, err)
	_, err = insert(ctx, db.entries, barrierAt("c1", 2, day))
	noError(t, err)
	added, err := db.AppendEntries(ctx, []store.ContestEntry{opened(2)}) // this node knows where the log goes on
	isError(t, err, store.ErrState)
	c, err := db.Contest(ctx, "c1")
	noError(t, err)
	entries, err := db.Entries(ctx, "c1", 0, 9)
	noError(t, err)
	if added != 0 || !c.CancelledAt.Equal(day) || c.IsOpen() || len(entries) != 1 {
		t.Fatalf("added %d, cancelled %v, %d entries", added, c.CancelledAt, len(entries))
	}
}

// What somebody wanted to fix, and crashed before the contest named it, does
// not count.
func TestCrashWhileFreezing(t *testing.T) {
	db := openEmpty(t, address(t))
	mustContest(t, db)
	f := store.Freeze{ContestID: "c1", At: day, Questions: []store.Question{plainQuestion("q1")}, KeySalt: "lost"}
	_, err := insert(t.Context(), db.freezes, asFreezeDocument(f))
	noError(t, err)
	_, err = db.ContestFreeze(t.Context(), "c1")
	isError(t, err, store.ErrNotFound)
	f.KeySalt = "kept"
	_, err = db.FreezeContest(t.Context(), f, 1)
	noError(t, err)
	got, err := db.ContestFreeze(t.Context(), "c1")
	noError(t, err)
	if got.KeySalt != "kept" {
		t.Fatalf("got %q", got.KeySalt)
	}
}

// A session that ended, and was not moved before the crash, is found and
// listed once.
func TestCrashWhileEndingASession(t *testing.T) {
	db := openEmpty(t, address(t))
	ctx := t.Context()
	_, err := db.StartSession(ctx, store.Session{ID: "s1", UserID: "ann", State: []byte("{}"), StartedAt: day})
	noError(t, err)
	u, err := db.sessionsOf(ctx, "ann")
	noError(t, err)
	ended := sessionRecord(store.Session(*u.Active).Ended(day.Add(time.Minute)))
	next := u
	next.Revision, next.Active, next.Ended = u.Revision+1, nil, []sessionRecord{ended}
	_, err = replaceRevision(ctx, db.sessionUsers, "ann", u.Revision, next)
	noError(t, err)
	got, err := db.Session(ctx, "ann", "s1")
	noError(t, err)
	list, err := db.ListSessions(ctx, "ann", store.Page{})
	noError(t, err)
	if got.Active() || got.Version != 2 || len(list.Items) != 1 {
		t.Fatalf("got %+v, %d in the list", got, len(list.Items))
	}
}

// A reader never sees an entry without those before it.
func TestEntriesAreCutAtAGap(t *testing.T) {
	db := openEmpty(t, address(t))
	mustContest(t, db)
	for _, position := range []int64{1, 2, 4} {
		e := opened(position)
		_, err := insert(t.Context(), db.entries, entryDocument{Kept: entryRecord(e), Slot: entrySlot(e)})
		noError(t, err)
	}
	for after, want := range map[int64]int{-5: 2, 0: 2, 1: 1, 2: 0, 3: 1, 4: 0} {
		got, err := db.Entries(t.Context(), "c1", after, 9)
		noError(t, err)
		if len(got) != want {
			t.Errorf("after %d: %d entries, want %d", after, len(got), want)
		}
	}
}
