package rpc_test

import (
	"strings"
	"testing"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
)

// Half a large frame takes memory, too: whoever comes with another one that
// does not fit beside it is sent away, until there is room again.
func TestFrameMemory(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.FrameMemory = 3 << 19 })
	holder := rawAs(t, g, "alice")
	if holder.status != 101 {
		t.Fatalf("upgrade: %d", holder.status)
	}
	holder.write(header(fin|text, 900_000, true) + strings.Repeat(" ", 800_000))
	bob := g.As(t, "bob")
	for g.Server.Counts().FrameBytes < 800_000 {
		bob.Must("coaching.hint", `["q"]`, nil)
	}
	large := `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":1` + strings.Repeat(" ", 900_000) + "}"
	c := g.As(t, "bob")
	c.Send(large)
	if code := c.Closed(); code != 1013 {
		t.Fatalf("closed with %d although there is no room", code)
	}
	bob.Must("coaching.hint", `["q"]`, nil)
	_ = holder.net.Close()
	for g.Server.Counts().FrameBytes >= 800_000 {
		bob.Must("coaching.hint", `["q"]`, nil)
	}
	c = g.As(t, "bob")
	c.Send(large)
	if r := c.Receive(); !strings.Contains(string(r), `"result"`) {
		t.Fatalf("there is room again, but: %s", r)
	}
}
