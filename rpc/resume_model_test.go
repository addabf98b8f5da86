package rpc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live/memory"
)

const (
	modelLog     = 150 // events of a topic that are kept
	modelClients = 6
	modelTime    = 4 * time.Minute // at most: a very busy machine tries less
)

// TestModelClient is the delivery promise: a client that remembers one position
// a topic, and is torn off again and again while events flow, has at the end
// seen every event once and in order, or was told that it has not.
func TestModelClient(t *testing.T) {
	disconnects := 10_000
	if testing.Short() {
		disconnects = 1000
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	h := openHouse(t, memory.Options{MaxEvents: modelLog}, func(o *rpc.Options) { o.Limits.Queue = 64 << 10 })
	m := &modelRun{t: t, writers: &writers{house: h, topics: map[string]*written{}}, work: make(chan modelWork, 64)}
	m.left.Store(int64(disconnects))
	var clients []*modelClient
	for i := range modelClients {
		user := fmt.Sprintf("user%d", i/2) // two devices each
		c := &modelClient{run: m, rand: rand.New(rand.NewPCG(seed, uint64(i))), token: h.Token(t, user, 0), own: "user:" + user, at: map[string]schema.Position{}}
		c.client = &http.Client{Transport: &http.Transport{DialContext: c.dial, DisableKeepAlives: true}}
		for _, topic := range []string{c.own, "contest:a", "contest:b"} {
			c.at[topic] = schema.Position{Topic: topic, Epoch: "none"}
			m.writers.topics[topic] = &written{}
		}
		clients = append(clients, c)
	}
	began := time.Now()
	enough := time.AfterFunc(modelTime, func() { m.over.Store(true) })
	defer enough.Stop()
	var publishers, all sync.WaitGroup
	for range 4 {
		publishers.Go(m.publish)
	}
	for _, c := range clients {
		all.Go(c.live)
	}
	all.Wait()
	close(m.work)
	publishers.Wait()
	for _, c := range clients {
		if err := c.settle(); err != nil {
			t.Errorf("at the end: %v", err)
		}
	}
	if m.over.Load() {
		disconnects -= max(0, int(m.left.Load()))
		t.Logf("no time for more than %d", disconnects)
	}
	n := &m.counts
	t.Logf("%d disconnects in %v: %d connections, %d resumes, topics recovered %d, too old %d, epoch %d, events %d, of them missed before %d, too slow %d",
		disconnects, time.Since(began).Round(time.Millisecond), n.connects.Load(), n.resumes.Load(), n.recovered.Load(), n.tooOld.Load(), n.epoch.Load(), n.events.Load(), n.replayed.Load(), n.slow.Load())
	if disconnects < 500 {
		t.Errorf("%d disconnects in %v", disconnects, modelTime)
	}
	if n.recovered.Load() < int64(disconnects) || n.tooOld.Load() == 0 || n.epoch.Load() == 0 || n.replayed.Load() < int64(disconnects) {
		t.Error("the run did not try what it is for")
	}
}

// modelRun is what the clients of a run share.
type modelRun struct {
	t       *testing.T
	writers *writers
	work    chan modelWork
	left    atomic.Int64 // disconnects to come
	failed  atomic.Bool
	over    atomic.Bool // there is no time for more
	counts  struct{ connects, resumes, recovered, tooOld, epoch, events, replayed, slow atomic.Int64 }
}

// modelWork is so many events for one topic.
type modelWork struct {
	topic  string
	n      int
	filler int
}

func (m *modelRun) publish() {
	for w := range m.work {
		for range w.n {
			m.writers.append(m.t, w.topic, w.filler)
		}
	}
}

// modelClient is one device.
type modelClient struct {
	run    *modelRun
	rand   *rand.Rand
	token  string
	own    string
	client *http.Client
	at     map[string]schema.Position // everything up to here was seen
	asked  map[string]schema.Position // what was last said of it

	budget  int // bytes that may still be read on the next connection; 0 means any number
	conn    *cutConn
	ws      *websocket.Conn
	nextID  int
	missing map[string]uint64 // heads at the time of the resume, to count what was replayed
}

var errCut = errors.New("the line was cut")

// cutConn is a connection that breaks off after so many bytes.
type cutConn struct {
	net.Conn
	left atomic.Int64
	cut  bool
}

func (c *cutConn) Read(p []byte) (int, error) {
	if !c.cut {
		return c.Conn.Read(p)
	}
	left := c.left.Load()
	if left <= 0 {
		_ = c.Conn.Close()
		return 0, errCut
	}
	n, err := c.Conn.Read(p[:min(int64(len(p)), left)])
	c.left.Add(-int64(n))
	return n, err
}

func (c *modelClient) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	c.conn = &cutConn{Conn: conn, cut: c.budget > 0}
	c.conn.left.Store(int64(c.budget))
	return c.conn, nil
}

