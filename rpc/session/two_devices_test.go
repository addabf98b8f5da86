package session_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live"
)

// event is a notification as a device reads it.
type event struct {
	Method string
	Params struct {
		Session      schema.Session
		By           schema.ID
		Device       string
		ConnectionID schema.ID
		SessionID    schema.ID
		Meta         schema.EventMeta `json:"_meta"`
	}
}

// nextEvent reads the next notification.
func nextEvent(t *testing.T, c *rpctest.Client) (e event) {
	t.Helper()
	data := c.Receive()
	if err := json.Unmarshal(data, &e); err != nil || e.Method == "" {
		t.Fatalf("no event: %v in %s", err, data)
	}
	return e
}

// until reads up to a notification about the connection, empty for any. A device
// is told of soon after it came, and so before or after what it does first.
func until(t *testing.T, c *rpctest.Client, method string, about schema.ID) event {
	t.Helper()
	for {
		if e := nextEvent(t, c); e.Method == method && (about == "" || e.Params.ConnectionID == about) {
			return e
		}
	}
}

// nextOfOthers is nextEvent, save that a device is told of its own coming whenever
// that comes to be known, if at all.
func nextOfOthers(t *testing.T, c *rpctest.Client, own schema.ID) event {
	t.Helper()
	for {
		if e := nextEvent(t, c); e.Method != "session.deviceJoined" || e.Params.ConnectionID != own {
			return e
		}
	}
}

// attach connects a device of alice's.
func attach(t *testing.T, g *rpctest.Gateway, device string, from ...schema.Position) (*rpctest.Client, schema.Connected) {
	t.Helper()
	c := g.As(t, "alice")
	var r schema.Connected
	c.Must("session.resume", schema.ResumeParams{Device: device, Resume: from}, &r)
	return c, r
}

// What a device does on one node another one hears of on another node, also of
// its coming and going.
func TestTwoDevicesOnTwoNodes(t *testing.T) {
	shared := ground(t)
	one, two := serve(t, shared), serve(t, shared)
	phone, alone := attach(t, one, "phone")
	var s schema.Session
	phone.Must("session.start", `{"kind":"practice"}`, &s)
	if e := until(t, phone, "session.updated", ""); e.Params.Session.ID != s.ID {
		t.Fatalf("after the start: %+v", e)
	}
	laptop, at := attach(t, two, "lap\u0007top")
	for _, c := range []*rpctest.Client{phone, laptop} {
		e := until(t, c, "session.deviceJoined", at.ConnectionID)
		if p := e.Params; p.Device != "lap top" || p.SessionID != s.ID {
			t.Fatalf("after the join: %+v", e)
		}
	}
	laptop.Must("session.update", `{"version":1,"patch":{"page":7}}`, &s)
	if len(s.Devices) != 2 || s.Devices[0].Device != "phone" || s.Devices[1].ConnectionID != at.ConnectionID {
		t.Errorf("devices %+v", s.Devices)
	}
	if e := nextOfOthers(t, phone, alone.ConnectionID); e.Params.By != at.ConnectionID || e.Params.Session.Version != 2 || string(e.Params.Session.State) != `{"page":7}` {
		t.Errorf("update: %+v", e)
	}
	_ = laptop.Socket().CloseNow()
	if e := nextOfOthers(t, phone, alone.ConnectionID); e.Method != "session.deviceLeft" || e.Params.ConnectionID != at.ConnectionID || e.Params.Device != "lap top" {
		t.Errorf("after the end: %+v", e)
	}
	phone.Must("session.get", `{}`, &s)
	if len(s.Devices) != 1 {
		t.Errorf("devices %+v", s.Devices)
	}
}

// A device that was away hears what happened to the session, on another node;
// one that was away for too long gets the session itself.
func TestResumeBringsSessionEvents(t *testing.T) {
	shared := ground(t)
	shared.Unread = func(context.Context, string) (int64, error) { return 3, nil }
	one, two := serve(t, shared), serve(t, shared)
	away, before := attach(t, one, "phone")
	_ = away.Socket().CloseNow()
	from := schema.Position{Topic: before.Topics[0].Topic, Epoch: before.Topics[0].Epoch, Offset: before.Topics[0].Offset}
	laptop, _ := attach(t, two, "")
	var s schema.Session
	laptop.Must("session.start", `{"kind":"practice","state":{"a":1}}`, &s)
	for version := range 3 {
		laptop.Must("session.update", fmt.Sprintf(`{"version":%d,"patch":{"a":%d}}`, version+1, version), nil)
	}
	back, r := attach(t, two, "", from)
	if r.Topics[0].Recovered == nil || !*r.Topics[0].Recovered {
		t.Fatalf("not recovered: %+v", r.Topics[0])
	}
	for offset := range uint64(4) {
		if e := nextEvent(t, back); e.Method != "session.updated" || e.Params.Meta.Offset != offset+1 || e.Params.Session.Version != int64(offset+1) {
			t.Fatalf("event %d: %+v", offset, e)
		}
	}
	from.Epoch = "another"
	_, r = attach(t, one, "", from)
	var snapshot schema.UserSnapshot
	if err := json.Unmarshal(r.Topics[0].Snapshot, &snapshot); err != nil {
		t.Fatal(err)
	}
	if snapshot.Session == nil || snapshot.Session.ID != s.ID || string(snapshot.Session.State) != `{"a":2}` || snapshot.Unread != 3 || snapshot.Extensions == nil {
		t.Errorf("snapshot %s", r.Topics[0].Snapshot)
	}
}

