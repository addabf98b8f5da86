package rpc_test

import (
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc/rpctest"
)

// A silent client is pinged after 25 s. One that answers is left alone for as
// long again; one that does not is given up 10 s later.
func TestSilenceIsPinged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := rawAs(t, rpctest.StartInMemory(t, serveAll), "alice")
		quiet := time.Now()
		pinged := func() string {
			t.Helper()
			op, payload, err := c.read()
			if took := time.Since(quiet).Round(time.Millisecond); err != nil || op != ping || took != 25*time.Second {
				t.Fatalf("opcode %d, %v after %v of silence", op, err, took)
			}
			return string(payload)
		}
		c.call(pingCall)
		c.reply()
		for range 2 {
			c.frame(fin|pong, pinged())
			quiet = time.Now()
		}
		time.Sleep(20 * time.Second)
		c.call(pingCall) // whatever comes ends the silence
		c.reply()
		quiet = time.Now()
		pinged()
		_, err := c.closed()
		if took := time.Since(quiet).Round(time.Millisecond); err != nil || took != 35*time.Second {
			t.Errorf("given up after %v of silence, %v", took, err)
		}
	})
}
