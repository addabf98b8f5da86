package question

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/question/excerpt"
	"prepwire/store"
)

// watch knows the questions of open contests by their texts. It follows the
// store when it is asked: it is never more than watchEvery behind, and costs
// nothing while nobody asks. It keeps marks of the texts, and no texts.
type watch struct {
	store Store
	log   *slog.Logger
	now   func() time.Time
	index excerpt.Index
	turns rpc.Turns // one reads the store

	mu   sync.Mutex // guards at; what follows is for who has the turn
	at   time.Time
	seen map[string]watched
	uses map[string]int // contests that a question is in
}

// watched is a contest as it was read.
type watched struct {
	version   store.ContestVersion
	questions []string
}

const (
	watchEvery = time.Second

	// mostWatched bounds the questions that are watched: those of the contests
	// that begin first.
	mostWatched = 200_000
)

func newWatch(s Store, log *slog.Logger) *watch {
	return &watch{store: s, log: log, now: time.Now, seen: map[string]watched{}, uses: map[string]int{}}
}

// follow makes the watch know what the store knew at most watchEvery ago.
func (w *watch) follow(ctx context.Context) error {
	if w.fresh() {
		return nil
	}
	done, err := w.turns.Take(ctx, "")
	if err != nil {
		return fmt.Errorf("wait for the watch: %w", err)
	}
	defer done()
	if w.fresh() {
		return nil
	}
	at := w.now()
	if err := w.read(ctx); err != nil {
		return fmt.Errorf("watch the contests: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = at
	return nil
}

func (w *watch) fresh() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.at.IsZero() && w.now().Sub(w.at) < watchEvery
}

// read takes in what has changed since the last time. What failed is read again
// the next time.
func (w *watch) read(ctx context.Context) error {
	open := map[string]bool{}
	room := mostWatched
	for after := (store.Position{}); ; {
		part, err := w.store.OpenVersions(ctx, after, store.MaxLimit)
		if err != nil {
			return err
		}
		for _, v := range part {
			after = store.Position{At: v.StartTime, ID: v.ID}
			if room <= 0 {
				continue
			}
			if err := w.take(ctx, v); err != nil {
				return err
			}
			open[v.ID] = true
			room -= len(w.seen[v.ID].questions)
		}
		if len(part) < store.MaxLimit {
			break
		}
	}
	if room <= 0 {
		w.log.WarnContext(ctx, "too many questions in open contests: texts of those that begin last are not watched", "most", mostWatched)
	}
	for id, c := range w.seen {
		if !open[id] {
			w.leave(c.questions)
			delete(w.seen, id)
		}
	}
	return nil
}

// take takes in a contest that is new, has changed or was frozen: until then its
// questions may change, too.
func (w *watch) take(ctx context.Context, v store.ContestVersion) error {
	before, known := w.seen[v.ID]
	if known && before.version == v {
		return nil
	}
	c, err := w.store.Contest(ctx, v.ID)
	if err != nil {
		return err
	}
	ids := make([]string, len(c.Questions))
	for i, q := range c.Questions {
		ids[i] = q.QuestionID
	}
	put := make(map[string]excerpt.Question, len(ids))
	for rest := ids; len(rest) > 0; {
		n := min(len(rest), store.MaxLimit)
		found, err := w.store.QuestionsByID(ctx, rest[:n])
		if err != nil {
			return err
		}
		for _, q := range found {
			put[q.ID] = quotable(q)
		}
		rest = rest[n:]
	}
	w.index.Update(put, nil)
	for _, id := range ids {
		w.uses[id]++
	}
	w.leave(before.questions)
	w.seen[v.ID] = watched{v, ids}
	return nil
}

// leave gives up questions that are in one contest less.
func (w *watch) leave(ids []string) {
	var gone []string
	for _, id := range ids {
		if w.uses[id]--; w.uses[id] <= 0 {
			delete(w.uses, id)
			gone = append(gone, id)
		}
	}
	w.index.Update(nil, gone)
}

func quotable(q store.Question) excerpt.Question {
	return excerpt.Question{Passage: q.Passage, Stem: q.Stem}
}
