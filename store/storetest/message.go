package storetest

import (
	"slices"
	"testing"
	"time"

	"prepwire/store"
)

// message is one of the coach's, unread, with every other field filled.
func message(id, user string, ms int) store.Message {
	return store.Message{ID: id, UserID: user, Type: "hint", Text: "“Half” of <it> & more\nNext line ½", Skill: "ALG1",
		QuestionID: "q1", Trigger: "wrongStreak", Level: 2, RequestDigest: "digest", At: at(ms)}
}

func mustAdd(t *testing.T, s store.Messages, m store.Message) store.Message {
	t.Helper()
	kept, added, err := s.AddMessage(t.Context(), m)
	noError(t, err)
	if !added {
		t.Fatalf("message %s was there already", m.ID)
	}
	return kept
}

// messagesOf reads a list to its end.
func messagesOf(t *testing.T, s store.Messages, user string, f store.MessageFilter, limit int) (all []store.Message) {
	t.Helper()
	page := store.Page{Limit: limit}
	for more := true; more; more = page.Cursor != "" {
		list, err := s.MessagesOf(t.Context(), user, f, page)
		noError(t, err)
		all, page.Cursor = append(all, list.Items...), list.NextCursor
	}
	return all
}

func messageIDs(ms []store.Message) (ids []string) {
	for _, m := range ms {
		ids = append(ids, m.ID)
	}
	return ids
}

