package storetest

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/store"
)

// contest is an open contest of organizer with every field filled.
func contest(id, organizer string, ms int) store.Contest {
	return store.Contest{
		ID: id, Title: "Spring “Cup”", Description: "Ten minutes.", ExamType: "SAT", Subjects: []string{"math", "reading-writing"},
		Difficulty: "mixed", Pacing: "live", GapMs: 3000, Scoring: "speed", Feedback: "score",
		Questions: []store.ContestQuestion{{QuestionID: id + "-a", PointsMilli: 1000, TimeLimitMs: 20_000}, {QuestionID: id + "-b", PointsMilli: 1500}},
		StartTime: at(ms + 60_000), EndTime: at(ms + 660_000), RegistrationDeadline: at(ms + 30_000),
		MaxParticipants: 1000, IsPublic: true, InviteCode: "open sesame", CreatedBy: organizer, CreatedAt: at(ms), RequestDigest: "digest-1",
	}
}

// asKept is contest(id, organizer, ms) as a store answers it once created.
func asKept(id, organizer string, ms int) store.Contest {
	c := contest(id, organizer, ms)
	c.StartTime, c.EndTime, c.RegistrationDeadline = kept(ms+60_000), kept(ms+660_000), kept(ms+30_000)
	c.CreatedAt, c.UpdatedAt, c.Version = kept(ms), kept(ms), 1
	return c
}

// draft is a contest that is not announced, private one that is not public.
func draft(id, organizer string, ms int) store.Contest {
	c := contest(id, organizer, ms)
	c.Draft = true
	return c
}

func private(id, organizer string, ms int) store.Contest {
	c := contest(id, organizer, ms)
	c.IsPublic = false
	return c
}

func mustContest(t *testing.T, s store.Contests, c store.Contest) store.Contest {
	t.Helper()
	created, err := s.CreateContest(t.Context(), c)
	noError(t, err)
	return created
}

