package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"prepwire/store"
)

func opened(contest string, position int64) store.ContestEntry {
	return store.ContestEntry{ContestID: contest, Position: position, Type: "opened", Body: []byte(`{"type":"opened"}`)}
}

func closed(contest string, position int64) store.ContestEntry {
	return store.ContestEntry{ContestID: contest, Position: position, Type: store.EntryClosed, Body: []byte(`{"type":"closed"}`)}
}

// answered is an answer whose body tells all of it.
func answered(contest string, position int64, participant, question string) store.ContestEntry {
	return store.ContestEntry{ContestID: contest, Position: position, Type: "answer", Participant: participant, QuestionID: question,
		TimeSpentMs: 100 + position, Body: fmt.Appendf(nil, `{"é":"%s %d %s %s"}`, contest, position, participant, question)}
}

func mustAppend(t *testing.T, s store.Contests, entries ...store.ContestEntry) {
	t.Helper()
	added, err := s.AppendEntries(t.Context(), entries)
	noError(t, err)
	same(t, "added", added, len(entries))
}

// appends wants that many added and that error.
func appends(t *testing.T, s store.Contests, what string, added int, want error, entries ...store.ContestEntry) {
	t.Helper()
	got, err := s.AppendEntries(t.Context(), entries)
	if got != added || !errors.Is(err, want) {
		t.Fatalf("%s: got %d, error %v, want %d, %v", what, got, err, added, want)
	}
}

// log reads a whole log.
func log(t *testing.T, s store.Contests, contest string) (all []store.ContestEntry) {
	t.Helper()
	for {
		part, err := s.Entries(t.Context(), contest, int64(len(all)), 7)
		noError(t, err)
		if len(part) == 0 {
			return all
		}
		all = append(all, part...)
	}
}

