package rpc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// pingCall is what every client may ask.
const pingCall = `{"jsonrpc":"2.0","method":"system.ping","id":"p"}`

// Frames that RFC 6455 allows, however odd.
func TestOddFramesAreUnderstood(t *testing.T) {
	c := rawAs(t, rpctest.Start(t, serveAll), "alice")
	answered := func(what string) {
		t.Helper()
		if r := c.reply(); string(r.ID) != `"p"` || r.Error != nil {
			t.Fatalf("%s: %+v", what, r)
		}
	}
	c.call(pingCall)
	answered("whole")
	for i, b := range []byte(pingCall) { // a byte a frame, empty ones between
		first := byte(0)
		if i == 0 {
			first = text
		}
		c.frame(first, string([]byte{b}))
		c.frame(0, "")
	}
	c.frame(fin, "")
	answered("byte by byte")

	c.frame(text, pingCall[:10])
	c.frame(fin|ping, "are you there")
	c.frame(0, pingCall[10:20])
	c.frame(fin|pong, "nobody asked")
	c.frame(fin, pingCall[20:])
	if op, payload, err := c.read(); op != pong || string(payload) != "are you there" || err != nil {
		t.Errorf("%d %q %v", op, payload, err)
	}
	answered("with control frames between")

	for _, b := range []byte(header(fin|text, len(pingCall), true) + pingCall) { // a byte a packet
		c.write(string([]byte{b}))
	}
	answered("byte by byte on the wire")
	c.write(strings.Repeat(header(fin|text, len(pingCall), true)+pingCall, 20))
	for range 20 {
		answered("at once")
	}

	umlaut := `{"jsonrpc":"2.0","method":"system.ping","id":"ü"}`
	cut := strings.Index(umlaut, "ü") + 1 // within the character
	c.frame(text, umlaut[:cut])
	c.frame(fin, umlaut[cut:])
	if r := c.reply(); string(r.ID) != `"ü"` {
		t.Errorf("%s", r.ID)
	}
	c.call("")
	if r := c.reply(); reason(r) != schema.ReasonParseError {
		t.Errorf("empty frame: %+v", r)
	}
	c.frame(fin|closes, "\x03\xe8bye")
	if code, err := c.closed(); code != 1000 {
		t.Errorf("closed with %d, %v", code, err)
	}
}

// Frames that RFC 6455 forbids end the connection, and nothing else.
func TestBrokenFramesEndTheConnection(t *testing.T) {
	g := rpctest.Start(t, serveAll)
	neighbour := g.As(t, "bob")
	long := strings.Repeat("x", 70_000)
	for _, attack := range []struct {
		name  string
		write func(c *rawConn)
		code  int
	}{
		{"unmasked", func(c *rawConn) { c.write(header(fin|text, 4, false) + "null") }, 0},
		{"reserved bit", func(c *rawConn) { c.frame(fin|0x40|text, "null") }, 1002},
		{"reserved opcode", func(c *rawConn) { c.frame(fin|3, "null") }, 1002},
		{"reserved control opcode", func(c *rawConn) { c.frame(fin|11, "null") }, 1002},
		{"continues nothing", func(c *rawConn) { c.frame(fin, "null") }, 1002},
		{"a message within a message", func(c *rawConn) { c.frame(text, "nu"); c.frame(fin|text, "null") }, 1002},
		{"a control frame in pieces", func(c *rawConn) { c.frame(ping, "x") }, 1002},
		{"a long control frame", func(c *rawConn) { c.frame(fin|ping, long[:126]) }, 1002},
		{"a length below zero", func(c *rawConn) { c.write("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00") }, 0},
		{"a close code that is none", func(c *rawConn) { c.frame(fin|closes, "\x00\x01") }, 1002},
		{"a close of one byte", func(c *rawConn) { c.frame(fin|closes, "\x03") }, 1002},
		{"not UTF-8", func(c *rawConn) { c.call("\"\xff\"") }, 1007},
		{"half a character", func(c *rawConn) { c.call("\"\xc3\"") }, 1007},
		{"an overlong character", func(c *rawConn) { c.call("\"\xc0\xaf\"") }, 1007},
		{"a surrogate", func(c *rawConn) { c.call("\"\xed\xa0\x80\"") }, 1007},
		{"binary", func(c *rawConn) { c.frame(fin|2, pingCall) }, 1003},
		{"much binary", func(c *rawConn) { c.frame(fin|2, strings.Repeat(long, 20)) }, 1003},
		{"HTTP", func(c *rawConn) { c.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }, 1002},
	} {
		c := rawAs(t, g, "alice")
		attack.write(c)
		code, err := c.closed()
		if code != attack.code {
			t.Errorf("%s: closed with %d, %v; want %d", attack.name, code, err, attack.code)
		}
		if r := neighbour.Call("system.ping", "{}"); r.Error != nil {
			t.Errorf("%s: the neighbour gets %+v", attack.name, r.Error)
		}
	}
	settled(t, g, 1)
}

