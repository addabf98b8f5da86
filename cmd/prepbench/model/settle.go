package model

import (
	"context"
	"fmt"
	"time"

	"prepwire/cmd/prepbench/wire"
)

// settleWithin bounds how long a device may take to come back once all is well.
const settleWithin = 3 * time.Minute

// lastAct causes one more event, whatever it takes.
func (d *Device) lastAct(ctx context.Context) (marker string, err error) {
	ctx, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	for backoff := d.backoff(); ctx.Err() == nil; {
		if d.connect() == nil {
			if d.resume(ctx, true, false) {
				marker, err = d.cause(ctx, d.run.kinds.cheapest())
			}
			d.part(closeNow)
			if marker != "" {
				return marker, nil
			}
		}
		_ = wire.Pause(ctx, backoff.Next(nil))
	}
	return "", fmt.Errorf("%s: no event could be caused any more: %w", d.name, err)
}

// settle comes back, waits for the last event and holds what it has heard of
// against what was acknowledged.
func (d *Device) settle(ctx context.Context, last string) error {
	ctx, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	for backoff := d.backoff(); ctx.Err() == nil; {
		if d.connect() == nil {
			ok := d.resume(ctx, true, false) && d.await(ctx, last)
			d.part(closeNow)
			if ok {
				d.audit()
				return nil
			}
		}
		_ = wire.Pause(ctx, backoff.Next(nil))
	}
	d.fault("it did not come back within %v, or did not hear of %s", settleWithin, last)
	return nil
}

// await follows until the device has heard of something, or was told that what
// came before was lost.
func (d *Device) await(ctx context.Context, marker string) bool {
	for {
		if d.knows(marker) || d.afresh(marker) {
			return true
		}
		select {
		case <-d.news:
		case <-d.client.Over():
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// afresh reports whether the device was told that events were lost after
// something was asked for: then it need not hear of it.
func (d *Device) afresh(marker string) bool {
	d.mu.Lock()
	since := d.since
	d.mu.Unlock()
	u := d.user
	u.mu.Lock()
	defer u.mu.Unlock()
	for i := len(u.acks) - 1; i >= 0; i-- {
		if u.acks[i].marker == marker {
			return !u.acks[i].sent.After(since)
		}
	}
	return false
}

// audit complains of what was acknowledged and never heard of.
func (d *Device) audit() {
	d.mu.Lock()
	since := d.since
	marker, n := d.user.missing(since, d.seen)
	d.mu.Unlock()
	if n > 0 {
		d.fault("%d acknowledged events were lost without a word since %s, the first: %s", n, since.Format("15:04:05.000"), marker)
	}
}
