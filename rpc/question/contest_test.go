package question_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/sqlite"
)

// holdContests serves what conversations need of contests: contest.create
// announces one with the title as its id, contest.publish freezes it and
// contest.cancel calls it off. How contests behave is told elsewhere.
func holdContests(mux *rpc.Mux, db *sqlite.DB) {
	now := time.Now
	rpc.Handle(mux, schema.ContestCreate, func(ctx context.Context, p schema.ContestCreateParams) (schema.Contest, error) {
		call, _ := rpc.FromContext(ctx)
		c := store.Contest{ID: p.Title, CreatedBy: call.Identity().UserID, CreatedAt: now(), StartTime: now(), EndTime: now()}
		for _, q := range p.Questions {
			c.Questions = append(c.Questions, store.ContestQuestion{QuestionID: string(q.QuestionID), PointsMilli: 1000})
		}
		_, err := db.CreateContest(ctx, c)
		return schema.Contest{}, err
	})
	rpc.Handle(mux, schema.ContestPublish, func(ctx context.Context, p schema.ContestRef) (schema.Contest, error) {
		_, err := db.FreezeContest(ctx, store.Freeze{ContestID: string(p.ContestID), At: now(), Questions: []store.Question{{ID: "copy"}}}, 1)
		return schema.Contest{}, err
	})
	rpc.Handle(mux, schema.ContestCancel, func(ctx context.Context, p schema.ContestRef) (schema.Contest, error) {
		_, err := db.CancelContest(ctx, string(p.ContestID), now())
		return schema.Contest{}, err
	})
}

// Whoever may not see a locked question gets, byte for byte, what is answered
// for one that is not there, whatever is to be done with it.
func TestLockedLooksLikeMissing(t *testing.T) {
	h := open(t, nil)
	const written = `"examType":"SAT","subject":"math","difficulty":"easy","questionType":"true-false","stem":"1 = 1.","correctAnswer":"true","explanation":"Yes."`
	var q schema.Question
	ann := h.as(t, "ann", "author")
	ann.Must("question.create", "{"+written+"}", &q)
	ann.Must("question.verify", `{"questionId":"`+string(q.ID)+`"}`, nil)
	h.as(t, "org", "organizer").Must("contest.create", `{"title":"cup","startTime":"2026-03-01T13:00:00.000Z","questions":[{"questionId":"`+string(q.ID)+`"}]}`, nil)

	for _, other := range []struct{ user, role string }{{"eve", "student"}, {"bob", "author"}, {"oda", "organizer"}} {
		c := h.as(t, other.user, other.role)
		for method, params := range map[string]string{
			"question.get":    `{"questionId":"ID"}`,
			"question.verify": `{"questionId":"ID"}`,
			"question.review": `{"questionId":"ID"}`,
			"question.delete": `{"questionId":"ID"}`,
			"question.update": `{"questionId":"ID","version":2,"stem":"2 = 2."}`,
			"question.report": `{"questionId":"ID","type":"typo"}`,
		} {
			locked := c.Call(method, strings.ReplaceAll(params, "ID", string(q.ID)))
			missing := c.Call(method, strings.ReplaceAll(params, "ID", "01j00000000000000000000000"))
			if locked.Error == nil || missing.Error == nil {
				t.Fatalf("%s as %s: got %+v and %+v", method, other.role, locked, missing)
			}
			if got, want := fmt.Sprintf("%+v", *locked.Error), fmt.Sprintf("%+v", *missing.Error); got != want {
				t.Errorf("%s as %s: locked %s, missing %s", method, other.role, got, want)
			}
		}
	}
	if kept := h.stored(t, q.ID); kept.Version != 2 {
		t.Errorf("somebody changed it: %+v", kept)
	}
}

// Who has seen a key is on record, before the key is shown.
func TestReviewsAreRecorded(t *testing.T) {
	h := open(t, nil)
	var q schema.Question
	ann := h.as(t, "ann", "author")
	ann.Must("question.create", `{"examType":"SAT","subject":"math","difficulty":"easy","questionType":"true-false","stem":"1 = 1.","correctAnswer":"true","explanation":"Yes."}`, &q)
	review := `{"questionId":"` + string(q.ID) + `"}`
	for range 2 {
		h.as(t, "root", "admin").Must("question.review", review, nil)
	}
	refused(t, h.as(t, "bob", "author").Call("question.review", review), -32003, schema.ReasonNotFound)
	got, err := h.store.ReviewersOf(t.Context(), []string{string(q.ID)})
	if err != nil || len(got) != 1 || strings.Join(got[string(q.ID)], " ") != "root" {
		t.Fatalf("reviewers %v, error %v; want root alone", got, err)
	}
}
