package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"syscall"

	"github.com/redis/rueidis"

	"prepwire/store/live"
	"prepwire/store/live/sock"
)

const (
	directCalls = 4 // commands at a time that go on connections of their own
	directName  = "prepwire-direct"
)

// errLost says that a connection was lost while it rested: nothing was sent.
var errLost = errors.New("connection lost at rest")

// direct makes a client that gives each command a connection, which its caller
// writes and reads: on a pipeline two more goroutines have to wake. It is for
// when few commands are on their way; many share a pipeline better. nil where
// it cannot be told whether a connection that rests is still there.
func (l *Live) direct() rueidis.Client {
	o := l.options.client()
	if o.TLSConfig != nil || !sock.Tells {
		return nil
	}
	o.AlwaysPipelining, o.DisableAutoPipelining, o.BlockingPoolSize = false, true, directCalls
	o.DialCtxFn, o.ClientName = l.dialDirect, directName
	client, err := rueidis.NewClient(o)
	if err != nil {
		return nil // it was just reached; the pipeline does
	}
	return client
}

// exec runs a script. Who cannot be called off may wait on a connection.
func (l *Live) exec(ctx context.Context, c *link, script *rueidis.Lua, keys, args []string) (rueidis.RedisMessage, error) {
	on := c.Client
	if c.direct != nil && ctx.Done() == nil && l.calls.Load() < directCalls {
		on = c.direct
	}
	reply, err := l.execOn(ctx, on, script, keys, args)
	if errors.Is(err, errLost) {
		reply, err = l.execOn(ctx, c.Client, script, keys, args)
	}
	return reply, l.fault(ctx, err)
}

func (l *Live) execOn(ctx context.Context, c rueidis.Client, script *rueidis.Lua, keys, args []string) (rueidis.RedisMessage, error) {
	return within(ctx, l, func(ctx context.Context) (rueidis.RedisMessage, error) {
		return script.Exec(ctx, c, keys, args).ToMessage()
	})
}

// directConn is a connection that nobody reads while it rests.
type directConn struct {
	net.Conn
	raw  syscall.RawConn
	stop func() bool
}

// dialDirect dials. The connection ends with l.
func (l *Live) dialDirect(ctx context.Context, addr string, d *net.Dialer, _ *tls.Config) (net.Conn, error) {
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	tcp, ok := c.(syscall.Conn)
	if !ok {
		_ = c.Close()
		return nil, live.ErrUnavailable
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return &directConn{sock.Conn(c), raw, context.AfterFunc(l.ctx, func() { _ = c.Close() })}, nil
}

// Write writes a command. Before it, nothing can have come but the end of the
// connection, since every reply was read.
func (c *directConn) Write(p []byte) (int, error) {
	quiet := false
	if err := c.raw.Control(func(fd uintptr) { quiet = sock.Quiet(fd) }); err != nil || !quiet {
		return 0, errLost
	}
	return c.Conn.Write(p)
}

// Close closes the connection.
func (c *directConn) Close() error {
	c.stop()
	return c.Conn.Close()
}
