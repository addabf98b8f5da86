package rpc_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live/memory"
)

// lazy is a connection that is read only when the test says so, with as little
// room on the way as the system allows.
type lazy struct {
	t  *testing.T
	ws *websocket.Conn
}

func (h *house) lazy(t *testing.T, user string) *lazy {
	t.Helper()
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(64 << 10)
		}
		return conn, err
	}
	ctx, cancel := context.WithTimeout(t.Context(), rpctest.Patience)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, h.URL, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}},
		HTTPHeader: http.Header{"Authorization": {"Bearer " + h.Token(t, user, 0)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ws.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = ws.CloseNow() })
	return &lazy{t, ws}
}

func (l *lazy) send(text string) {
	l.t.Helper()
	if err := l.ws.Write(l.t.Context(), websocket.MessageText, []byte(text)); err != nil {
		l.t.Fatal(err)
	}
}

func (l *lazy) read() (f frame, err error) {
	ctx, cancel := context.WithTimeout(l.t.Context(), rpctest.Patience)
	defer cancel()
	_, data, err := l.ws.Read(ctx)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(data, &f)
}

func (l *lazy) mustRead() frame {
	l.t.Helper()
	f, err := l.read()
	if err != nil {
		l.t.Fatal(err)
	}
	return f
}

func (l *lazy) join(contest string) {
	l.t.Helper()
	l.send(`{"jsonrpc":"2.0","method":"contest.join","params":{"contestId":"` + contest + `"},"id":1}`)
	if f := l.mustRead(); f.ID == nil || f.Error != nil {
		l.t.Fatalf("not joined: %+v", f)
	}
}

// slowClients returns how many connections were closed for being slow.
func slowClients(t *testing.T, m *rpc.Metrics) int {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(m)
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "prepwire_slow_clients_total" {
			return int(f.GetMetric()[0].GetCounter().GetValue())
		}
	}
	t.Fatal("no such metric")
	return 0
}

// pace appends events to a topic one by one, each when all readers have the one
// before, and notes how long each took to reach the last of them.
type pace struct {
	t       *testing.T
	h       *house
	topic   string
	readers []*rpctest.Client
	n       int
	took    []time.Duration
}

func newPace(t *testing.T, h *house, contest string) *pace {
	p := &pace{t: t, h: h, topic: "contest:" + contest}
	for range 8 {
		c := h.As(t, "reader")
		c.Must("contest.join", `{"contestId":"`+contest+`"}`, nil)
		p.readers = append(p.readers, c)
	}
	return p
}

func (p *pace) event() {
	p.t.Helper()
	p.n++
	began := time.Now()
	p.h.append(p.t, p.topic, p.n, 16<<10)
	for _, c := range p.readers {
		wantEvents(p.t, c, p.topic, uint64(p.n), uint64(p.n))
	}
	p.took = append(p.took, time.Since(began))
}

// sorted is what events took, the quickest first.
func (p *pace) sorted() []time.Duration { return slices.Sorted(slices.Values(p.took)) }

// One connection of many stops reading while events flow: it alone is closed,
// with 4008, and has seen no gap before; the others do not notice.
func TestSlowReaderAlone(t *testing.T) {
	metrics := rpc.NewMetrics()
	h := openHouse(t, memory.Options{MaxEvents: 10}, func(o *rpc.Options) { o.Limits.Queue, o.Metrics = 256<<10, metrics })
	p, other := newPace(t, h, "x"), newPace(t, h, "y") // nobody sleeps at the other
	for range 50 {
		p.event()
	}
	sleeper := h.lazy(t, "sleeper")
	sleeper.join("x")
	first := p.n + 1
	p.took = nil
	for p.n < 5000 && slowClients(t, metrics) == 0 {
		p.event()
		other.event()
	}
	without, with := other.sorted(), p.sorted()
	if slowClients(t, metrics) != 1 {
		t.Fatal("nobody was too slow")
	}
	next := uint64(first)
	for {
		f, err := sleeper.read()
		if err != nil {
			if code := websocket.CloseStatus(err); code != websocket.StatusCode(schema.CloseTooSlow) {
				t.Errorf("closed with %d: %v", code, err)
			}
			break
		}
		if f.Params.Meta.Offset != next {
			t.Fatalf("want %d, got %+v", next, f)
		}
		next++
	}
	if next == uint64(first) || next > uint64(p.n) {
		t.Errorf("the sleeper saw %d to %d of %d", first, next-1, p.n)
	}
	for range 50 {
		p.event()
	}
	t.Logf("to the last of 8 readers, without and with a sleeper: median %v and %v, 99th of 100 %v and %v; closed after %d events of 16 KB, %d of them read later",
		without[len(without)/2], with[len(with)/2], without[len(without)*99/100], with[len(with)*99/100], len(with), next-uint64(first))
	if with[len(with)/2] > 20*without[len(without)/2]+100*time.Millisecond { // of events in turn, so that both meet the same machine
		t.Error("the others were held up")
	}
}

// Of states a slow reader gets only the newest of each key, and is not closed.
func TestStatesCoalesce(t *testing.T) {
	const states = 1000
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { o.Limits.Queue = 256 << 10 })
	c := h.lazy(t, "alice")
	c.join("x")
	for n := 1; n <= states; n++ {
		h.state(t, "contest:x", "a", n, 16<<10)
		h.state(t, "contest:x", "b", n, 16<<10)
	}
	h.append(t, "contest:x", 1, 0)
	last, got := map[string]uint64{}, 0
	for {
		f := c.mustRead()
		if f.Params.Meta.Offset == 1 {
			break
		}
		if f.Params.N <= last[f.Params.Key] {
			t.Fatalf("after %d of %s came %d", last[f.Params.Key], f.Params.Key, f.Params.N)
		}
		last[f.Params.Key] = f.Params.N
		got++
	}
	if last["a"] != states || last["b"] != states || got == 2*states {
		t.Errorf("of %d states %d came, the last %v", 2*states, got, last)
	}
	t.Logf("%d of %d states came", got, 2*states)
}

