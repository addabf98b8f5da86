package mongodb

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
	"prepwire/store/storetest"
)

// leftOfUsers are the members in which a user's id stays, and why.
var leftOfUsers = map[string]string{
	"revocations.userId": "a token that is still around would count again",
	"revocations.by":     "who took a token back answers for it",
}

// neverFilled are the collections and members that FillUser leaves empty, and why.
var neverFilled = map[string]string{
	"question_batches":    "ids of questions that are being written; gone a moment later",
	"questions.batch":     "the id of such a group",
	"contests.left":       "ids of registrations that are being given back",
	"session_users.ended": "moved to sessions at once, and walked there",
}

// TestUserIsErasedEverywhere walks all that the server keeps: every collection
// and member has something in it after FillUser, and the user's id in none of
// them after EraseUser, save where the lists say why. So a new collection or
// member fails it until FillUser, and EraseUser where it names users, know of it.
func TestUserIsErasedEverywhere(t *testing.T) {
	const user = "zoë-4711"
	db := openEmpty(t, address(t))
	storetest.FillUser(t, db, user, "f")
	storetest.FillUser(t, db, "other", "g") // fills what a user who is erased would leave empty
	storetest.FillRest(t, db)
	names, err := db.client.Database(db.name).ListCollectionNames(t.Context(), bson.D{})
	noError(t, err)
	for _, c := range collections {
		if !slices.Contains(names, c.name) {
			t.Errorf("there is no collection %s", c.name)
		}
	}
	named := 0
	before := membersOf(t, db, names)
	for name, values := range before {
		filled := slices.ContainsFunc(values, func(v []byte) bool { return len(v) > 0 })
		if why := neverFilled[name]; filled && why != "" {
			t.Errorf("%s is filled: strike it from neverFilled", name)
		} else if !filled && why == "" {
			t.Errorf("%s is empty: fill it in storetest.FillUser, and erase it in EraseUser if it can hold a user's id", name)
		}
		if names := slices.ContainsFunc(values, func(v []byte) bool { return bytes.Contains(v, []byte(user)) }); names {
			named++
		}
	}
	if named < 20 {
		t.Errorf("only %d members name the user before", named)
	}
	noError(t, db.EraseUser(t.Context(), user))
	left := map[string]bool{}
	for name, values := range membersOf(t, db, names) {
		for _, v := range values {
			if bytes.Contains(v, []byte(user)) {
				left[name] = true
			}
		}
	}
	for name := range left {
		if leftOfUsers[name] == "" {
			t.Errorf("%s still names the user: erase it in EraseUser, or say in leftOfUsers why it stays", name)
		}
	}
	for name := range leftOfUsers {
		if !left[name] {
			t.Errorf("%s names nobody: strike it from leftOfUsers", name)
		}
	}
}

// membersOf are the values of the members of all documents, by collection and
// member, as bytes; what is null, or an empty text, list or document, is none. A
// collection without documents is one name.
func membersOf(t *testing.T, db *DB, names []string) map[string][][]byte {
	t.Helper()
	found := map[string][][]byte{}
	for _, name := range names {
		documents, err := all[bson.Raw](t.Context(), db.client.Database(db.name).Collection(name), bson.D{})
		noError(t, err)
		if len(documents) == 0 {
			found[name] = nil
		}
		for _, d := range documents {
			elements, err := d.Elements()
			noError(t, err)
			for _, e := range elements {
				value, of := e.Value(), name+"."+e.Key()
				bytes := value.Value
				switch empty := map[bson.Type]int{bson.TypeNull: 0, bson.TypeString: 5, bson.TypeArray: 5, bson.TypeEmbeddedDocument: 5}; {
				case value.Type == bson.TypeNull, empty[value.Type] == len(bytes):
					bytes = nil
				}
				found[of] = append(found[of], bytes)
			}
		}
	}
	return found
}

// Wherever erasing breaks off, others go on, and a repeat does the rest.
func TestErasingBreaksOff(t *testing.T) {
	uri := address(t)
	for after, whole := 0, false; !whole; after += 3 {
		db := openEmpty(t, uri)
		storetest.FillUser(t, db, "ann", "f")
		ctx, cancel := context.WithCancel(t.Context())
		parts := 0
		db.opts.Observe = func(_ context.Context, op string, _ time.Time, _ error) {
			if strings.HasPrefix(op, "erase ") {
				if parts++; parts > after {
					cancel()
				}
			}
		}
		err := db.EraseUser(ctx, "ann")
		cancel()
		db.opts.Observe = nil
		if whole = err == nil; !whole && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		for _, id := range []string{"f-own", "f-played"} {
			f, err := db.ContestFreeze(t.Context(), id)
			noError(t, err)
			entries, err := db.Entries(t.Context(), id, 0, 10)
			noError(t, err)
			places, err := db.Registrations(t.Context(), id, "", 10)
			noError(t, err)
			if len(f.Questions) != 2 || len(entries) != 3 || len(places) != 1 {
				t.Errorf("after %d parts: %d questions, %d entries, %d places", after, len(f.Questions), len(entries), len(places))
			}
		}
		noError(t, db.EraseUser(t.Context(), "ann"))
		h, err := db.Holdings(t.Context(), "ann")
		noError(t, err)
		if h.Revocations != 2 || h.Erasable() || h.Held() {
			t.Errorf("after %d parts: %+v", after, h)
		}
	}
}

// A change that was begun before a user was erased does not bring back what was
// erased, also when the user has come back meanwhile.
func TestWhatWasErasedStaysAway(t *testing.T) {
	db := openEmpty(t, address(t))
	start := func(id string) {
		_, err := db.StartSession(t.Context(), store.Session{ID: id, UserID: "ann", Kind: "practice", State: []byte("{}"), StartedAt: day})
		noError(t, err)
	}
	start("before")
	old, err := db.sessionsOf(t.Context(), "ann")
	noError(t, err)
	noError(t, db.EraseUser(t.Context(), "ann"))
	start("after")
	next := old
	fits, err := db.changeSessions(t.Context(), old, next)
	noError(t, err)
	active, err := db.ActiveSession(t.Context(), "ann")
	noError(t, err)
	if fits || active.ID != "after" {
		t.Errorf("fits %t, session %q", fits, active.ID)
	}
}
