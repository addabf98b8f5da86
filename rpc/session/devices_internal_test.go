package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// notes are what was told of devices.
type notes struct {
	mu   sync.Mutex
	list []string
	fail error
}

func (n *notes) tell(_ context.Context, notice *schema.Notice, user string, id schema.ID, name string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fail != nil {
		return n.fail
	}
	n.list = append(n.list, fmt.Sprintf("%s %s %s %s", strings.TrimPrefix(notice.Name, "session.device"), user, id, name))
	return nil
}

func (n *notes) taken() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := n.list
	n.list = nil
	slices.Sort(list) // lanes work side by side
	return strings.Join(list, ", ")
}

func (n *notes) failing(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fail = err
}

// wants waits until nothing is under way and compares what was told by then.
func (n *notes) wants(t *testing.T, what string, want ...string) {
	t.Helper()
	synctest.Wait()
	slices.Sort(want)
	if got := n.taken(); got != strings.Join(want, ", ") {
		t.Errorf("%s: told %q, want %q", what, got, want)
	}
}

// node is the devices of one node.
func node(t *testing.T, p live.Presence, n *notes) *devices {
	d := newDevices(p, n.tell, slog.New(slog.DiscardHandler))
	d.start()
	t.Cleanup(d.close)
	return d
}

func (d *devices) comes(user string, id schema.ID, name string) { d.lanes[0].note(id, user, name) }
func (d *devices) goes(id schema.ID)                            { d.lanes[0].leave(id) }

// dies stops a node without a word.
func (d *devices) dies() {
	d.cancel()
	close(d.ending)
	d.wg.Wait()
	d.closed.Do(func() {})
}

func (d *devices) list(t *testing.T, user string) string {
	var names []string
	for _, v := range d.of(t.Context(), user) {
		names = append(names, v.Device)
	}
	return strings.Join(names, ",")
}

func TestDevicesComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		p := memory.NewPresence(memory.Options{})
		one, two := node(t, p, n), node(t, p, n)
		one.comes("ann", "c1", "phone")
		one.comes("ann", "c1", "phone")
		n.wants(t, "first", "Joined ann c1 phone")
		two.comes("ann", "c2", "laptop")
		two.comes("bob", "c3", "tv")
		n.wants(t, "others", "Joined ann c2 laptop", "Joined bob c3 tv")
		if got := one.list(t, "ann"); got != "phone,laptop" {
			t.Errorf("there: %s", got)
		}
		one.comes("ann", "c1", "my phone")
		n.wants(t, "another name", "Joined ann c1 my phone")
		time.Sleep(26 * time.Hour) // refreshed all the while
		n.wants(t, "a day")
		if got := two.list(t, "ann"); got != "my phone,laptop" {
			t.Errorf("there after a day: %s", got)
		}
		one.goes("c1")
		one.goes("c1")
		n.wants(t, "gone", "Left ann c1 my phone")
		two.goes("c3")
		two.close() // tells what is pending
		n.wants(t, "closed", "Left bob c3 tv")
		if got := one.list(t, "ann"); got != "laptop" {
			t.Errorf("there at the end: %s", got)
		}
	})
}

// Of a device that comes and goes at once others hear both or nothing.
func TestBriefDevices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		d := node(t, memory.NewPresence(memory.Options{}), n)
		for i := range 200 {
			id := schema.ID(fmt.Sprint("c", i))
			d.comes("ann", id, "phone")
			d.goes(id)
		}
		synctest.Wait()
		n.mu.Lock()
		defer n.mu.Unlock()
		counts := map[string]int{}
		for _, note := range n.list {
			counts[strings.Fields(note)[0]]++
		}
		if counts["Joined"] != counts["Left"] {
			t.Errorf("told %v", counts)
		}
		if got := d.list(t, "ann"); got != "" {
			t.Errorf("still there: %s", got)
		}
		if len(d.lanes[0].byID) != 0 {
			t.Errorf("%d are kept", len(d.lanes[0].byID))
		}
	})
}

// A node dies: the devices of it are there for a while, and then one of the
// others tells, once, that they left.
func TestNodeDies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		p := memory.NewPresence(memory.Options{})
		dying := node(t, p, n)
		dying.comes("ann", "c1", "phone")
		dying.comes("bob", "c2", "tv")
		var others []*devices
		for i := range 3 {
			d := node(t, p, n)
			d.comes("ann", schema.ID(fmt.Sprint("d", i)), "laptop")
			others = append(others, d)
		}
		synctest.Wait()
		n.taken()
		dying.dies()
		time.Sleep(hereFor - refreshEvery)
		n.wants(t, "not yet")
		time.Sleep(refreshEvery + sweepEvery + refreshEvery)
		n.wants(t, "all others sweep", "Left ann c1 phone")
		if got := others[0].list(t, "ann"); got != "laptop,laptop,laptop" {
			t.Errorf("there: %s", got)
		}
		time.Sleep(time.Hour)
		n.wants(t, "nobody serves bob")
		others[0].comes("bob", "c9", "phone")
		n.wants(t, "bob comes back", "Joined bob c9 phone", "Left bob c2 tv")
	})
}

// shaky is a presence that can be out of reach.
type shaky struct {
	live.Presence
	mu  sync.Mutex
	err error
}

func (s *shaky) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func (s *shaky) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *shaky) Enter(ctx context.Context, group, id, info string, ttl time.Duration) (bool, error) {
	if err := s.failure(); err != nil {
		return false, err
	}
	return s.Presence.Enter(ctx, group, id, info, ttl)
}

func (s *shaky) Leave(ctx context.Context, group, id string) (bool, error) {
	if err := s.failure(); err != nil {
		return false, err
	}
	return s.Presence.Leave(ctx, group, id)
}

func (s *shaky) Members(ctx context.Context, group string, limit int) ([]live.Member, error) {
	if err := s.failure(); err != nil {
		return nil, err
	}
	return s.Presence.Members(ctx, group, limit)
}

// Presence goes away and comes back, with and without what it knew.
func TestPresenceComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		p := &shaky{Presence: memory.NewPresence(memory.Options{})}
		d := node(t, p, n)
		d.comes("ann", "c1", "phone")
		d.comes("ann", "c2", "laptop")
		n.wants(t, "first", "Joined ann c1 phone", "Joined ann c2 laptop")
		p.fail(live.ErrUnavailable)
		d.comes("ann", "c3", "tv")
		d.goes("c2")
		if got := d.list(t, "ann"); got != "" {
			t.Errorf("there while it is away: %s", got)
		}
		time.Sleep(10 * time.Second)
		n.wants(t, "away")
		p.fail(nil)
		time.Sleep(refreshEvery)
		n.wants(t, "a device came meanwhile", "Joined ann c3 tv")
		time.Sleep(hereFor + sweepEvery)
		n.wants(t, "and one went", "Left ann c2 laptop")
		p.mu.Lock()
		p.Presence = memory.NewPresence(memory.Options{})
		p.mu.Unlock()
		time.Sleep(refreshEvery)
		n.wants(t, "it has lost everything", "Joined ann c1 phone", "Joined ann c3 tv")
	})
}

// What could not be told is told later.
func TestTellingFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{}
		d := node(t, memory.NewPresence(memory.Options{}), n)
		n.failing(errors.New("no"))
		d.comes("ann", "c1", "phone")
		n.wants(t, "failed")
		n.failing(nil)
		time.Sleep(refreshEvery)
		n.wants(t, "again", "Joined ann c1 phone")
	})
}