// A message larger than the whole queue reaches a reader that keeps up.
func TestLargerThanTheQueue(t *testing.T) {
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { o.Limits.Queue = 1 << 10 })
	c := h.As(t, "alice")
	from := resume(t, c)[0]
	c.Must("contest.join", `{"contestId":"x"}`, nil)
	for n := 1; n <= 5; n++ {
		h.append(t, "contest:x", n, 300<<10)
		wantEvents(t, c, "contest:x", uint64(n), uint64(n))
		h.state(t, "contest:x", "k", n, 300<<10)
		if f := readFrame(t, c); f.Params.Key != "k" || f.Params.N != uint64(n) {
			t.Fatalf("got %+v", f)
		}
	}
	resume(t, c, schema.Position{Topic: "contest:x", Epoch: from.Epoch})
	wantEvents(t, c, "contest:x", 1, 5)
}

// A replay goes as slowly as its reader, also beside live events, and live
// events of the topic wait their turn in the log.
func TestSlowReplay(t *testing.T) {
	const missed, more = 200, 100
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { o.Limits.Queue = 64 << 10 })
	for n := 1; n <= missed; n++ {
		h.append(t, "contest:x", n, 48<<10)
	}
	p := h.head(t, "contest:x")
	c := h.lazy(t, "alice")
	c.send(`{"jsonrpc":"2.0","method":"session.resume","params":{"resume":[{"topic":"contest:x","epoch":"` + p.Epoch + `","offset":0}]},"id":1}`)
	if f := c.mustRead(); f.ID == nil {
		t.Fatalf("got %+v", f)
	}
	if f := c.mustRead(); f.Params.Meta.Offset != 1 { // the topic is read: states reach it from now on
		t.Fatalf("want 1, got %+v", f)
	}
	for n := 1; n <= more; n++ {
		h.append(t, "contest:x", missed+n, 48<<10)
	}
	h.state(t, "contest:x", "k", 1, 0) // meets the topic while it is replayed
	other := h.As(t, "bob")
	states := 0
	for n := uint64(2); n <= missed+more; n++ {
		wantQuiet(t, other) // a round trip for each event
		f := c.mustRead()
		if f.Params.Key == "k" {
			states++
			f = c.mustRead()
		}
		if f.Params.Meta.Offset != n {
			t.Fatalf("want %d, got %+v", n, f)
		}
	}
	if states != 1 {
		t.Errorf("%d states came", states)
	}
}

// Leaving a topic whose replay is stalled takes effect at once.
func TestLeaveWhileReplayStalls(t *testing.T) {
	const missed = 900
	h := openHouse(t, memory.Options{}, func(o *rpc.Options) { o.Limits.Queue = 64 << 10 })
	for n := 1; n <= missed; n++ {
		h.append(t, "contest:x", n, 16<<10)
	}
	p := h.head(t, "contest:x")
	c := h.lazy(t, "alice")
	c.send(`{"jsonrpc":"2.0","method":"session.resume","params":{"resume":[{"topic":"contest:x","epoch":"` + p.Epoch + `","offset":0}]},"id":1}`)
	if f := c.mustRead(); f.ID == nil {
		t.Fatalf("got %+v", f)
	}
	c.send(`{"jsonrpc":"2.0","method":"contest.leave","params":{"contestId":"x"},"id":2}`)
	n := uint64(0)
	for f := c.mustRead(); f.ID == nil; f = c.mustRead() {
		if n++; f.Params.Meta.Offset != n {
			t.Fatalf("want %d, got %+v", n, f)
		}
	}
	if n == missed {
		t.Error("leaving waited for the whole replay")
	}
	c.send(`{"jsonrpc":"2.0","method":"system.ping","id":3}`)
	if f := c.mustRead(); f.ID == nil {
		t.Errorf("after leaving came %+v", f)
	}
}

// A reader so slow that pings would come too late for their pongs is kept as
// long as it reads, for an hour if need be, and given up when it stops.
func TestSlowReplayOutlastsTheHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const missed = 300
		h := openHouseIn(t, rpctest.StartInMemory, memory.Options{}, func(o *rpc.Options) { o.Limits.Queue = 256 << 10 })
		for n := 1; n <= missed; n++ {
			h.append(t, "contest:x", n, 48<<10)
		}
		c := h.As(t, "alice")
		c.Socket().SetReadLimit(1 << 20)
		p := h.head(t, "contest:x")
		p.Offset = 0
		resume(t, c, p)
		for n := uint64(1); n <= missed; n++ {
			time.Sleep(9 * time.Second) // of the bubble
			wantEvents(t, c, "contest:x", n, n)
		}
		wantQuiet(t, c)
		for n := 1; n <= 50; n++ {
			h.append(t, "contest:x", missed+n, 4<<10)
		}
		time.Sleep(heartbeatAndPong)
		synctest.Wait()
		if n := h.Server.Counts().Connections; n != 0 {
			t.Errorf("%d connections left", n)
		}
	})
}

// heartbeatAndPong is longer than a connection may show no sign of life.
const heartbeatAndPong = time.Minute