var messageTests = map[string]func(*testing.T, store.Store){
	"KeptOnceForEachUser": func(t *testing.T, s store.Store) {
		want := message("m1", "ann", 0)
		want.At = kept(0)
		first := mustAdd(t, s, message("m1", "ann", 0))
		same(t, "added", first, want)
		other := message("m1", "ann", 9)
		other.Text, other.Type = "other", "chat"
		again, added, err := s.AddMessage(t.Context(), other)
		noError(t, err)
		same(t, "repeat", again, want)
		same(t, "added by the repeat", added, false)
		same(t, "another user's", mustAdd(t, s, message("m1", "bob", 1)).UserID, "bob")
		found, err := s.Message(t.Context(), "ann", "m1")
		noError(t, err)
		same(t, "found", found, want)
		for user, id := range map[string]string{"ann": "m2", "cyd": "m1"} {
			_, err := s.Message(t.Context(), user, id)
			isError(t, user+" "+id, err, store.ErrNotFound)
		}
	},
	"StudentsMessageIsRead": func(t *testing.T, s store.Store) {
		m := store.Message{ID: "m1", UserID: "ann", Type: "chat", FromStudent: true, Text: "Why?", At: at(0), ReadAt: at(0)}
		want := m
		want.At, want.ReadAt = kept(0), kept(0)
		same(t, "added", mustAdd(t, s, m), want)
		same(t, "listed", messagesOf(t, s, "ann", store.MessageFilter{}, 5), []store.Message{want})
		n, err := s.UnreadMessages(t.Context(), "ann")
		noError(t, err)
		same(t, "unread", n, int64(0))
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		for name, damage := range map[string]func(*store.Message){
			"id":    func(m *store.Message) { m.ID = "" },
			"user":  func(m *store.Message) { m.UserID = "" },
			"type":  func(m *store.Message) { m.Type = "" },
			"level": func(m *store.Message) { m.Level = -1 },
			"time":  func(m *store.Message) { m.At = time.Time{} },
		} {
			m := message("m1", "ann", 0)
			damage(&m)
			_, _, err := s.AddMessage(t.Context(), m)
			isError(t, name, err, store.ErrInvalid)
		}
		_, err := s.MarkRead(t.Context(), "ann", make([]string, store.MaxLimit+1), at(0))
		isError(t, "many ids", err, store.ErrInvalid)
		_, err = s.MarkRead(t.Context(), "ann", []string{"m1"}, time.Time{})
		isError(t, "no time", err, store.ErrInvalid)
		isError(t, "keep none", s.PruneMessages(t.Context(), "ann", 0), store.ErrInvalid)
		_, err = s.MessagesOf(t.Context(), "ann", store.MessageFilter{}, store.Page{Cursor: "x"})
		isError(t, "cursor", err, store.ErrBadCursor)
	},
	"RacingRepeatsAddOne": func(t *testing.T, s store.Store) {
		answers, added := make([]store.Message, 32), make([]bool, 32)
		together(len(answers), func(i int) {
			m := message("m1", "ann", i)
			var err error
			if answers[i], added[i], err = s.AddMessage(t.Context(), m); err != nil {
				t.Errorf("message %d: %v", i, err)
			}
		})
		n := 0
		for i, m := range answers {
			same(t, "answer", m, answers[0])
			if added[i] {
				n++
				same(t, "the first", m.At, kept(i))
			}
		}
		same(t, "who added", n, 1)
	},
	"NewestFirstInPages": func(t *testing.T, s store.Store) {
		var want []store.Message
		for i := range 25 {
			want = append(want, mustAdd(t, s, message(numbered("m", i), "ann", i/4)))
		}
		mustAdd(t, s, message("other", "bob", 3))
		slices.Reverse(want)
		for _, limit := range []int{1, 4, 24, 25, 26} {
			same(t, "messages", messagesOf(t, s, "ann", store.MessageFilter{}, limit), want)
		}
		same(t, "of nobody", len(messagesOf(t, s, "cyd", store.MessageFilter{}, 5)), 0)
	},
	"Filtered": func(t *testing.T, s store.Store) {
		for i, edit := range []func(*store.Message){
			func(m *store.Message) { m.Type = "chat" },
			func(m *store.Message) { m.QuestionID = "q2" },
			func(m *store.Message) { m.Trigger = "streak5" },
			func(m *store.Message) { m.ReadAt = at(9) },
			func(m *store.Message) { m.QuestionID, m.Trigger = "", "" },
		} {
			m := message(numbered("m", i), "ann", i)
			edit(&m)
			mustAdd(t, s, m)
		}
		for name, c := range map[string]struct {
			filter store.MessageFilter
			want   []string
		}{
			"unread":   {store.MessageFilter{UnreadOnly: true}, []string{"m-0004", "m-0002", "m-0001", "m-0000"}},
			"type":     {store.MessageFilter{Type: "chat"}, []string{"m-0000"}},
			"question": {store.MessageFilter{QuestionID: "q2"}, []string{"m-0001"}},
			"trigger":  {store.MessageFilter{Trigger: "streak5"}, []string{"m-0002"}},
			"all":      {store.MessageFilter{UnreadOnly: true, Type: "hint", QuestionID: "q1", Trigger: "wrongStreak"}, nil},
			"both":     {store.MessageFilter{Type: "hint", QuestionID: "q1"}, []string{"m-0003", "m-0002"}},
			"none":     {store.MessageFilter{QuestionID: "q3"}, nil},
		} {
			same(t, name, messageIDs(messagesOf(t, s, "ann", c.filter, 1)), c.want)
		}
	},
	"ReadOnce": func(t *testing.T, s store.Store) {
		for i := range 4 {
			mustAdd(t, s, message(numbered("m", i), "ann", i))
		}
		mustAdd(t, s, message("m-0001", "bob", 0))
		marked, err := s.MarkRead(t.Context(), "ann", []string{"m-0001", "m-0002", "unknown"}, at(10))
		noError(t, err)
		same(t, "marked", messageIDs(marked), []string{"m-0002", "m-0001"})
		same(t, "read at", marked[0].ReadAt, kept(10))
		again, err := s.MarkRead(t.Context(), "ann", []string{"m-0001", "m-0002"}, at(10))
		noError(t, err)
		same(t, "repeat", again, marked)
		later, err := s.MarkRead(t.Context(), "ann", []string{"m-0003", "m-0002"}, at(20))
		noError(t, err)
		same(t, "the first time stays", later[1], marked[0])
		same(t, "the other", later[0].ReadAt, kept(20))
		for user, want := range map[string]int64{"ann": 1, "bob": 1, "cyd": 0} {
			n, err := s.UnreadMessages(t.Context(), user)
			noError(t, err)
			same(t, "unread of "+user, n, want)
		}
		same(t, "unread", messageIDs(messagesOf(t, s, "ann", store.MessageFilter{UnreadOnly: true}, 9)), []string{"m-0000"})
		none, err := s.MarkRead(t.Context(), "ann", nil, at(30))
		noError(t, err)
		same(t, "of no ids", len(none), 0)
	},
	"OnlyTheNewestStay": func(t *testing.T, s store.Store) {
		for i := range 9 {
			mustAdd(t, s, message(numbered("m", i), "ann", i/3))
		}
		mustAdd(t, s, message("m", "bob", 0))
		for range 2 {
			noError(t, s.PruneMessages(t.Context(), "ann", 4))
			same(t, "kept", messageIDs(messagesOf(t, s, "ann", store.MessageFilter{}, 9)),
				[]string{"m-0008", "m-0007", "m-0006", "m-0005"})
		}
		noError(t, s.PruneMessages(t.Context(), "ann", 5))
		noError(t, s.PruneMessages(t.Context(), "cyd", 5))
		n, err := s.UnreadMessages(t.Context(), "ann")
		noError(t, err)
		same(t, "unread", n, int64(4))
		same(t, "another's", len(messagesOf(t, s, "bob", store.MessageFilter{}, 9)), 1)
	},
}