// Of many devices that change one version at once, on two nodes, one wins each
// time; the others are told what there is, and get there by trying again.
func TestRacingUpdates(t *testing.T) {
	shared := ground(t)
	nodes := []*rpctest.Gateway{serve(t, shared), serve(t, shared)}
	const devices, changes = 6, 5
	first, _ := attach(t, nodes[0], "first")
	first.Must("session.start", `{"kind":"practice","state":{}}`, nil)
	var wg sync.WaitGroup
	for i := range devices {
		c, _ := attach(t, nodes[i%2], "")
		wg.Go(func() {
			version := int64(1)
			for n := 0; n < changes; {
				r := c.Call("session.update", fmt.Sprintf(`{"version":%d,"patch":{"d%d-%d":true}}`, version, i, n))
				var s schema.Session
				switch {
				case r.Error == nil:
					n++
					if err := json.Unmarshal(r.Result, &s); err != nil || s.Version != version+1 {
						t.Errorf("after %d came %s", version, r.Result)
						return
					}
				case r.Error.Data.Reason == schema.VersionConflict:
					current, _ := json.Marshal(r.Error.Data.Current)
					if err := json.Unmarshal(current, &s); err != nil || s.Version == version {
						t.Errorf("conflict at %d with %s", version, current)
						return
					}
				default:
					t.Errorf("%+v", r.Error)
					return
				}
				version = s.Version
			}
		})
	}
	wg.Wait()
	var s schema.Session
	first.Must("session.get", `{}`, &s)
	var state map[string]bool
	if err := json.Unmarshal(s.State, &state); err != nil || len(state) != devices*changes || s.Version != devices*changes+1 {
		t.Errorf("version %d, %d of %d changes", s.Version, len(state), devices*changes)
	}
	for seen := map[int64]bool{}; len(seen) < devices*changes+1; {
		if e := nextEvent(t, first); e.Method == "session.updated" {
			if v := e.Params.Session.Version; seen[v] {
				t.Errorf("version %d was told twice", v)
			} else {
				seen[v] = true
			}
		}
	}
}

// Devices that start sessions at once each get one; one of them stays active.
func TestRacingStarts(t *testing.T) {
	shared := ground(t)
	nodes := []*rpctest.Gateway{serve(t, shared), serve(t, shared)}
	const devices = 8
	ids := make([]schema.ID, devices)
	var wg sync.WaitGroup
	for i := range devices {
		c, _ := attach(t, nodes[i%2], "")
		wg.Go(func() {
			var s schema.Session
			c.Must("session.start", `{"kind":"practice"}`, &s)
			ids[i] = s.ID
		})
	}
	wg.Wait()
	c, _ := attach(t, nodes[0], "")
	var page schema.SessionPage
	c.Must("session.list", `{"limit":100}`, &page)
	active := 0
	for _, s := range page.Items {
		if s.Status == "active" {
			active++
		} else if s.Summary == nil {
			t.Errorf("%s has no summary", s.ID)
		}
	}
	if len(page.Items) != devices || active != 1 {
		t.Errorf("%d sessions, %d active", len(page.Items), active)
	}
}

// A patch as deep as a frame may be is merged; a deeper one is refused before
// anybody looks at it, and the connection lives on.
func TestDeepPatches(t *testing.T) {
	c, _ := attach(t, serve(t, ground(t)), "")
	c.Must("session.start", `{"kind":"practice"}`, nil)
	until(t, c, "session.updated", "")
	deep := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	var s schema.Session
	c.Must("session.update", `{"version":1,"patch":`+deep(62)+`}`, &s)
	if string(s.State) != deep(62) {
		t.Errorf("state %s", s.State)
	}
	c.Must("session.update", `{"version":2,"patch":`+strings.Replace(deep(62), "1", "null", 1)+`}`, &s)
	if want := strings.Repeat(`{"a":`, 61) + "{}" + strings.Repeat("}", 61); string(s.State) != want {
		t.Errorf("state %s", s.State)
	}
	until(t, c, "session.updated", "")
	until(t, c, "session.updated", "")
	c.Send(`{"jsonrpc":"2.0","method":"session.update","params":{"version":3,"patch":` + deep(1000) + `},"id":7}`)
	var r rpctest.Reply
	err := json.Unmarshal(c.Receive(), &r)
	for ; err == nil && r.Method != ""; err = json.Unmarshal(c.Receive(), &r) { // its own coming may be told late
		r = rpctest.Reply{}
	}
	if err != nil || r.Error == nil || r.Error.Data.Reason != schema.TooDeep || string(r.ID) != "null" {
		t.Errorf("1,000 levels: %+v, %v", r, err)
	}
	c.Must("session.get", `{}`, &s)
	if s.Version != 3 {
		t.Errorf("version %d", s.Version)
	}
}

// noBus takes no events.
type noBus struct{ live.Bus }

func (noBus) Append(context.Context, string, string, []byte) (live.Position, error) {
	return live.Position{}, live.ErrUnavailable
}

// Without live delivery and presence sessions go on.
func TestSessionsWithoutBus(t *testing.T) {
	shared := ground(t)
	shared.Bus, shared.Presence = noBus{shared.Bus}, nil
	c, _ := attach(t, serve(t, shared), "phone")
	var s schema.Session
	c.Must("session.start", `{"kind":"practice"}`, &s)
	c.Must("session.update", `{"version":1,"patch":{"a":1}}`, &s)
	if s.Version != 2 || s.Devices == nil || len(s.Devices) != 0 {
		t.Errorf("%+v", s)
	}
	c.Must("session.end", `{}`, nil)
}
