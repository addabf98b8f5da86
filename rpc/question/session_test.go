package question_test

import (
	"fmt"
	"testing"
	"time"

	"prepwire/schema"
	"prepwire/store"
)

// An answer counts for the session it names, else for the active one. One that
// names a session it may not is no attempt.
func TestAnswersCountForSessions(t *testing.T) {
	h := open(t, nil)
	c := h.as(t, "alice")
	var made schema.QuestionGenerateResult
	c.Must("question.generate", `{"examType":"SAT","subject":"math","count":4}`, &made)
	answer := func(i int, session string) string {
		return fmt.Sprintf(`{"questionId":%q,"answer":"A"%s}`, made.Questions[i].ID, session)
	}
	start := func(user, id string, minute int) {
		t.Helper()
		if _, err := h.store.StartSession(t.Context(), store.Session{ID: id, UserID: user, Kind: "practice", State: []byte("{}"),
			StartedAt: time.Date(2026, 3, 1, 8, minute, 0, 0, time.UTC)}); err != nil {
			t.Fatal(err)
		}
	}
	c.Must("question.answer", answer(0, ""), nil) // no session is active
	start("alice", "first", 1)
	start("alice", "second", 2)
	start("bob", "bobs", 3)
	c.Must("question.answer", answer(1, ""), nil)
	c.Must("question.answer", answer(2, `,"sessionId":"second"`), nil)
	refused(t, c.Call("question.answer", answer(3, `,"sessionId":"first"`)), schema.WrongState, schema.SessionIsOver)
	r := c.Call("question.answer", answer(3, `,"sessionId":"bobs"`))
	refused(t, r, schema.NotFound, schema.ReasonNotFound)
	if len(r.Error.Data.Errors) != 1 || r.Error.Data.Errors[0].Pointer != "/sessionId" {
		t.Errorf("another's session: %+v", r.Error.Data)
	}
	all, err := h.store.AttemptsOf(t.Context(), "alice", store.Position{}, 10)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d attempts, %v", len(all), err)
	}
	for i, want := range []string{"", "second", "second"} {
		if all[i].SessionID != want {
			t.Errorf("answer %d counts for %q, want %q", i, all[i].SessionID, want)
		}
	}
}
