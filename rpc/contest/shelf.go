package contest

import (
	"container/list"
	"context"
	"fmt"
	"sync"

	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/board"
	"prepwire/store"
)

// final is a contest that has ended: nothing of it is secret any more, and
// nothing changes.
type final struct {
	*paper
	log       *logbook
	standings *standings
	head      answerlog.Head
}

// size is what the end of a contest takes on the shelf.
func (f *final) size() int { return f.standings.size() + f.log.remembered() }

// Bounds of what is kept of contests that have ended.
const (
	shelfContests = 64
	shelfEntries  = 200_000 // lines of boards, together
)

// shelf keeps the contests that were asked for last, of those that have ended.
type shelf struct {
	mu      sync.Mutex // guards what follows
	byID    map[string]*list.Element
	order   list.List // of *shelved, the last asked for first
	entries int
}

// shelved is a place on the shelf, which may still be being filled.
type shelved struct {
	id    string
	ready chan struct{} // closed when final or err is there
	final *final
	err   error
}

func newShelf() *shelf { return &shelf{byID: map[string]*list.Element{}} }

// get is the contest of that id, which fill makes when it is not there. Of
// those who ask at once one fills, in a goroutine that begin starts, so that
// nobody's going away fails the others.
func (f *shelf) get(ctx context.Context, id string, begin func(func()) bool, fill func() (*final, error)) (*final, error) {
	f.mu.Lock()
	e := f.byID[id]
	if e == nil {
		e = f.order.PushFront(&shelved{id: id, ready: make(chan struct{})})
		f.byID[id] = e
		s := e.Value.(*shelved)
		if !begin(func() { f.filled(e, s, fill) }) {
			f.dropLocked(e)
			f.mu.Unlock()
			return nil, errClosed
		}
	}
	f.order.MoveToFront(e)
	f.mu.Unlock()
	s := e.Value.(*shelved)
	select {
	case <-s.ready:
		return s.final, s.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (f *shelf) filled(e *list.Element, s *shelved, fill func() (*final, error)) {
	s.err = contain(func() (err error) {
		s.final, err = fill()
		return err
	})
	close(s.ready)
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.err != nil {
		f.dropLocked(e)
		return
	}
	f.entries += s.final.size()
	for f.order.Len() > shelfContests || f.entries > shelfEntries && f.order.Len() > 1 {
		last := f.order.Back()
		if last == e {
			break
		}
		f.dropLocked(last)
	}
}

func (f *shelf) dropLocked(e *list.Element) {
	s := f.order.Remove(e).(*shelved)
	delete(f.byID, s.id)
	select {
	case <-s.ready:
		if s.final != nil {
			f.entries -= s.final.size()
		}
	default:
	}
}

// finalOf is the end of a game whose log is closed.
func (s *Service) finalOf(ctx context.Context, g *game) (*final, error) {
	return s.ended.get(ctx, g.contest.ID, s.begin, func() (*final, error) { return s.makeFinal(s.ctx, g.paper, g.log) })
}

// finalFrom is the end of a contest that was closed.
func (s *Service) finalFrom(ctx context.Context, c store.Contest) (*final, error) {
	return s.ended.get(ctx, c.ID, s.begin, func() (*final, error) {
		p, err := s.paper(s.ctx, c)
		if err != nil {
			return nil, err
		}
		log, err := newLogbook(p, s.recalled)
		if err != nil {
			return nil, err
		}
		if err := (&appender{store: s.store, paper: p, log: log}).read(s.ctx); err != nil {
			return nil, err
		}
		if !log.at().Closed {
			return nil, fmt.Errorf("contest %s was closed, but its log is not", c.ID)
		}
		return s.makeFinal(s.ctx, p, log)
	})
}

func (s *Service) makeFinal(ctx context.Context, p *paper, log *logbook) (*final, error) {
	places, err := s.places(ctx, p.contest.ID)
	if err != nil {
		return nil, err
	}
	names := make(map[string]store.Registration, len(places))
	for _, place := range places {
		names[place.Participant] = place
	}
	f := &final{paper: p, log: log, standings: newStandings(false), head: log.at()}
	var entries []board.Entry
	log.each(func(e board.Entry) {
		place := names[e.Participant]
		e.UserID, e.Name = place.UserID, place.Name
		entries = append(entries, e)
	})
	f.standings.set(entries, f.head.Position)
	return f, nil
}