// The close code reaches a client that goes on sending.
func TestTooBigIsToldToWhoeverGoesOnSending(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.Frame = 100_000 })
	for range 20 {
		for name, c := range map[string]*rawConn{"stranger": openRaw(t, g), "user": rawAs(t, g, "alice")} {
			c.call(`"` + strings.Repeat("x", 4<<20) + `"`)
			if code, err := c.closed(); code != 1009 {
				t.Fatalf("%s: closed with %d, %v", name, code, err)
			}
		}
	}
	pieces := rawAs(t, g, "alice")
	pieces.frame(text, strings.Repeat(" ", 60_000))
	pieces.frame(0, strings.Repeat(" ", 60_000))
	if code, err := pieces.closed(); code != 1009 {
		t.Errorf("in pieces: closed with %d, %v", code, err)
	}
}

// Whoever falls silent within a frame is cut off; others notice nothing.
func TestSilenceWithinAFrame(t *testing.T) {
	for name, start := range map[string]string{
		"half a header":           "\x81",
		"half a long header":      "\x81\xff\x00\x00",
		"a header":                header(fin|text, 100, true),
		"half a frame":            header(fin|text, 100, true) + pingCall,
		"a message without end":   header(text, len(pingCall), true) + pingCall,
		"half a control frame":    header(fin|ping, 100, true) + "x",
		"a frame within pieces":   header(text, 1, true) + "{" + header(0, 100, true) + "x",
		"nothing, pings unheeded": "",
		"an endless frame":        "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00x",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := rpctest.StartInMemory(t, serveAll)
				neighbour := g.As(t, "bob")
				e := listen(t, neighbour)
				began := time.Now()
				c := rawAs(t, g, "alice")
				c.write(start)
				_, _ = c.closed()
				if took := time.Since(began); took < 4*time.Second || took > time.Minute {
					t.Errorf("cut off after %v", took)
				}
				neighbour.Send(pingCall)
				if r := e.next(t); r.Error != nil {
					t.Errorf("the neighbour gets %+v", r)
				}
				synctest.Wait()
				if n := g.Server.Counts(); n.Connections != 1 || n.Users != 1 {
					t.Errorf("left: %+v", n)
				}
			})
		})
	}
}

// A frame that comes in drops does not hold its place for ever.
func TestDropByDrop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll)
		c := rawAs(t, g, "alice")
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = c.closed()
		}()
		c.write(header(text, 1, true) + "[")
		began := time.Now()
		for {
			select {
			case <-ended:
				if took := time.Since(began); took > time.Minute {
					t.Errorf("held for %v", took)
				}
				return
			case <-time.After(time.Second):
				c.write(header(fin|ping, 0, true) + header(0, 1, true) + " ")
			}
		}
	})
}

