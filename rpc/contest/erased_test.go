package contest_test

import (
	"testing"
	"time"

	"prepwire/rpc/contest/answerlog"
	"prepwire/schema"
	"prepwire/store"
)

// A participant is erased while the contest runs: it goes on, its log verifies,
// its results name nobody, and the answers become nobody's attempts.
func TestParticipantIsErasedInTheMidst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		db := newDB(t)
		h := openOn(t, db, nil)
		h.questions(2)
		c := h.contest(2, nil)
		bob, eve := h.player(c, "bob"), h.player(c, "eve")
		until(c.StartTime)
		bob.mustAnswer(c, "q1", "B")
		if err := db.EraseUser(t.Context(), "bob"); err != nil {
			t.Fatal(err)
		}
		eve.mustAnswer(c, "q1", "B")
		eve.mustAnswer(c, "q2", "B")
		until(schema.Time{Time: c.EndTime.Add(time.Minute)})

		var results schema.ContestResults
		eve.Must("contest.results", ref(c), &results)
		var names []string
		for _, e := range results.Board.Items {
			names = append(names, e.UserID+" "+e.Name)
		}
		places, err := db.Registrations(t.Context(), string(c.ID), "", 10)
		if err != nil || len(places) != 2 {
			t.Fatalf("%v, %v", places, err)
		}
		for _, p := range places {
			if p.UserID != "eve" && p.UserID != store.Erased(p.Participant) {
				t.Errorf("place of %q", p.UserID)
			}
		}
		if len(names) != 2 || names[0] != "eve Eve" || !store.IsErased(results.Board.Items[1].UserID) || results.Board.Items[1].Name != store.ErasedName {
			t.Errorf("board %q", names)
		}
		for user, want := range map[string]int{"bob": 0, "eve": 2, results.Board.Items[1].UserID: 0} {
			if as, err := db.AttemptsOf(t.Context(), user, store.Position{}, 10); err != nil || len(as) != want {
				t.Errorf("%d attempts of %s, %v", len(as), user, err)
			}
		}
		if h, err := db.Holdings(t.Context(), "bob"); err != nil || h.Erasable() {
			t.Errorf("%+v, %v", h, err)
		}
		entries, err := db.Entries(t.Context(), string(c.ID), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		last, err := answerlog.Parse(entries[len(entries)-1].Body)
		if err != nil || len(entries) != 5 || last.Hash != results.LogHead {
			t.Errorf("%d entries, %v", len(entries), err)
		}
	})
}
