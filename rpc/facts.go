package rpc

import (
	"context"
	"hash/fnv"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Answered is the fact that a user answered a question and that it was recorded:
// at once in practice, once a contest is over for the answers in it.
type Answered struct {
	AttemptID  string
	UserID     string
	QuestionID string // empty for an answer given elsewhere
	SessionID  string
	Skill      string
	Correct    bool
	Counts     bool // the first attempt at the question
	Contest    bool // it was an answer in a contest
	SpentMs    int64
	ExpectedMs int64 // how long somebody well prepared takes; 0: not known
	At         time.Time
	By         string // connection that brought it; empty when none did
}

const (
	factLanes    = 4                // work on facts at once; those of one user are in one lane
	factBacklog  = 1024             // facts of each kind that wait in a lane
	factTime     = 10 * time.Second // for all who listen to one
	factPatience = time.Second      // of a call that waits for room
)

// lane is a row of facts. Those of contests, which may come by the thousands at
// once, let the others go first.
type lane struct {
	practice, contests chan Answered
}

// Facts tells services what others have recorded, so that none calls another.
// It works within a node: whoever is told acts for all nodes, through the store
// and the bus. A fact is told after it was recorded and at most once; one that
// is repeated by its client may be told again, and when a node dies it may not be
// told at all. So who listens acts on what the store says, and only hears from
// facts that it is time to.
type Facts struct {
	log       *slog.Logger
	listeners []func(context.Context, Answered)
	lanes     [factLanes]lane
	ctx       context.Context
	cancel    context.CancelFunc
	wg        sync.WaitGroup
}

// NewFacts returns facts that nobody listens to yet. log may be nil.
func NewFacts(log *slog.Logger) *Facts {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	f := &Facts{log: log}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	for i := range f.lanes {
		f.lanes[i] = lane{practice: make(chan Answered, factBacklog), contests: make(chan Answered, factBacklog)}
	}
	return f
}

// Listen has listener told of each answer, those of one user one after the
// other in the order in which they were told; answers in contests come after
// others that wait. It is called before Start.
func (f *Facts) Listen(listener func(context.Context, Answered)) {
	f.listeners = append(f.listeners, listener)
}

// Start begins to tell.
func (f *Facts) Start() {
	for _, l := range f.lanes {
		f.wg.Go(func() { f.tell(l) })
	}
}

// Tell hands in a fact. It waits only when very many are not told yet, and no
// longer than ctx: for an answer in practice, whose student waits for the reply,
// at most a second. What is not handed in then is not told. Told to nil facts
// nobody hears it.
func (f *Facts) Tell(ctx context.Context, a Answered) {
	if f == nil {
		return
	}
	h := fnv.New32a()
	h.Write([]byte(a.UserID))
	l := f.lanes[h.Sum32()%factLanes]
	row := l.practice
	if a.Contest {
		row = l.contests
	}
	select {
	case row <- a:
		return
	default:
	}
	if !a.Contest {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, factPatience)
		defer cancel()
	}
	select {
	case row <- a:
	case <-ctx.Done():
		f.log.Warn("a fact was not told", "attempt", a.AttemptID, "err", ctx.Err())
	case <-f.ctx.Done():
	}
}

// Close ends telling and waits for whoever is being told. What was not told by
// then is not told. It may be called twice.
func (f *Facts) Close() {
	f.cancel()
	f.wg.Wait()
}

func (f *Facts) tell(l lane) {
	for f.ctx.Err() == nil {
		select {
		case a := <-l.practice:
			f.tellAll(a)
			continue
		default:
		}
		select {
		case a := <-l.practice:
			f.tellAll(a)
		case a := <-l.contests:
			f.tellAll(a)
		case <-f.ctx.Done():
		}
	}
}

func (f *Facts) tellAll(a Answered) {
	ctx, cancel := context.WithTimeout(f.ctx, factTime)
	defer cancel()
	for _, listener := range f.listeners {
		f.contain(ctx, listener, a)
	}
}

// contain keeps a panic of one listener from the others.
func (f *Facts) contain(ctx context.Context, listener func(context.Context, Answered), a Answered) {
	defer func() {
		if p := recover(); p != nil {
			f.log.Error("panic on a fact", "attempt", a.AttemptID, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	listener(ctx, a)
}
