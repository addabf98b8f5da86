package rpc_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live"
)

// What is sent right behind session.authenticate is under the limits that hold
// after it, whether that comes in one packet or with many others.
func TestLargeFrameBehindAuthenticate(t *testing.T) {
	g := rpctest.Start(t, serveAll)
	large := `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":2` + strings.Repeat(" ", 40<<10) + `}`
	authenticate := func(token string) string {
		return `{"jsonrpc":"2.0","method":"session.authenticate","params":["` + token + `"],"id":1}`
	}
	for _, first := range []string{"%", "[%]", "[" + pingCall + ",%]"} {
		for range 20 {
			c := openRaw(t, g)
			call := strings.Replace(first, "%", authenticate(g.Token(t, "alice", 0)), 1)
			c.write(header(fin|text, len(call), true) + call + header(fin|text, len(large), true) + large)
			op, payload, err := c.read()
			if op != text || err != nil || !strings.Contains(string(payload), `"userId":"alice"`) {
				t.Fatalf("%s: opcode %d, %v: %s", first, op, err, payload)
			}
			if r := c.reply(); string(r.ID) != "2" || r.Error != nil {
				t.Fatalf("%s: %+v", first, r)
			}
		}
	}
	for range 20 {
		c := openRaw(t, g)
		call := authenticate("rubbish")
		c.write(header(fin|text, len(call), true) + call + header(fin|text, len(large), true) + large)
		if r := c.reply(); string(r.ID) != "1" || reason(r) != schema.TokenInvalid {
			t.Fatalf("%+v", r)
		}
		if code, err := c.closed(); code != 1009 {
			t.Fatalf("closed with %d, %v", code, err)
		}
	}
}

// The replies to calls come before the close that a later frame brings about.
func TestRepliesComeBeforeTheClose(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.Frame = 20_000 })
	calls := strings.Repeat(header(fin|text, len(pingCall), true)+pingCall, 10)
	for code, bad := range map[int]string{
		1009: header(fin|text, 30_000, true) + strings.Repeat(" ", 30_000),
		1003: header(fin|2, 1, true) + "x",
		1007: header(fin|text, 1, true) + "\xff",
	} {
		for range 20 {
			c := openRaw(t, g)
			c.write(calls + bad)
			for range 10 {
				if r := c.reply(); r.Error != nil {
					t.Fatalf("%+v", r)
				}
			}
			if got, err := c.closed(); got != code {
				t.Fatalf("closed with %d, %v, want %d", got, err, code)
			}
		}
	}
}

// Strangers who do not read their answers get no more: small questions have
// large answers.
func TestStrangersReadBeforeTheyAskAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var served atomic.Int64
		g := rpctest.StartInMemory(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
			rpc.Handle(mux, schema.RPCDiscover, func(context.Context, schema.Empty) (any, error) {
				served.Add(1)
				return json.RawMessage(schema.OpenRPC()), nil
			})
		})
		const asked = 40
		discover := `{"jsonrpc":"2.0","method":"rpc.discover","id":1}`
		single, batch := openRaw(t, g), openRaw(t, g)
		go single.write(strings.Repeat(header(fin|text, len(discover), true)+discover, asked))
		synctest.Wait()
		if n := served.Load(); n != 1 {
			t.Errorf("%d answers wait for a stranger to read", n)
		}
		for range asked {
			if op, payload, err := single.read(); op != text || len(payload) < 10_000 || err != nil {
				t.Fatalf("opcode %d, %d bytes, %v", op, len(payload), err)
			}
		}
		served.Store(0)
		batch.call("[" + strings.Repeat(discover+",", 99) + discover + "]")
		synctest.Wait()
		if n := served.Load() * int64(len(schema.OpenRPC())); n > 64<<10+int64(len(schema.OpenRPC())) {
			t.Errorf("%d bytes of answers are gathered for a stranger", n)
		}
	})
}

// Broken messages are answered, too, and their answers are read before more.
func TestStrangersReadWhatIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll)
		c := openRaw(t, g)
		var written atomic.Int64
		go func() {
			for range 10_000 {
				if _, err := c.net.Write([]byte(header(fin|text, 1, true) + "[")); err != nil {
					return
				}
				written.Add(1)
			}
		}()
		synctest.Wait()
		if n := written.Load(); n > 1000 {
			t.Errorf("%d messages were read of a stranger who reads none", n)
		}
	})
}

// Before anybody is known the rate of calls is that of a connection: no
// stranger uses up what the others may ask.
func TestStrangersHaveRatesOfTheirOwn(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.CallsPerUser = live.Rate{Events: 1, Per: time.Hour} })
	for range 3 {
		c := g.Dial(t, nil)
		c.Must("system.ping", "{}", nil)
		if r := c.Call("system.ping", "{}"); reason(r) != schema.RateLimited || r.Error.Data.Scope != "LIMIT_CALLS_PER_USER" {
			t.Errorf("%+v", r.Error)
		}
	}
}