var entryTests = map[string]func(*testing.T, store.Store){
	"EntriesComeBackInOrder": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustContest(t, s, contest("c2", "org", 0))
		want := []store.ContestEntry{opened("c1", 1)}
		for i := range 30 {
			want = append(want, answered("c1", int64(i+2), numbered("p", i%7), numbered("q", i)))
		}
		want = append(want, closed("c1", 32))
		mustAppend(t, s, want[:1]...)
		mustAppend(t, s, opened("c2", 1), answered("c2", 2, "p-0001", "q-0001"))
		mustAppend(t, s, want[1:20]...)
		mustAppend(t, s, want[20:]...)
		same(t, "log", log(t, s, "c1"), want)
		same(t, "its neighbour", len(log(t, s, "c2")), 2)
		part, err := s.Entries(t.Context(), "c1", 30, 0)
		noError(t, err)
		same(t, "the last", part, want[30:])
		part, err = s.Entries(t.Context(), "c1", 0, 0)
		noError(t, err)
		same(t, "default limit", part, want[:store.DefaultLimit])
		for _, after := range []int64{32, 33, 1 << 60} {
			part, err = s.Entries(t.Context(), "c1", after, 5)
			noError(t, err)
			same(t, "beyond", len(part), 0)
		}
		same(t, "of an unknown contest", len(log(t, s, "nothing")), 0)
	},
	"EntriesOfAParticipant": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustContest(t, s, contest("c2", "org", 0))
		entries, want := []store.ContestEntry{opened("c1", 1)}, []store.ContestEntry(nil)
		for i := range 120 {
			e := answered("c1", int64(i+2), numbered("p", i%3), numbered("q", 120-i)) // questions fall, positions rise
			entries = append(entries, e)
			if i%3 == 1 {
				want = append(want, e)
			}
		}
		mustAppend(t, s, entries...)
		mustAppend(t, s, answered("c2", 1, "p-0001", "q-0001"))
		got, err := s.EntriesOf(t.Context(), "c1", "p-0001")
		noError(t, err)
		same(t, "entries", got, want)
		for _, c := range [][2]string{{"c1", "p-0009"}, {"nothing", "p-0001"}, {"c1", ""}} {
			got, err := s.EntriesOf(t.Context(), c[0], c[1])
			noError(t, err)
			same(t, "of nobody", len(got), 0)
		}
	},
	"AppendStopsAtTheFirstTaken": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustAppend(t, s, opened("c1", 1), answered("c1", 2, "ann", "q1"))
		appends(t, s, "position", 0, store.ErrExists, answered("c1", 2, "bob", "q1"), answered("c1", 3, "bob", "q2"))
		appends(t, s, "first position", 0, store.ErrExists, opened("c1", 1))
		appends(t, s, "the same again", 0, store.ErrExists, answered("c1", 2, "ann", "q1"))
		appends(t, s, "an answer given before", 2, store.ErrExists,
			answered("c1", 3, "bob", "q1"), answered("c1", 4, "bob", "q2"), answered("c1", 5, "ann", "q1"), answered("c1", 6, "cat", "q1"))
		appends(t, s, "an answer given twice", 1, store.ErrExists, answered("c1", 5, "cat", "q1"), answered("c1", 6, "cat", "q1"))
		appends(t, s, "an answer given first", 0, store.ErrExists, answered("c1", 6, "ann", "q1"))
		same(t, "log", log(t, s, "c1"), []store.ContestEntry{opened("c1", 1), answered("c1", 2, "ann", "q1"),
			answered("c1", 3, "bob", "q1"), answered("c1", 4, "bob", "q2"), answered("c1", 5, "cat", "q1")})
	},
	"AppendRefusesWhatIsInvalid": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustContest(t, s, contest("c2", "org", 0))
		appends(t, s, "nothing", 0, nil)
		appends(t, s, "a gap at the beginning", 0, store.ErrInvalid, opened("c1", 2))
		mustAppend(t, s, opened("c1", 1))
		appends(t, s, "a gap", 0, store.ErrInvalid, answered("c1", 3, "ann", "q1"))
		appends(t, s, "a gap within", 0, store.ErrInvalid, answered("c1", 2, "ann", "q1"), answered("c1", 4, "ann", "q2"))
		appends(t, s, "a step back", 0, store.ErrInvalid, answered("c1", 2, "ann", "q1"), answered("c1", 2, "ann", "q2"))
		appends(t, s, "two contests", 0, store.ErrInvalid, answered("c1", 2, "ann", "q1"), answered("c2", 3, "ann", "q1"))
		appends(t, s, "position 0", 0, store.ErrInvalid, opened("c1", 0))
		appends(t, s, "an unknown contest", 0, store.ErrNotFound, opened("nothing", 1))
		for name, damage := range map[string]func(*store.ContestEntry){
			"contest":     func(e *store.ContestEntry) { e.ContestID = "" },
			"type":        func(e *store.ContestEntry) { e.Type = "" },
			"body":        func(e *store.ContestEntry) { e.Body = nil },
			"participant": func(e *store.ContestEntry) { e.Participant = "" },
			"question":    func(e *store.ContestEntry) { e.QuestionID = "" },
		} {
			e := answered("c1", 2, "ann", "q1")
			damage(&e)
			appends(t, s, "no "+name, 0, store.ErrInvalid, e)
		}
		var many []store.ContestEntry
		for i := range store.MaxLimit + 1 {
			many = append(many, answered("c1", int64(i+2), "ann", numbered("q", i)))
		}
		appends(t, s, "too many", 0, store.ErrInvalid, many...)
		same(t, "log", len(log(t, s, "c1")), 1)
		mustAppend(t, s, many[:store.MaxLimit]...)
	},
	"NothingFollowsAnEnd": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustContest(t, s, contest("c2", "org", 0))
		mustAppend(t, s, opened("c1", 1), closed("c1", 2))
		appends(t, s, "after the closing entry", 0, store.ErrState, answered("c1", 3, "ann", "q1"))
		appends(t, s, "instead of it", 0, store.ErrExists, answered("c1", 2, "ann", "q1"))
		mustAppend(t, s, opened("c2", 1))
		_, err := s.CancelContest(t.Context(), "c2", at(5))
		noError(t, err)
		appends(t, s, "cancelled", 0, store.ErrState, closed("c2", 2))
		appends(t, s, "cancelled and taken", 0, store.ErrExists, opened("c2", 1))
		same(t, "log", len(log(t, s, "c2")), 1)
	},
	// Many nodes append to one log, each as it would: at the position after
	// the last one it knows, reading on when it was too late. Every position
	// has one winner, nobody's answer is lost or doubled, and whoever read a
	// part of the log finds it unchanged afterwards.
	"RacingAppendersKeepOneChain": func(t *testing.T, s store.Store) {
		const nodes, answers = 8, 30
		mustContest(t, s, contest("c1", "org", 0))
		prefixes := make([][]store.ContestEntry, nodes)
		together(nodes, func(node int) {
			var known []store.ContestEntry
			for sent := 0; sent < answers; {
				var group []store.ContestEntry
				for i := sent; i < min(sent+5, answers); i++ {
					group = append(group, answered("c1", int64(len(known)+len(group)+1), numbered("p", node), numbered("q", i)))
				}
				added, err := s.AppendEntries(t.Context(), group)
				if err != nil && !errors.Is(err, store.ErrExists) {
					t.Errorf("node %d: %v", node, err)
					return
				}
				sent += added
				news, err := s.Entries(t.Context(), "c1", int64(len(known)), store.MaxLimit)
				if err != nil {
					t.Errorf("node %d reads: %v", node, err)
					return
				}
				known = append(known, news...)
			}
			prefixes[node] = known
		})
		all := log(t, s, "c1")
		same(t, "length", len(all), nodes*answers)
		seen := make(map[[2]string]bool)
		for i, e := range all {
			same(t, "entry", e, answered("c1", int64(i+1), e.Participant, e.QuestionID))
			seen[[2]string{e.Participant, e.QuestionID}] = true
		}
		same(t, "answers", len(seen), nodes*answers)
		for _, known := range prefixes {
			same(t, "a prefix read before", known, all[:len(known)])
		}
	},
	"OneOfManyWinsAPosition": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		mustAppend(t, s, opened("c1", 1))
		var winner atomic.Pointer[store.ContestEntry]
		together(32, func(i int) {
			e := answered("c1", 2, numbered("p", i), "q1")
			switch added, err := s.AppendEntries(t.Context(), []store.ContestEntry{e}); {
			case err == nil && added == 1:
				if !winner.CompareAndSwap(nil, &e) {
					t.Errorf("node %d wins, too", i)
				}
			case !errors.Is(err, store.ErrExists) || added != 0:
				t.Errorf("node %d: %d added, %v", i, added, err)
			}
		})
		same(t, "log", log(t, s, "c1"), []store.ContestEntry{opened("c1", 1), *winner.Load()})
	},
	// Two devices in the same millisecond: one answer counts.
	"OneOfManyAnswersCounts": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		var counted atomic.Int32
		together(16, func(i int) {
			for {
				known := int64(0)
				if last, err := s.Entries(t.Context(), "c1", 0, 1000); err != nil {
					t.Errorf("read: %v", err)
					return
				} else if known = int64(len(last)); known > 0 {
					return
				}
				added, err := s.AppendEntries(t.Context(), []store.ContestEntry{answered("c1", known+1, "ann", "q1")})
				counted.Add(int32(added))
				if err == nil || !errors.Is(err, store.ErrExists) {
					noErrorIn(t, err)
					return
				}
			}
		})
		same(t, "counted", counted.Load(), 1)
		same(t, "log", len(log(t, s, "c1")), 1)
	},
	// A contest that is called off while its closing entry is on the way is
	// cancelled without it, or has it and is not cancelled.
	"CancelAndClosingEntryExcludeEachOther": func(t *testing.T, s store.Store) {
		for round := range 20 {
			id := numbered("c", round)
			mustContest(t, s, contest(id, "org", 0))
			var cancelled, ended error
			together(2, func(i int) {
				if i == 0 {
					_, cancelled = s.CancelContest(t.Context(), id, at(1))
					return
				}
				_, ended = s.AppendEntries(t.Context(), []store.ContestEntry{closed(id, 1)})
			})
			if (cancelled == nil) == (ended == nil) || cancelled != nil && !errors.Is(cancelled, store.ErrState) ||
				ended != nil && !errors.Is(ended, store.ErrState) {
				t.Fatalf("cancel %v, closing entry %v", cancelled, ended)
			}
			same(t, "entries", len(log(t, s, id)), int(succeeded(ended)))
		}
	},
}