// live connects and is torn off until there were enough disconnects.
func (c *modelClient) live() {
	for !c.run.failed.Load() && !c.run.over.Load() && c.run.left.Add(-1) >= 0 {
		if err := c.visit(); err != nil {
			c.run.failed.Store(true)
			c.run.t.Errorf("%s: %v", c.own, err)
		}
		_ = c.ws.CloseNow()
	}
}

// Ways to part.
const (
	closeNow = iota
	closePolitely
	cutReading
	cutWriting
	beforeReply
	duringReplay
	resumeAgain
	ways
)

// visit is one connection from dialling to its end.
func (c *modelClient) visit() error {
	way := c.rand.IntN(ways)
	if c.order(c.rand.IntN(4)); c.rand.IntN(250) == 0 {
		c.order(modelLog + 10)
	}
	c.budget = 0
	if way == cutReading {
		c.budget = 600 + c.rand.IntN(3000)
	}
	if err := c.resume(c.positions()); err != nil {
		return err
	}
	if way == beforeReply {
		return nil
	}
	err := c.meet(way)
	if c.budget > 0 && err != nil && c.conn.left.Load() <= 0 {
		return nil // cut as planned
	}
	if websocket.CloseStatus(err) == websocket.StatusCode(schema.CloseTooSlow) {
		c.run.counts.slow.Add(1)
		return nil
	}
	return err
}

// order has so many events of one of the client's topics made.
func (c *modelClient) order(n int) {
	topics := []string{c.own, c.own, c.own, "contest:a", "contest:b"}
	filler := c.rand.IntN(200)
	if c.rand.IntN(20) == 0 {
		filler = 20_000
	}
	c.run.work <- modelWork{topics[c.rand.IntN(len(topics))], n, filler}
}

// positions says where to go on: where the client is, and now and then
// something that cannot be.
func (c *modelClient) positions() []schema.Position {
	var out []schema.Position
	for _, p := range c.at {
		switch c.rand.IntN(100) {
		case 0:
			p.Epoch = "foreign"
		case 1:
			p.Offset += 1_000_000
		}
		out = append(out, p)
	}
	return out
}

// resume opens a connection and asks to go on.
func (c *modelClient) resume(from []schema.Position) error {
	ctx, cancel := context.WithTimeout(context.Background(), rpctest.Patience)
	defer cancel()
	byHeader := c.rand.IntN(2) == 0
	header := http.Header{}
	if byHeader {
		header.Set("Authorization", "Bearer "+c.token)
	}
	ws, _, err := websocket.Dial(ctx, c.run.writers.house.URL, &websocket.DialOptions{HTTPClient: c.client, HTTPHeader: header})
	if err != nil {
		return err
	}
	c.ws, c.asked = ws, map[string]schema.Position{}
	for _, p := range from {
		c.asked[p.Topic] = p
	}
	c.run.counts.connects.Add(1)
	ws.SetReadLimit(1 << 20)
	if byHeader {
		return c.call("session.resume", schema.ResumeParams{Resume: from})
	}
	return c.call("session.authenticate", schema.AuthenticateParams{Token: c.token, Resume: from})
}

func (c *modelClient) call(method string, params any) error {
	c.nextID++
	b, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "method": method, "params": params, "id": c.nextID})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), rpctest.Patience)
	defer cancel()
	return c.ws.Write(ctx, websocket.MessageText, b)
}

func (c *modelClient) read() (f frame, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), rpctest.Patience)
	defer cancel()
	_, data, err := c.ws.Read(ctx)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(data, &f)
}

// meet reads the reply and what follows, and parts.
func (c *modelClient) meet(way int) error {
	f, err := c.read()
	if err != nil {
		return err
	}
	if err := c.replied(f); err != nil {
		return err
	}
	missing := 0
	for topic, head := range c.missing {
		missing += int(head - c.at[topic].Offset)
	}
	if way == duringReplay {
		return c.follow(c.rand.IntN(missing + 1))
	}
	more := c.rand.IntN(8)
	for range more {
		c.order(1)
	}
	if err := c.follow(c.rand.IntN(missing + more + 1)); err != nil {
		return err
	}
	switch way {
	case closePolitely:
		_ = c.ws.Close(websocket.StatusNormalClosure, "")
	case cutReading:
		for {
			c.order(5)
			if err := c.follow(5); err != nil {
				return err
			}
		}
	case cutWriting:
		_, _ = c.conn.Write([]byte{0x81, 0xfe, 0x10}) // half of a header
		return c.conn.Close()
	case resumeAgain:
		return c.again()
	}
	return nil
}

