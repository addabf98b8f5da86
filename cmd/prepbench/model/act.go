package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// kinds of acts, as far as the gateway serves them.
type kinds struct {
	missing [3]atomic.Bool
}

// What causes events.
const (
	generating = iota
	updating
	syncing
)

// chances are how often each is done. Questions stay, and slow FerretDB down.
var chances = []int{generating, updating, updating, updating, syncing, syncing, syncing}

func newKinds() *kinds { return &kinds{} }

// cheapest is what costs the store least.
func (k *kinds) cheapest() int {
	if k.missing[syncing].Load() {
		return generating
	}
	return syncing
}

// act causes an event, and notes it when it is acknowledged.
func (d *Device) act(ctx context.Context) {
	kind := chances[d.rng.IntN(len(chances))]
	if d.run.kinds.missing[kind].Load() {
		kind = generating
	}
	_, err := d.cause(ctx, kind)
	var refused *wire.Error
	if errors.As(err, &refused) && refused.Data.Reason == schema.ReasonMethodNotFound {
		d.run.kinds.missing[kind].Store(true)
	}
}

// cause does something of a kind and returns the marker of its event.
func (d *Device) cause(ctx context.Context, kind int) (marker string, err error) {
	d.run.book.count(func(c *Counts) { c.Acts++ })
	sent := time.Now()
	var object string
	var version int64
	switch kind {
	case generating:
		marker, err = d.generate(ctx)
	case updating:
		marker, object, version, err = d.update(ctx)
	case syncing:
		marker, object, version, err = d.sync(ctx)
	}
	if err != nil {
		return "", err
	}
	d.user.acked(marker, sent, object, version)
	d.run.book.count(func(c *Counts) { c.Acked++ })
	return marker, nil
}

// call makes a call and decodes its result.
func (d *Device) call(ctx context.Context, method string, params, result any) error {
	call := d.client.Begin(method, params, nil)
	if err := d.replied(ctx, call); err != nil {
		return err
	}
	return call.Into(ctx, result)
}

func (d *Device) generate(ctx context.Context) (string, error) {
	id := fmt.Sprintf("%s-%d-%d", d.user.ID, time.Now().UnixNano(), d.rng.Uint32())
	err := d.call(context.WithoutCancel(ctx), "question.generate", schema.QuestionGenerateParams{ExamType: "SAT", Subject: "math", RequestID: schema.ID(id)}, nil)
	return generated(id), err
}

// update changes the session of the user, which is begun when there is none.
func (d *Device) update(ctx context.Context) (marker, object string, version int64, err error) {
	s := d.user.current()
	var now schema.Session
	if s.id == "" {
		params := map[string]any{"kind": "practice", "_meta": map[string]string{"idempotencyKey": "chaos"}}
		if err := d.call(context.WithoutCancel(ctx), "session.start", params, &now); err != nil {
			return "", "", 0, err
		}
		s = session{string(now.ID), now.Version}
		d.user.updated(s.id, s.version)
	}
	patch, _ := json.Marshal(map[string]string{"by": fmt.Sprintf("%s %d", d.name, d.rng.Uint64())})
	err = d.call(context.WithoutCancel(ctx), "session.update", schema.SessionUpdateParams{SessionID: schema.ID(s.id), Version: s.version, Patch: patch}, &now)
	var refused *wire.Error
	if errors.As(err, &refused) && refused.Data.Reason == schema.VersionConflict {
		if current, ok := refused.Data.Current.(map[string]any); ok {
			if v, ok := current["version"].(float64); ok {
				d.user.updated(s.id, int64(v))
			}
		}
	}
	if err != nil {
		return "", "", 0, err
	}
	d.user.updated(string(now.ID), now.Version)
	return updated(string(now.ID), now.Version), string(now.ID), now.Version, nil
}

// sync tells what the device's browser extension looks at.
func (d *Device) sync(ctx context.Context) (marker, object string, version int64, err error) {
	extension := "ext-" + d.name[len(d.user.ID)+1:]
	url := fmt.Sprintf("https://example.org/%d", d.rng.Uint64())
	var now schema.ExtensionSynced
	params := map[string]any{"extensionId": extension, "state": map[string]string{"currentUrl": url}}
	if err := d.call(context.WithoutCancel(ctx), "extension.sync", params, &now); err != nil {
		return "", "", 0, err
	}
	return synced(extension, now.Version), extension, now.Version, nil
}
