package rpc_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// An upload over a slow line is let finish, however long it takes, and the
// line is not taken for dead within it.
func TestSlowUpload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll, func(o *rpc.Options) { o.Heartbeat = time.Second })
		c := rawAs(t, g, "alice")
		const piece, pieces = 6 << 10, 120
		message := hintCall[:len(hintCall)-1] + strings.Repeat(" ", piece*pieces-len(hintCall)) + "}"
		go func() {
			c.write(header(fin|text, len(message), true))
			for ; message != ""; message = message[piece:] {
				time.Sleep(1500 * time.Millisecond) // of the bubble; longer than the heartbeat
				c.write(message[:piece])
			}
		}()
		op, payload, err := c.read()
		for ; op == ping; op, payload, err = c.read() { // there is no room for a pong within a frame
		}
		if op != text || err != nil || !strings.Contains(string(payload), `"result"`) {
			t.Errorf("opcode %d %.100q, %v", op, payload, err)
		}
	})
}

// Whoever falls silent after a large part of a frame is told in time, and so
// is whoever is too slow for a frame's longest time.
func TestUploadThatStops(t *testing.T) {
	for name, test := range map[string]struct {
		parts       int // of 64 KiB, one each 16 s
		least, most time.Duration
	}{
		"silence":  {5, 30 * time.Second, 31 * time.Second},
		"too long": {1000, 0, time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			g := rpctest.StartInMemory(t, serveAll)
			c := rawAs(t, g, "alice")
			_ = c.net.SetDeadline(time.Now().Add(time.Hour))
			began := time.Now()
			last := began
			over := make(chan struct{})
			go func() {
				c.write(header(fin|text, 8<<20, true))
				for range test.parts {
					select {
					case <-over:
						return
					case <-time.After(15 * time.Second):
						c.write(strings.Repeat(" ", 64<<10))
						last = time.Now()
					}
				}
			}()
			code, _ := c.closed()
			close(over)
			synctest.Wait()
			if took := time.Since(last); code != int(schema.ClosePolicy) || took < test.least || took > test.most+15*time.Second {
				t.Errorf("%s: closed with %d, %v after the last part", name, code, took)
			}
			if took := time.Since(began); took > 16*time.Minute {
				t.Errorf("%s: closed after %v", name, took)
			}
		})
	}
}
