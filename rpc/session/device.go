package session

import (
	"context"
	"fmt"
	"time"

	"prepwire/schema"
	"prepwire/store/live"
)

const (
	toldFor    = 24 * time.Hour // as long as logs are kept at most
	toldAgain  = time.Hour      // before that is prolonged
	sweepEvery = time.Minute
)

// present refreshes a device and tells of it when nobody has been told, or of
// its new name. What cannot be done now is tried again with the next refresh.
func (ds *devices) present(d *device, name string, serves func(schema.ID) bool) {
	ctx, cancel := context.WithTimeout(ds.ctx, actWithin)
	defer cancel()
	if err := ds.refresh(ctx, d, name); err != nil {
		ds.log.DebugContext(ctx, "refresh device", "connection", d.id, "err", err)
		return
	}
	if time.Since(d.swept) < sweepEvery {
		return
	}
	d.swept = time.Now()
	if err := ds.sweep(ctx, d.user, serves); err != nil {
		ds.log.DebugContext(ctx, "look for devices that are gone", "user", d.user, "err", err)
	}
}

func (ds *devices) refresh(ctx context.Context, d *device, name string) error {
	again, err := ds.presence.Enter(ctx, hereGroup(d.user), string(d.id), name, hereFor)
	if err != nil {
		return err
	}
	if !again && d.told == name && time.Until(d.toldUntil) > toldFor-toldAgain {
		return nil
	}
	first, err := ds.presence.Enter(ctx, toldGroup(d.user), string(d.id), name, toldFor)
	if err != nil {
		return err
	}
	d.toldUntil = time.Now().Add(toldFor)
	if first {
		d.told = "" // others may have told that it left
	}
	if d.told == name {
		return nil
	}
	if err := ds.tell(ctx, schema.SessionDeviceJoined.Notice, d.user, d.id, name); err != nil {
		return err
	}
	d.told = name
	return nil
}

// left takes a device away and tells that it left.
func (ds *devices) left(d *device) {
	ctx, cancel := context.WithTimeout(ds.ctx, actWithin)
	defer cancel()
	_, err := ds.presence.Leave(ctx, hereGroup(d.user), string(d.id))
	if err == nil {
		err = ds.takeOut(ctx, d.user, d.id, d.told)
	}
	if err != nil { // whoever sweeps finds it
		ds.log.DebugContext(ctx, "take device away", "connection", d.id, "err", err)
	}
}

// takeOut tells that a device left unless somebody has told it already.
func (ds *devices) takeOut(ctx context.Context, userID string, id schema.ID, name string) error {
	was, err := ds.presence.Leave(ctx, toldGroup(userID), string(id))
	if err != nil || !was || name == "" {
		return err
	}
	return ds.tell(ctx, schema.SessionDeviceLeft.Notice, userID, id, name)
}

// sweep tells of devices of a user whose nodes no longer do.
func (ds *devices) sweep(ctx context.Context, userID string, serves func(schema.ID) bool) error {
	told, err := ds.presence.Members(ctx, toldGroup(userID), maxDevices)
	if err != nil {
		return fmt.Errorf("devices that were told: %w", err)
	}
	var missing []live.Member
	for _, m := range told {
		if !serves(schema.ID(m.ID)) {
			missing = append(missing, m)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	here, err := ds.presence.Members(ctx, hereGroup(userID), maxDevices) // after the others: who is told is here first
	if err != nil {
		return fmt.Errorf("devices that are here: %w", err)
	}
	isHere := map[string]bool{}
	for _, m := range here {
		isHere[m.ID] = true
	}
	for _, m := range missing {
		if isHere[m.ID] {
			continue
		}
		if err := ds.takeOut(ctx, userID, schema.ID(m.ID), m.Info); err != nil {
			return fmt.Errorf("take device out: %w", err)
		}
	}
	return nil
}
