package gemini

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// What is kept over a restart: without it every start would waste a refusal for
// each project and model to learn the limits and the day's use again. No key is in
// the file; projects without a label go by their key's safe id.
type savedState struct {
	Version int           `json:"version"`
	Buckets []savedBucket `json:"buckets"`
}

type savedBucket struct {
	Project string `json:"project"`
	Model   string `json:"model"`
	savedModel
}

type savedModel struct {
	Day       string    `json:"day"` // the day counted, in California
	Count     int       `json:"count,omitempty"`
	Out       bool      `json:"out,omitempty"` // the server said that the day is used up
	Probes    int       `json:"probes,omitempty"`
	NextProbe time.Time `json:"nextProbe,omitzero"`
	RPM       int       `json:"rpm,omitempty"` // learned limits
	TPM       int       `json:"tpm,omitempty"`
	RPD       int       `json:"rpd,omitempty"`
	Learned   time.Time `json:"learned,omitzero"`
	Cap       int       `json:"cap,omitempty"`    // share of a limit
	Recent    []int64   `json:"recent,omitempty"` // requests of the last window, Unix milliseconds
}

const (
	savedVersion = 1
	maxSaved     = 4 << 20
	maxRecent    = 1000               // requests kept of one window
	learnedRest  = 7 * 24 * time.Hour // limits learned longer ago are learned anew
	saveAfter    = 2 * time.Second    // changes in between are saved together
)

// remember takes what was saved before. Buckets are made when they are first used.
func (p *pool) remember(s savedState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.saved = map[string]savedModel{}
	for _, b := range s.Buckets {
		p.saved[b.Project+" "+b.Model] = b.savedModel
	}
}

// recall gives a new bucket what was kept of it.
func (p *pool) recall(b *bucket) {
	now := p.clock.Now()
	b.day.ends = dayEnd(now)
	s, ok := p.saved[b.project.name+" "+b.model.name]
	if !ok {
		return
	}
	if age := now.Sub(s.Learned); age >= 0 && age < learnedRest {
		b.learned, b.learnedAt = Limits{RPM: max(s.RPM, 0), TPM: max(s.TPM, 0), RPD: max(s.RPD, 0)}, s.Learned
	}
	if s.Cap > 0 {
		b.share = share{cap: s.Cap, quiet: quietShort, since: now}
	}
	if s.Day == dayOf(now) {
		b.day.count = max(s.Count, 0)
		if s.Out {
			b.day.out, b.day.probes, b.day.nextProbe = true, s.Probes, s.NextProbe
			b.day.reopens = b.day.ends.Add(jitter(2*time.Second, 10*time.Second))
		}
	}
	for _, ms := range s.Recent {
		if at := time.UnixMilli(ms); !at.After(now) {
			b.ledger.spend(at, 0)
		}
	}
}

// snapshot is what to save.
func (p *pool) snapshot() savedState {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	s := savedState{Version: savedVersion, Buckets: []savedBucket{}}
	for _, pr := range p.known {
		for _, b := range pr.buckets {
			s.Buckets = append(s.Buckets, savedBucket{pr.name, b.model.name, b.snapshot(now)})
		}
	}
	sortBuckets(s.Buckets)
	return s
}

func (b *bucket) snapshot(now time.Time) savedModel {
	b.day.roll(now)
	s := savedModel{
		Day: dayOf(now), Count: b.day.count, Out: b.day.out, Probes: b.day.probes, NextProbe: b.day.nextProbe,
		RPM: b.learned.RPM, TPM: b.learned.TPM, RPD: b.learned.RPD, Learned: b.learnedAt, Cap: b.share.cap,
	}
	if w, ok := b.ledger.(*window); ok {
		w.forget(now)
		for _, e := range w.log[max(0, len(w.log)-maxRecent):] {
			s.Recent = append(s.Recent, e.at.UnixMilli())
		}
	}
	return s
}

// readState reads a file of saved state. A file that is not there is no error.
func readState(path string) (savedState, error) {
	var s savedState
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if info.Size() > maxSaved {
		return s, errors.New("the file is too large")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return savedState{}, fmt.Errorf("the file is not ours: %w", err)
	}
	if s.Version != savedVersion {
		return savedState{}, fmt.Errorf("the file is of version %d, not %d", s.Version, savedVersion)
	}
	return s, nil
}

// writeState replaces the file in one step, so that a crash leaves the old one or
// the new one.
func writeState(path string, s savedState) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already when all went well
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

// A keeper saves the pool's state when it has changed, in its own goroutine.
type keeper struct {
	path  string
	dirty chan struct{} // holds one
	work  sync.WaitGroup
}

func newKeeper(path string) *keeper { return &keeper{path: path, dirty: make(chan struct{}, 1)} }

// changed notes that there is something to save. It does not block.
func (k *keeper) changed() {
	select {
	case k.dirty <- struct{}{}:
	default:
	}
}

// start saves until ctx ends, and then once more. wait on work for its end.
func (k *keeper) start(ctx context.Context, p *pool) {
	if k.path == "" {
		return
	}
	k.work.Go(func() {
		for ctx.Err() == nil {
			select {
			case <-k.dirty:
			case <-ctx.Done():
			}
			timer := time.NewTimer(saveAfter)
			select {
			case <-timer.C:
			case <-ctx.Done():
				timer.Stop()
				return // Close saves when the last call has ended
			}
			k.save(p)
		}
	})
}

func (k *keeper) save(p *pool) {
	if k.path == "" {
		return
	}
	if err := writeState(k.path, p.snapshot()); err != nil {
		p.log.Warn("keep what was learned of the model's quota", "file", k.path, "err", err)
	}
}
