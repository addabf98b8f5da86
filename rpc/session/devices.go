package session

import (
	"context"
	"hash/maphash"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store/live"
)

const (
	maxDevices   = 100              // of a user that are listed
	hereFor      = 90 * time.Second // a device is there without being refreshed
	refreshEvery = 30 * time.Second
	deviceLanes  = 4               // work on devices at once; those of one user are in one lane
	actWithin    = 5 * time.Second // for what one device needs
	closeWithin  = 5 * time.Second // for telling of those that left at the end
)

// Two groups of presence say who is there. In hereGroup are the devices of a
// user that were refreshed lately: those that a session lists. In toldGroup,
// whose members stay for long, are those of whom was told that they came and
// not yet that they left. Whoever takes a device out of toldGroup tells that it
// left, so that it is told once, and also of a node that died: what is in
// toldGroup and no longer in hereGroup is taken out by any node that serves
// another device of the user, or the next one that does.
func hereGroup(userID string) string { return "devices:" + userID }
func toldGroup(userID string) string { return "devices-told:" + userID }

// tell tells a user's devices that one came or went.
type tell func(ctx context.Context, n *schema.Notice, userID string, connection schema.ID, name string) error

// devices knows the connections of this node that have told what the device is
// called. They cost a map entry and, every 30 s, a refresh.
type devices struct {
	presence live.Presence
	tell     tell
	log      *slog.Logger
	seed     maphash.Seed
	lanes    [deviceLanes]*lane

	ctx    context.Context // of the lanes' work; ends some time after closing
	cancel context.CancelFunc
	ending chan struct{} // closed: do what is pending and stop
	closed sync.Once
	wg     sync.WaitGroup
}

// newDevices returns devices of which nobody is told before start.
func newDevices(p live.Presence, t tell, log *slog.Logger) *devices {
	d := &devices{presence: p, tell: t, log: log, seed: maphash.MakeSeed(), ending: make(chan struct{})}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	for i := range d.lanes {
		d.lanes[i] = newLane(d)
	}
	return d
}

func (d *devices) start() {
	for _, l := range d.lanes {
		d.wg.Go(l.run)
	}
}

func (d *devices) close() {
	d.closed.Do(func() {
		close(d.ending)
		limit := time.AfterFunc(closeWithin, d.cancel)
		defer limit.Stop()
		d.wg.Wait()
		d.cancel()
	})
}

// join makes a connection a device of that name, or gives it another one. It is
// there when join returns, as far as can be; the others are told soon after.
func (d *devices) join(ctx context.Context, p rpc.Peer, userID, name string) {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name)
	ctx, cancel := context.WithTimeout(ctx, presenceWithin)
	defer cancel()
	if _, err := d.presence.Enter(ctx, hereGroup(userID), string(p.ID()), name, hereFor); err != nil {
		d.log.DebugContext(ctx, "device not noted yet", "connection", p.ID(), "err", err) // its lane tries again
	}
	l := d.lanes[maphash.String(d.seed, userID)%deviceLanes]
	if l.note(p.ID(), userID, name) {
		p.OnEnd(func() { l.leave(p.ID()) })
	}
}
