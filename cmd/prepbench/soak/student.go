package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// student practises: one user on one connection at a time, a call after the
// other.
type student struct {
	run    *run
	index  int
	user   string
	token  string
	rng    *rand.Rand
	client *wire.Client

	questions []schema.ID // the last ones it was given
}

// enrol makes the students.
func (r *run) enrol() error {
	for i := range r.config.Students {
		user := fmt.Sprintf("student%04d", i)
		token, err := r.fleet.Token(user)
		if err != nil {
			return err
		}
		r.students = append(r.students, &student{run: r, index: i, user: user, token: token, rng: rand.New(rand.NewPCG(r.config.Model.Seed, 1<<32+uint64(i)))})
	}
	return nil
}

// live has the student come and go until ctx ends.
func (s *student) live(ctx context.Context) {
	backoff := wire.Backoff{Base: 200 * time.Millisecond, Cap: 2 * time.Second, Rand: s.rng}
	for ctx.Err() == nil {
		if err := s.visit(ctx); err != nil {
			_ = wire.Pause(ctx, backoff.Next(err))
			continue
		}
		backoff.Reset()
	}
}

// visit is one connection. It ends after some calls, in one way or another.
func (s *student) visit(ctx context.Context) (err error) {
	addrs := s.run.fleet.Addrs()
	if s.run.config.Fleet.Local {
		addrs = addrs[s.index%len(addrs):][:1] // the others do not know what it did
	}
	if s.client, err = wire.Connect(addrs[s.rng.IntN(len(addrs))], s.token, wire.Options{}); err != nil {
		return err
	}
	for range 1 + s.rng.IntN(2*s.run.config.Calls) {
		if err := wire.Pause(ctx, time.Duration(s.rng.ExpFloat64()*float64(between))); err != nil {
			break
		}
		if err = s.act(); err != nil {
			break
		}
	}
	switch s.rng.IntN(3) {
	case 0:
		s.client.Leave()
	case 1:
		s.client.Tear()
	default:
		s.client.Close()
	}
	return err
}

// between is the mean time between two calls of a student.
const between = 20 * time.Millisecond

// kept is how many questions a student remembers.
const kept = 5

// act makes one call. The error says that the connection is over.
func (s *student) act() error {
	kind := deeds[s.rng.IntN(len(deeds))]
	if len(s.questions) == 0 {
		kind = "question.generate"
	}
	var result struct {
		Questions []struct{ ID schema.ID }
	}
	var into any
	if kind == "question.generate" {
		into = &result
	}
	err := s.call(kind, into)
	if next := after[kind]; next != "" && err == nil {
		err = s.call(next, nil)
	}
	for _, q := range result.Questions {
		s.questions = append(s.questions, q.ID)
	}
	s.questions = s.questions[max(0, len(s.questions)-kept):]
	return err
}

// replyWithin is how long any reply may take.
const replyWithin = time.Minute

// call makes the call of a deed. What has to be refused and is not, or the other
// way round, is a fault.
func (s *student) call(deed string, result any) error {
	ctx, cancel := context.WithTimeout(context.Background(), replyWithin)
	defer cancel()
	method, _, _ := strings.Cut(deed, " ")
	err := s.client.Call(ctx, method, s.params(deed), result)
	var refused *wire.Error
	switch {
	case err == nil && mistakes[deed] != "":
		s.run.book.Fault("%s of %s: taken", deed, s.user)
	case err == nil:
		s.run.tally.note(method, "")
	case errors.As(err, &refused):
		s.run.tally.note(method, refused.Data.Reason)
		if !refused.Data.Retryable && refused.Data.Reason != mistakes[deed] {
			s.run.book.Fault("%s of %s: %v", deed, s.user, refused)
		}
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		s.run.book.Fault("%s of %s: no reply within %v", deed, s.user, replyWithin)
	}
	return err
}
