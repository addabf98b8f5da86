package rpc_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live/memory"
)

// drip reads as a line of so many bytes a second would let it.
type drip struct {
	from   io.Reader
	second int
}

func (d *drip) Read(p []byte) (int, error) {
	time.Sleep(time.Second) // of the bubble
	return d.from.Read(p[:min(len(p), d.second)])
}

func (r *rawConn) slowly(second int) { r.in.Reset(&drip{r.net, second}) }

// pong answers the pings that come before the next other frame, and returns that.
func (r *rawConn) pong() (op byte, payload []byte) {
	r.t.Helper()
	for {
		op, payload, err := r.read()
		if err != nil {
			r.t.Fatal(err)
		}
		if op != ping {
			return op, payload
		}
		r.frame(fin|pong, string(payload))
	}
}

// On a line of 4 KB a second a large reply takes minutes. Neither the pings of
// the gateway nor those of the client are lost patience with meanwhile.
func TestPingsBehindALargeReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size = 600_000
		g := rpctest.StartInMemory(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
			rpc.Handle(mux, schema.CoachingStrategy, func(context.Context, schema.StrategyParams) (schema.Strategy, error) {
				return schema.Strategy{Strategy: strings.Repeat("x", size), Steps: []string{}, Pitfalls: []string{}}, nil
			})
		})
		c := rawAs(t, g, "alice")
		c.slowly(4000)
		for range 3 {
			c.call(strategy("x", "1"))
			synctest.Wait()
			c.frame(fin|ping, "are you there")
			if op, payload := c.pong(); op != text || len(payload) < size {
				t.Fatalf("opcode %d, %d bytes", op, len(payload))
			}
			if op, payload := c.pong(); op != pong || string(payload) != "are you there" {
				t.Fatalf("opcode %d %q", op, payload)
			}
		}
	})
}

// A large write that begins right after a ping does not make the pong late.
func TestLargeWriteBehindAPing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouseIn(t, rpctest.StartInMemory, memory.Options{})
		c := rawAs(t, h.Gateway, "alice")
		c.call(`{"jsonrpc":"2.0","method":"contest.join","params":{"contestId":"x"},"id":1}`)
		c.reply()
		c.slowly(4000)
		time.Sleep(25*time.Second - time.Millisecond)
		for n := 1; n <= 4; n++ {
			h.append(t, "contest:x", n, 60_000)
		}
		time.Sleep(time.Millisecond)
		for range 4 {
			if op, payload := c.pong(); op != text || len(payload) < 60_000 {
				t.Fatalf("opcode %d, %d bytes", op, len(payload))
			}
		}
	})
}

// A client that reads nothing is given up, though its own system takes pings
// and small events for it.
func TestDeafButAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouseIn(t, rpctest.StartInMemory, memory.Options{})
		c := rawAs(t, h.Gateway, "alice")
		c.call(`{"jsonrpc":"2.0","method":"contest.join","params":{"contestId":"x"},"id":1}`)
		c.reply()
		began, n := time.Now(), 0
		gone := make(chan struct{})
		go func() { // the system's part
			defer close(gone)
			_, _ = io.Copy(io.Discard, c.net)
		}()
		for tick := time.NewTicker(time.Second); ; {
			select {
			case <-tick.C:
				n++
				h.append(t, "contest:x", n, 10)
				continue
			case <-gone:
			}
			break
		}
		if took := time.Since(began); took < 25*time.Second || took > 46*time.Second {
			t.Errorf("given up after %v", took)
		}
	})
}

// A reader that stalls for long learns why it was closed when it reads again.
func TestStalledReaderIsToldWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouseIn(t, rpctest.StartInMemory, memory.Options{}, func(o *rpc.Options) { o.Limits.Queue = 64 << 10 })
		c := rawAs(t, h.Gateway, "alice")
		c.call(`{"jsonrpc":"2.0","method":"contest.join","params":{"contestId":"x"},"id":1}`)
		c.reply()
		synctest.Wait() // it reads live events now
		for n := 1; n <= 10; n++ {
			h.append(t, "contest:x", n, 30<<10)
		}
		time.Sleep(25 * time.Second)
		if code, err := c.closed(); code != int(schema.CloseTooSlow) {
			t.Errorf("closed with %d, %v", code, err)
		}
	})
}

// Whoever joins a busy topic and keeps up with it is not too slow because of
// what was replayed: live events do not pile up behind that.
func TestJoinBehindALargeReplay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const more = 200
		h := openHouseIn(t, rpctest.StartInMemory, memory.Options{}, func(o *rpc.Options) { o.Limits.Queue = 64 << 10 })
		h.append(t, "contest:x", 1, 600<<10)
		p := h.head(t, "contest:x")
		c := h.As(t, "alice")
		p.Offset = 0
		resume(t, c, p)
		synctest.Wait() // the large event is on its way
		for n := 2; n <= 1+more; n++ {
			h.append(t, "contest:x", n, 2<<10)
		}
		synctest.Wait()
		wantEvents(t, c, "contest:x", 1, 1+more)
		wantQuiet(t, c)
		h.append(t, "contest:x", more+2, 10)
		wantEvents(t, c, "contest:x", more+2, more+2)
	})
}
