package rpc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/rpc/system"
	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// contests is a TopicSource of topics that everybody may read, save those
// named "…-private", and those named "…-none", which do not exist.
type contests struct{}

func (contests) Readable(_ context.Context, _ *auth.Identity, name string) error {
	switch {
	case strings.HasSuffix(name, "-private"):
		return rpc.Refuse(schema.NotOwner)
	case strings.HasSuffix(name, "-none"):
		return rpc.Refuse(schema.ReasonNotFound)
	}
	return nil
}

func (contests) Snapshot(_ context.Context, id *auth.Identity, name string) (any, error) {
	return map[string]string{"of": name, "for": id.UserID}, nil
}

// house is a gateway whose topics the test writes to.
type house struct {
	*rpctest.Gateway
	bus live.Bus
}

// openHouse starts a gateway that serves session, system, contest.join and
// contest.leave, and session.update, which tells the user's devices.
func openHouse(t testing.TB, o memory.Options, edit ...func(*rpc.Options)) *house {
	t.Helper()
	return openHouseIn(t, rpctest.Start, o, edit...)
}

// openHouseIn is openHouse for gateways that start elsewhere.
func openHouseIn(t testing.TB, start func(testing.TB, func(*rpctest.Gateway, *rpc.Mux), ...func(*rpc.Options)) *rpctest.Gateway, o memory.Options, edit ...func(*rpc.Options)) *house {
	t.Helper()
	if o.MaxBytes == 0 {
		o.MaxBytes = 64 << 20 // replays here are larger than a log is by itself
	}
	bus := memory.NewBus(o)
	t.Cleanup(bus.Close)
	h := &house{bus: bus}
	h.Gateway = start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		session.New(session.Config{}).Register(mux)
		s := system.New(system.Config{Version: "test", Contract: json.RawMessage(`{}`)})
		s.Serve(late{g})
		s.Register(mux)
		rpc.Handle(mux, schema.ContestJoin, h.join)
		rpc.Handle(mux, schema.ContestLeave, h.leave)
		rpc.Handle(mux, schema.SessionUpdate, h.update)
	}, append([]func(*rpc.Options){func(o *rpc.Options) {
		o.Bus = bus
		o.Limits.ConnsPerUser, o.Limits.ConnsPerAddress = 0, 0
	}}, edit...)...)
	h.Server.Topics("contest", contests{})
	h.Server.Topics("user", session.New(session.Config{}).UserTopics())
	return h
}

func (h *house) join(ctx context.Context, p schema.ContestJoinParams) (schema.ContestJoinResult, error) {
	call, _ := rpc.FromContext(ctx)
	at, err := call.Subscribe(ctx, rpc.ContestTopic(p.ContestID), nil)
	if p.Spectate && err == nil {
		err = rpc.Refuse(schema.NotOwner) // refused after all
	}
	return schema.ContestJoinResult{Topics: []schema.TopicPosition{at}}, err
}

func (h *house) leave(ctx context.Context, p schema.ContestRef) (schema.Empty, error) {
	call, _ := rpc.FromContext(ctx)
	call.Unsubscribe(rpc.ContestTopic(p.ContestID))
	return schema.Empty{}, nil
}

func (h *house) update(ctx context.Context, p schema.SessionUpdateParams) (schema.Session, error) {
	call, _ := rpc.FromContext(ctx)
	s := schema.Session{ID: "s", UserID: call.Identity().UserID, Goals: []string{}, Version: p.Version, State: p.Patch}
	topic := rpc.UserTopic(s.UserID)
	return s, rpc.Emit(ctx, h.bus, topic, schema.SessionUpdated.Notice, schema.SessionUpdatedParams{Session: s, By: call.ConnectionID()})
}

// append appends the topic's n-th event, which says that it is that.
func (h *house) append(t testing.TB, topic string, n int, filler int) {
	t.Helper()
	params := fmt.Sprintf(`{"n":%d,"topic":%q,"filler":%q}`, n, topic, strings.Repeat("x", filler))
	at, err := h.bus.Append(t.Context(), topic, "contest.started", []byte(params))
	if err != nil || at.Offset != uint64(n) {
		t.Errorf("append %d to %s: at %v, %v", n, topic, at, err)
	}
}

// head returns where a topic stands.
func (h *house) head(t testing.TB, topic string) schema.Position {
	t.Helper()
	at, err := h.bus.Head(t.Context(), topic)
	if err != nil {
		t.Error(err)
	}
	return schema.Position{Topic: topic, Epoch: at.Epoch, Offset: at.Offset}
}

// frame is anything that arrives: a reply to resume or join, or a notification.
type frame struct {
	ID     json.RawMessage
	Error  *struct{ Data schema.ErrorData }
	Result struct {
		ConnectionID schema.ID
		Topics       []schema.ResumedTopic
	}
	Method string
	Params struct {
		N     uint64
		Topic string
		Key   string
		By    schema.ID
		Meta  struct {
			Topic, Epoch string
			Offset       uint64
		} `json:"_meta"`
	}
}

// receive reads a frame in a goroutine of the test's own.
func receive(c *rpctest.Client, f *frame) error {
	ctx, cancel := context.WithTimeout(context.Background(), rpctest.Patience)
	defer cancel()
	_, data, err := c.Socket().Read(ctx)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, f)
}

func readFrame(t testing.TB, c *rpctest.Client) frame {
	t.Helper()
	data := c.Receive()
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatalf("%v in %.200s", err, data)
	}
	return f
}

// wantEvents reads exactly the events first to last of a topic.
func wantEvents(t testing.TB, c *rpctest.Client, topic string, first, last uint64) {
	t.Helper()
	for n := first; n <= last; n++ {
		f := readFrame(t, c)
		if f.Params.Meta.Topic != topic || f.Params.Meta.Offset != n || f.Params.N != n || f.Params.Topic != topic {
			t.Fatalf("want event %d of %s, got %+v", n, topic, f)
		}
	}
}

// wantQuiet makes sure that nothing has come.
func wantQuiet(t testing.TB, c *rpctest.Client) {
	t.Helper()
	c.Send(`{"jsonrpc":"2.0","method":"system.ping","id":"quiet"}`)
	if f := readFrame(t, c); string(f.ID) != `"quiet"` {
		t.Fatalf("want nothing, got %+v", f)
	}
}

// resume calls session.resume and returns the topics of the reply.
func resume(t testing.TB, c *rpctest.Client, positions ...schema.Position) []schema.ResumedTopic {
	t.Helper()
	var r schema.Connected
	c.Must("session.resume", schema.ResumeParams{Resume: positions}, &r)
	return r.Topics
}

// writers appends to topics, one event of a topic at a time.
type writers struct {
	house  *house
	topics map[string]*written
}

type written struct {
	mu sync.Mutex
	n  int
}

func (w *writers) append(t testing.TB, topic string, filler int) {
	one := w.topics[topic]
	one.mu.Lock()
	defer one.mu.Unlock()
	one.n++
	w.house.append(t, topic, one.n, filler)
}
