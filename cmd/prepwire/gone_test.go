package main

import (
	"fmt"
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// Answers in a running contest are taken on every node while Redis is gone.
func TestAnswersGoOnWithoutRedis(t *testing.T) {
	server := redistest.New(t)
	h := newHouse(t, server.URL(), 2)
	org, _ := h.as(0, "org", "[]")
	var made struct{ Questions []struct{ ID string } }
	org.result("question.generate", `{"examType":"SAT","subject":"math","count":2}`, &made)
	if len(made.Questions) != 2 {
		t.Fatalf("%d questions", len(made.Questions))
	}
	var contest struct{ ID string }
	org.result("contest.create", fmt.Sprintf(`{"title":"t","questions":[{"questionId":%q},{"questionId":%q}],"startTime":%q,"durationMs":120000}`,
		made.Questions[0].ID, made.Questions[1].ID, time.Now().Add(2*time.Second).UTC().Format("2006-01-02T15:04:05.000Z")), &contest)
	var players []*caller
	ref := fmt.Sprintf(`{"contestId":%q}`, contest.ID)
	var any any
	for i, user := range []string{"ann", "bob"} {
		c, _ := h.as(i, user, "[]")
		c.result("contest.register", ref, &any)
		c.result("contest.join", ref, &any)
		players = append(players, c)
	}
	answer := func(c *caller, q int) {
		t.Helper()
		var got struct{ Accepted bool }
		c.result("contest.submitAnswer", fmt.Sprintf(`{"contestId":%q,"questionId":%q,"answer":"A"}`, contest.ID, made.Questions[q].ID), &got)
		if !got.Accepted {
			t.Error("not accepted")
		}
	}
	eventually(t, "the contest begins", func() error {
		if m := players[0].call("contest.submitAnswer", fmt.Sprintf(`{"contestId":%q,"questionId":%q,"answer":"A"}`, contest.ID, made.Questions[0].ID)); m.Error != nil {
			return fmt.Errorf("%+v", *m.Error)
		}
		return nil
	})
	answer(players[1], 0)
	server.Kill()
	for _, c := range players {
		answer(c, 1)
	}
	late, _ := h.as(1, "ann", "[]") // also on a connection of now
	answer(late, 1)
	if m := late.call("contest.join", ref); m.Error == nil || m.Error.Data.Reason != "bus_unavailable" {
		t.Errorf("join without Redis: %+v", m.Error)
	}
}
