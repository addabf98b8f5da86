package main

import (
	"fmt"
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// Answers in a running contest are taken on every node while Redis is gone, or
// keeps its connections open and says nothing.
func TestAnswersGoOnWithoutRedis(t *testing.T) {
	t.Parallel()
	t.Run("Gone", func(t *testing.T) {
		t.Parallel()
		server := redistest.New(t)
		answersGoOn(t, server, server.Kill, func() error { return server.Restart(t.Context()) })
	})
	t.Run("Silent", func(t *testing.T) {
		t.Parallel()
		server := redistest.New(t)
		answersGoOn(t, server, func() {
			if err := server.Pause(); err != nil {
				t.Fatal(err)
			}
		}, server.Continue)
	})
}

func answersGoOn(t *testing.T, server *redistest.Server, lose func(), back func() error) {
	h := newHouse(t, server.URL(), 2)
	org, _ := h.as(0, "org", "[]")
	var made struct{ Questions []struct{ ID string } }
	org.result("question.generate", `{"examType":"SAT","subject":"math","count":2}`, &made)
	if len(made.Questions) != 2 {
		t.Fatalf("%d questions", len(made.Questions))
	}
	var contest struct{ ID string }
	org.result("contest.create", fmt.Sprintf(`{"title":"t","questions":[{"questionId":%q},{"questionId":%q}],"startTime":%q,"durationMs":3600000}`,
		made.Questions[0].ID, made.Questions[1].ID, h.inAnHour()), &contest)
	var players []*caller
	ref := fmt.Sprintf(`{"contestId":%q}`, contest.ID)
	var done any
	for i, user := range []string{"ann", "bob"} {
		c, _ := h.as(i, user, "[]")
		c.result("contest.register", ref, &done)
		c.result("contest.join", ref, &done)
		players = append(players, c)
	}
	answer := func(c *caller, q int) {
		t.Helper()
		defer func(begun time.Time) { t.Log("answered after", time.Since(begun)) }(time.Now())
		var got struct{ Accepted bool }
		c.result("contest.submitAnswer", fmt.Sprintf(`{"contestId":%q,"questionId":%q,"answer":"A"}`, contest.ID, made.Questions[q].ID), &got)
		if !got.Accepted {
			t.Error("not accepted")
		}
	}
	h.advance(time.Hour)
	eventually(t, "the contest begins", func() error {
		if m := players[0].call("contest.submitAnswer", fmt.Sprintf(`{"contestId":%q,"questionId":%q,"answer":"A"}`, contest.ID, made.Questions[0].ID)); m.Error != nil {
			return fmt.Errorf("%+v", *m.Error)
		}
		return nil
	})
	answer(players[1], 0)
	lose()
	for _, c := range players {
		answer(c, 1)
	}
	late, _ := h.as(1, "ann", "[]") // also on a connection of now
	answer(late, 1)
	var got struct {
		Questions []any
		Answered  []string
		Topics    []struct{ Epoch string }
	}
	late.result("contest.join", ref, &got) // the paper comes from the store
	if len(got.Questions) != 2 || len(got.Answered) != 2 || len(got.Topics) != 1 || got.Topics[0].Epoch != "unknown" {
		t.Errorf("joined without Redis: %+v", got)
	}
	if err := back(); err != nil {
		t.Fatal(err)
	}
	if code := late.closedWith(); code != 4008 { // it could not follow the contest: now it can
		t.Errorf("closed with %d", code)
	}
	again, resumed := h.as(0, "ann", fmt.Sprintf(`[{"topic":"contest:%s","epoch":"unknown","offset":0}]`, contest.ID))
	for _, topic := range resumed.Topics {
		if topic.Epoch == "unknown" || topic.Recovered != nil && *topic.Recovered {
			t.Errorf("resumed as %+v", topic)
		}
	}
	answer(again, 1) // the same again
}
