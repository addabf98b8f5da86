package recommendations

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
	"prepwire/rpc/recommendations/students"
	"prepwire/store"
)

const (
	readAgain   = time.Minute // after which shared questions are read again
	mostListed  = 200_000     // shared questions that are looked at, the newest
	varietyMark = "itembank:" // begins the ids of varieties among candidates
)

// catalogue is everything that may be recommended: varieties of the item bank,
// and shared questions as of at most a minute ago. What has changed since is
// noticed when a choice is resolved.
type catalogue struct {
	store     Store
	keeper    *students.Keeper
	log       *slog.Logger
	varieties map[string]Variety // by candidate id
	bank      []choose.Candidate

	shared atomic.Pointer[[]choose.Candidate]
	ctx    context.Context
	stop   context.CancelFunc
	work   sync.WaitGroup

	mu    sync.Mutex    // guards what follows
	index *choose.Index // nil: to be made
}

func newCatalogue(s Store, k *students.Keeper, varieties []Variety, log *slog.Logger) *catalogue {
	c := &catalogue{store: s, keeper: k, log: log, varieties: map[string]Variety{}}
	for _, v := range varieties {
		id := varietyMark + v.Family + ":" + strconv.Itoa(v.Level)
		c.varieties[id] = v
		c.bank = append(c.bank, choose.Candidate{ID: id, Skill: v.Skill, Subject: v.Subject,
			Question: learner.Question{Family: learner.Family(v.Family), Level: int8(v.Level), Options: 4}})
	}
	c.shared.Store(&[]choose.Candidate{})
	c.ctx, c.stop = context.WithCancel(context.Background())
	return c
}

// current is the index of everything, under the parameters in force. Whoever
// comes first after these have changed makes it; when questions have changed the
// reader does, and nobody waits.
func (c *catalogue) current() *choose.Index {
	params := c.keeper.Params()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.index == nil || c.index.Params() != params {
		c.index = c.made(params)
	}
	return c.index
}

func (c *catalogue) made(params *learner.Params) *choose.Index {
	return choose.NewIndex(params, append(append([]choose.Candidate{}, c.bank...), *c.shared.Load()...)...)
}

// replace takes up other shared questions.
func (c *catalogue) replace(shared []choose.Candidate) {
	c.shared.Store(&shared)
	index := c.made(c.keeper.Params())
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.index = index; index.Params() != c.keeper.Params() {
		c.index = nil // parameters have changed meanwhile
	}
}

func (c *catalogue) start() {
	c.work.Go(func() {
		for {
			if err := c.read(c.ctx); err != nil && c.ctx.Err() == nil {
				c.log.Warn("read shared questions", "err", err)
			}
			again := time.NewTimer(readAgain)
			select {
			case <-again.C:
			case <-c.ctx.Done():
				again.Stop()
				return
			}
		}
	})
}

func (c *catalogue) close() {
	c.stop()
	c.work.Wait()
}

// read reads the shared questions that can be answered.
func (c *catalogue) read(ctx context.Context) error {
	var found []choose.Candidate
	for page := (store.Page{Limit: store.MaxLimit}); len(found) < mostListed; {
		part, err := c.store.ListQuestions(ctx, store.QuestionFilter{Unlocked: true}, page)
		if err != nil {
			return fmt.Errorf("list questions: %w", err)
		}
		for _, q := range part.Items {
			found = append(found, candidate(q))
		}
		if page.Cursor = part.NextCursor; page.Cursor == "" {
			break
		}
	}
	if !slices.EqualFunc(found, *c.shared.Load(), same) { // else the index may stay
		c.replace(found)
	}
	return nil
}

func same(a, b choose.Candidate) bool {
	return a.ID == b.ID && a.Level == b.Level && a.Options == b.Options && a.Family == b.Family && a.Skill == b.Skill && a.Subject == b.Subject
}

func candidate(q store.Question) choose.Candidate {
	about := learner.Question{Family: learner.Family(q.Family()), Level: int8(q.DifficultyLevel), Options: uint8(len(q.Options))}
	if q.Family() == "" {
		about.Item = learner.Item(q.ID)
	}
	if len(q.Options) == 0 {
		about.Options = 1
	}
	return choose.Candidate{ID: q.ID, Question: about, Skill: q.Skill, Subject: q.Subject}
}