func TestLargeParts(t *testing.T) {
	g := rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		serveAll(g, mux)
		rpc.Handle(mux, schema.CoachingSend, func(context.Context, schema.CoachingSendParams) (schema.Message, error) {
			return schema.Message{}, nil
		})
	})
	c := g.As(t, "alice")
	neighbour := g.As(t, "bob")
	mega := strings.Repeat("m", 1<<20)
	deep := strings.Repeat(`{"a":`, 60) + "1" + strings.Repeat("}", 60)
	many := &strings.Builder{}
	for i := range 200_000 {
		fmt.Fprintf(many, `,"m%d":0`, i)
	}
	for _, test := range []struct {
		name, message string
		reason        schema.Reason
		pointer       string
	}{
		{"text", `{"jsonrpc":"2.0","method":"coaching.send","params":{"message":"` + mega + `"},"id":1}`, schema.ReasonTooLarge, "/message"},
		{"text by position", `{"jsonrpc":"2.0","method":"coaching.send","params":["` + mega + `"],"id":1}`, schema.ReasonTooLarge, "/message"},
		{"method", `{"jsonrpc":"2.0","method":"` + mega + `","id":1}`, schema.ReasonMethodNotFound, ""},
		{"member", `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q","` + mega + `":1},"id":1}`, schema.ReasonInvalidParams, ""},
		{"members", `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q"` + many.String() + `},"id":1}`, schema.ReasonInvalidParams, "/m0"},
		{"members of the message", `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q"},"id":1` + many.String() + `}`, schema.ReasonInvalidRequest, ""},
		{"elements", `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"` + strings.Repeat(",0", 500_000) + `],"id":1}`, schema.ReasonInvalidParams, ""},
		{"deep _meta", `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q","_meta":` + deep + `},"id":1}`, schema.ReasonInvalidParams, "/_meta/a"},
		{"deeper _meta", `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q","_meta":{"a":` + deep + `,"b":[[[[[1]]]]]}},"id":1}`, schema.ReasonInvalidParams, "/_meta/a"},
		{"long progress token", `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q","_meta":{"progressToken":"` + mega + `"}},"id":1}`, schema.ReasonInvalidParams, "/_meta/progressToken"},
		{"a number of a million digits", `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q","level":1` + strings.Repeat("0", 1<<20) + `},"id":1}`, schema.ReasonInvalidParams, "/level"},
		{"a large exponent", `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q","level":1e999999999},"id":1}`, schema.ReasonInvalidParams, "/level"},
	} {
		c.Send(test.message)
		data := c.Receive()
		var r rpctest.Reply
		if err := json.Unmarshal(data, &r); err != nil {
			t.Fatal(err)
		}
		if reason(r) != test.reason || len(data) > 64<<10 || r.Error == nil {
			t.Errorf("%s: %d bytes: %.300s", test.name, len(data), data)
			continue
		}
		if test.pointer != "" && !slices.ContainsFunc(r.Error.Data.Errors, func(e schema.ParamError) bool { return e.Pointer == test.pointer }) {
			t.Errorf("%s: %+v", test.name, r.Error.Data.Errors)
		}
		neighbour.Must("system.ping", "{}", nil)
	}

	for _, id := range []string{`"` + mega + `"`, "1" + strings.Repeat("0", 1<<20)} { // ids are echoed however long
		c.Send(`{"jsonrpc":"2.0","method":"system.ping","id":` + id + `}`)
		var r rpctest.Reply
		if err := json.Unmarshal(c.Receive(), &r); err != nil || string(r.ID) != id {
			t.Errorf("%v, id of %d bytes", err, len(r.ID))
		}
	}
	if n := strings.Count(g.Log.String(), "m"); n > 100_000 {
		t.Error("the log keeps what strangers send")
	}
}

// A client that goes while its calls run: they are cancelled, nobody is
// blamed, nothing is left.
func TestDisconnectWithinCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		ended := make(chan error, 3)
		g := rpctest.StartInMemory(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
			s.register(g, mux)
			rpc.Handle(mux, schema.SessionGet, func(ctx context.Context, _ schema.SessionRef) (schema.Session, error) {
				s.began <- "get"
				<-ctx.Done()
				ended <- context.Cause(ctx)
				return schema.Session{}, fmt.Errorf("read the session: %w", ctx.Err())
			})
		})
		c := rawAs(t, g, "alice")
		for range 3 {
			c.call(`{"jsonrpc":"2.0","method":"session.get","id":1}`)
			<-s.began
		}
		_ = c.net.Close()
		for range 3 {
			if err := <-ended; err != context.Canceled {
				t.Error(err)
			}
		}
		settled(t, g, 0)
		if n := g.Server.Counts(); n.Users != 0 || n.Topics != 0 {
			t.Errorf("left: %+v", n)
		}
		if log := g.Log.String(); strings.Contains(log, "level=ERROR") {
			t.Errorf("the log blames somebody:\n%s", log)
		}
	})
}

// Connections that never authenticate are gone in time, and leave nothing.
func TestStrangersGo(t *testing.T) {
	n := strangers
	goroutines, before := runtime.NumGoroutine(), heap()
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) {
		o.AuthWithin = 2 * time.Second
		o.Limits.ConnsPerAddress = 0
	})
	user := g.As(t, "alice")
	conns := make([]net.Conn, n)
	for i := range conns {
		conns[i] = openRaw(t, g).net
		if i%100 == 0 {
			user.Must("system.ping", "{}", nil)
		}
	}
	settled(t, g, 1)
	user.Must("session.resume", "{}", nil)
	for _, c := range conns {
		_ = c.Close()
	}
	conns = nil
	until(t, fmt.Sprint("goroutines of ", n, " connections are gone"), func() error {
		if left := runtime.NumGoroutine() - goroutines; left >= 100 {
			return fmt.Errorf("%d are left", left)
		}
		return nil
	})
	wantGrown(t, before, int64(n)*2048+10<<20) // Go keeps what described goroutines
}
