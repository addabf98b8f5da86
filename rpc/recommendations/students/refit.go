package students

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"prepwire/rpc/recommendations/learner"
	"prepwire/store"
)

// mostFitted bounds the answers that parameters are made of, the newest: making
// them takes some 500 bytes of memory and 30 µs an answer.
const mostFitted = 300_000

// Start begins to look for new parameters, and to make them when enough was
// answered, until Close.
func (k *Keeper) Start() {
	k.work.Go(func() {
		for {
			pause := time.NewTimer(k.config.Every/2 + rand.N(k.config.Every)) // nodes differ
			select {
			case <-pause.C:
			case <-k.ctx.Done():
				pause.Stop()
				return
			}
			if err := k.Refit(k.ctx); err != nil && k.ctx.Err() == nil {
				k.log.Warn("learner's parameters", "err", err)
			}
		}
	})
}

// Close ends what Start began and waits for it. It may be called twice.
func (k *Keeper) Close() {
	k.stop()
	k.work.Wait()
}

// Refit takes up parameters that another node has made, or makes new ones when
// enough was answered since, or when the newest are an older program's. Of nodes that do so at once one wins; all take up
// its parameters.
func (k *Keeper) Refit(ctx context.Context) error {
	newest, err := k.store.NewestModel(ctx)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read the newest: %w", err)
	}
	outdated := false
	if newest.Number > k.Params().Number() {
		if err := k.adopt(newest); !errors.Is(err, learner.ErrOutdated) {
			return err
		}
		outdated = true // an older program made them: they are made anew
	}
	now, err := k.store.Now(ctx)
	if err != nil {
		return fmt.Errorf("read the time: %w", err)
	}
	until := now.Add(-lookBack)
	if !outdated {
		if due, err := k.due(ctx, newest, until); err != nil || !due {
			return err
		}
	}
	log, upTo, err := k.read(ctx, until)
	if err != nil {
		return err
	}
	made, err := learner.Fit(newest.Number+1, log).MarshalBinary()
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	kept, err := k.store.AddModel(ctx, store.Model{Number: newest.Number + 1, Params: made, Answers: int64(len(log)), UpTo: upTo, At: now})
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	return k.adopt(kept)
}

// due reports whether enough was answered since the newest parameters.
func (k *Keeper) due(ctx context.Context, newest store.Model, until time.Time) (bool, error) {
	missing := max(k.config.Enough, int(newest.Answers/5))
	for after := newest.UpTo; ; {
		part, err := k.store.AllAttempts(ctx, after, min(missing, store.MaxLimit))
		if err != nil {
			return false, fmt.Errorf("read answers: %w", err)
		}
		for _, a := range part {
			if a.At.After(until) {
				return false, nil
			}
			after = a.Position()
			missing--
		}
		if missing <= 0 || len(part) == 0 {
			return missing <= 0, nil
		}
	}
}

// read collects the newest answers that parameters are made of, older than
// until, in order. It reads no more of the past than these need, however long
// that is: what comes out does not depend on where it began.
func (k *Keeper) read(ctx context.Context, until time.Time) (log []learner.Logged, upTo store.Position, err error) {
	first, err := k.store.AllAttempts(ctx, store.Position{}, 1)
	if err != nil || len(first) == 0 {
		return nil, upTo, err
	}
	for days := 30; ; days *= 3 {
		from := until.Truncate(day).Add(-time.Duration(days) * day)
		log, upTo, err = k.readFrom(ctx, from, until)
		if err != nil || len(log) == mostFitted || from.Before(first[0].At) {
			return log, upTo, err
		}
	}
}

const day = 24 * time.Hour

// mostOfADay bounds what one student's answers of one day make of everybody's
// parameters: the first ones count. Nobody earnest answers more.
const mostOfADay = 300

func (k *Keeper) readFrom(ctx context.Context, from, until time.Time) (log []learner.Logged, upTo store.Position, err error) {
	var today time.Time
	answers := map[string]int{} // of today, by user
	for after := (store.Position{At: from}); ; after = upTo {
		part, err := k.store.AllAttempts(ctx, after, store.MaxLimit)
		if err != nil {
			return nil, upTo, fmt.Errorf("read answers: %w", err)
		}
		for _, a := range part {
			if a.At.After(until) {
				return newestOf(log), upTo, nil
			}
			upTo = a.Position()
			if a.Number != 1 || a.Source == store.SourceReported {
				continue
			}
			if on := a.At.Truncate(day); !on.Equal(today) {
				today = on
				clear(answers)
			}
			if answers[a.UserID]++; answers[a.UserID] <= mostOfADay {
				log = append(log, learner.Logged{Student: number(a.UserID), Answer: answerOf(a, new([1]learner.SkillID))})
			}
		}
		if len(log) > 2*mostFitted {
			log = append([]learner.Logged(nil), newestOf(log)...)
		}
		if len(part) < store.MaxLimit {
			return newestOf(log), upTo, nil
		}
	}
}

func newestOf(log []learner.Logged) []learner.Logged { return log[max(0, len(log)-mostFitted):] }

// number stands for a student in a log of everybody's answers.
func number(userID string) uint64 {
	sum := sha256.Sum256([]byte(userID))
	return binary.BigEndian.Uint64(sum[:8])
}