var contestTests = map[string]func(*testing.T, store.Store){
	"EveryFieldComesBack": func(t *testing.T, s store.Store) {
		same(t, "created", mustContest(t, s, contest("c1", "org", 0)), asKept("c1", "org", 0))
		got, err := s.Contest(t.Context(), "c1")
		noError(t, err)
		same(t, "read", got, asKept("c1", "org", 0))
	},
	"EmptyFieldsComeBackEmpty": func(t *testing.T, s store.Store) {
		c := store.Contest{ID: "c1", CreatedBy: "org", CreatedAt: kept(0), StartTime: kept(1), EndTime: kept(2), Subjects: []string{},
			Questions: []store.ContestQuestion{{QuestionID: "q1"}}}
		mustContest(t, s, c)
		got, err := s.Contest(t.Context(), "c1")
		noError(t, err)
		c.Subjects, c.Version, c.UpdatedAt = nil, 1, kept(0)
		same(t, "read", got, c)
	},
	"CourseIsNotCreated": func(t *testing.T, s store.Store) {
		c := contest("c1", "org", 0)
		c.FrozenAt, c.CancelledAt, c.ClosedAt, c.LogHead, c.LogLength, c.Version = at(1), at(2), at(3), "head", 9, 7
		c.UpdatedAt = at(500)
		same(t, "created", mustContest(t, s, c), asKept("c1", "org", 0))
	},
	"CallersListsStayTheirs": func(t *testing.T, s store.Store) {
		c := contest("c1", "org", 0)
		created := mustContest(t, s, c)
		c.Subjects[0], created.Questions[0].QuestionID = "changed", "changed"
		got, err := s.Contest(t.Context(), "c1")
		noError(t, err)
		same(t, "read", got, asKept("c1", "org", 0))
	},
	"CreateAgainAnswersWhatIsKept": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		next := contest("c1", "org", 0)
		next.Title = "Changed"
		updated, err := s.UpdateContest(t.Context(), next, 1)
		noError(t, err)
		other := contest("c1", "org", 500)
		other.RequestDigest = "digest-2"
		same(t, "repeat", mustContest(t, s, other), updated)
		_, err = s.CreateContest(t.Context(), contest("c1", "another", 0))
		isError(t, "another's id", err, store.ErrExists)
	},
	"UnknownIsNotFound": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		_, err := s.Contest(ctx, "nothing")
		isError(t, "read", err, store.ErrNotFound)
		_, err = s.UpdateContest(ctx, contest("nothing", "org", 0), 1)
		isError(t, "update", err, store.ErrNotFound)
		_, err = s.FreezeContest(ctx, freeze("nothing", 0), 1)
		isError(t, "freeze", err, store.ErrNotFound)
		_, err = s.ContestFreeze(ctx, "nothing")
		isError(t, "what was fixed", err, store.ErrNotFound)
		_, err = s.CancelContest(ctx, "nothing", at(0))
		isError(t, "cancel", err, store.ErrNotFound)
		_, err = s.CloseContest(ctx, "nothing", at(0), "head", 1)
		isError(t, "close", err, store.ErrNotFound)
	},
	"InvalidIsRefused": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("kept", "org", 0))
		for name, damage := range map[string]func(*store.Contest){
			"no id":        func(c *store.Contest) { c.ID = "" },
			"no creator":   func(c *store.Contest) { c.CreatedBy = "" },
			"no time":      func(c *store.Contest) { c.CreatedAt = time.Time{} },
			"no start":     func(c *store.Contest) { c.StartTime = time.Time{} },
			"no end":       func(c *store.Contest) { c.EndTime = time.Time{} },
			"no questions": func(c *store.Contest) { c.Questions = nil },
		} {
			c := contest("kept", "org", 0)
			damage(&c)
			_, err := s.CreateContest(ctx, c)
			isError(t, "create: "+name, err, store.ErrInvalid)
			_, err = s.UpdateContest(ctx, c, 1)
			isError(t, "update: "+name, err, store.ErrInvalid)
		}
		_, err := s.CancelContest(ctx, "kept", time.Time{})
		isError(t, "cancel at no time", err, store.ErrInvalid)
		_, err = s.CloseContest(ctx, "kept", time.Time{}, "head", 1)
		isError(t, "close at no time", err, store.ErrInvalid)
		_, err = s.CloseContest(ctx, "kept", at(0), "", 1)
		isError(t, "close without head", err, store.ErrInvalid)
		_, err = s.CloseContest(ctx, "kept", at(0), "head", 0)
		isError(t, "close without length", err, store.ErrInvalid)
		got, err := s.Contest(ctx, "kept")
		noError(t, err)
		same(t, "afterwards", got, asKept("kept", "org", 0))
	},
	"UpdateReplacesWhatWasDecided": func(t *testing.T, s store.Store) {
		mustContest(t, s, draft("c1", "org", 0))
		next := private("c1", "another", 700)
		next.Title, next.Subjects, next.Questions = "New", nil, next.Questions[:1]
		next.RequestDigest, next.UpdatedAt, next.Version, next.LogHead, next.ClosedAt = "other", at(9), 77, "head", at(1)
		updated, err := s.UpdateContest(t.Context(), next, 1)
		noError(t, err)
		want := next
		want.StartTime, want.EndTime, want.RegistrationDeadline = kept(60_700), kept(660_700), kept(30_700)
		want.CreatedBy, want.CreatedAt, want.UpdatedAt, want.RequestDigest = "org", kept(0), kept(9), "digest-1"
		want.Version, want.LogHead, want.ClosedAt = 2, "", time.Time{}
		same(t, "updated", updated, want)
		got, err := s.Contest(t.Context(), "c1")
		noError(t, err)
		same(t, "read", got, want)
	},
	"UpdateAgainAnswersTheSame": func(t *testing.T, s store.Store) {
		ctx := t.Context()
		mustContest(t, s, contest("c1", "org", 0))
		next := contest("c1", "org", 0)
		next.Title, next.UpdatedAt = "New", at(5)
		first, err := s.UpdateContest(ctx, next, 1)
		noError(t, err)
		again, err := s.UpdateContest(ctx, next, 1)
		noError(t, err)
		same(t, "repeat", again, first)
		_, err = s.FreezeContest(ctx, freeze("c1", 6), 2)
		noError(t, err)
		again, err = s.UpdateContest(ctx, next, 1)
		noError(t, err)
		first.FrozenAt = kept(6)
		same(t, "repeat after the freeze", again, first)
		next.UpdatedAt = at(7)
		current, err := s.UpdateContest(ctx, next, 1)
		isError(t, "another", err, store.ErrState)
		same(t, "beside the error", current, first)
	},
	"UpdateOfAnotherVersion": func(t *testing.T, s store.Store) {
		kept := mustContest(t, s, contest("c1", "org", 0))
		for _, version := range []int{0, 2, 99} {
			next := contest("c1", "org", 0)
			next.Title = "New"
			current, err := s.UpdateContest(t.Context(), next, version)
			isError(t, "update", err, store.ErrVersion)
			same(t, "beside the error", current, kept)
		}
	},
	"OneOfManyUpdatesWins": func(t *testing.T, s store.Store) {
		mustContest(t, s, contest("c1", "org", 0))
		var won atomic.Int32
		titles := make([]string, 32)
		together(len(titles), func(i int) {
			next := contest("c1", "org", 0)
			next.Title, next.UpdatedAt = numbered("title", i), at(i)
			current, err := s.UpdateContest(t.Context(), next, 1)
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, store.ErrVersion) {
				t.Errorf("update %d: %v", i, err)
			}
			titles[i] = current.Title
		})
		same(t, "winners", won.Load(), 1)
		for _, title := range titles {
			same(t, "title", title, titles[0])
		}
	},
	"RacingCreatesGetOneAnswer": func(t *testing.T, s store.Store) {
		answers := make([]store.Contest, 32)
		together(len(answers), func(i int) {
			var err error
			if answers[i], err = s.CreateContest(t.Context(), contest("c1", "org", i)); err != nil {
				t.Errorf("create %d: %v", i, err)
			}
		})
		for _, c := range answers {
			same(t, "answer", c, answers[0])
		}
	},
}