// again resumes on the same connection from where the client is then. What
// comes before the reply is of the old reading, and comes again after it.
func (c *modelClient) again() error {
	var from []schema.Position
	for _, p := range c.at {
		from = append(from, p)
	}
	if err := c.call("session.resume", schema.ResumeParams{Resume: from}); err != nil {
		return err
	}
	for {
		f, err := c.read()
		if err != nil {
			return err
		}
		if f.ID == nil {
			if err := c.event(f); err != nil {
				return err
			}
			continue
		}
		for _, p := range from {
			c.at[p.Topic] = p
		}
		if err := c.replied(f); err != nil {
			return err
		}
		return nil
	}
}

// replied checks what the reply says of each topic.
func (c *modelClient) replied(f frame) error {
	if f.ID == nil || f.Error != nil || len(f.Result.Topics) != len(c.at) {
		return fmt.Errorf("want a reply first, got %+v", f)
	}
	n := &c.run.counts
	n.resumes.Add(1)
	c.missing = map[string]uint64{}
	for _, r := range f.Result.Topics {
		p := c.at[r.Topic]
		switch {
		case r.Recovered == nil:
			return fmt.Errorf("%s: nothing is said", r.Topic)
		case *r.Recovered:
			n.recovered.Add(1)
			if r.Epoch != p.Epoch || r.Offset != p.Offset || r.Reason != "" || r.Snapshot != nil {
				return fmt.Errorf("recovered elsewhere: %+v, not %+v", r, p)
			}
		case r.Reason == schema.ResumeTooOld:
			n.tooOld.Add(1)
			if r.Offset-p.Offset <= modelLog {
				return fmt.Errorf("called too old: %+v at %+v", p, r)
			}
		case r.Reason == schema.ResumeEpoch:
			n.epoch.Add(1)
			if q := c.asked[r.Topic]; q.Epoch == r.Epoch && q.Offset <= r.Offset {
				return fmt.Errorf("called another epoch: %+v at %+v", q, r)
			}
		default:
			return fmt.Errorf("not recovered: %+v", r)
		}
		if !*r.Recovered && r.Snapshot == nil {
			return fmt.Errorf("no snapshot: %+v", r)
		}
		c.at[r.Topic] = schema.Position{Topic: r.Topic, Epoch: r.Epoch, Offset: r.Offset}
		c.missing[r.Topic] = c.run.writers.house.head(c.run.t, r.Topic).Offset
	}
	return nil
}

// follow reads so many events.
func (c *modelClient) follow(n int) error {
	for range n {
		f, err := c.read()
		if err != nil {
			return err
		}
		if err := c.event(f); err != nil {
			return err
		}
	}
	return nil
}

// event checks that an event is the next one of its topic.
func (c *modelClient) event(f frame) error {
	meta := f.Params.Meta
	p, ok := c.at[meta.Topic]
	if !ok || meta.Epoch != p.Epoch || meta.Offset != p.Offset+1 || f.Params.N != meta.Offset || f.Params.Topic != meta.Topic {
		return fmt.Errorf("after %+v came %+v", p, f)
	}
	p.Offset++
	c.at[meta.Topic] = p
	c.run.counts.events.Add(1)
	if p.Offset <= c.missing[meta.Topic] {
		c.run.counts.replayed.Add(1)
	}
	return nil
}

// settle connects once more and reads everything that there is.
func (c *modelClient) settle() error {
	c.budget = 0
	var from []schema.Position
	for _, p := range c.at {
		from = append(from, p)
	}
	if err := c.resume(from); err != nil {
		return err
	}
	defer func() { _ = c.ws.CloseNow() }()
	f, err := c.read()
	if err != nil {
		return err
	}
	if err := c.replied(f); err != nil {
		return err
	}
	for topic, head := range c.missing {
		for c.at[topic].Offset < head {
			if err := c.follow(1); err != nil {
				return err
			}
		}
	}
	if err := c.call("system.ping", schema.Empty{}); err != nil {
		return err
	}
	if f, err := c.read(); err != nil || f.ID == nil {
		return fmt.Errorf("too much: %+v, %w", f, errors.Join(err, io.ErrUnexpectedEOF))
	}
	return nil
}
