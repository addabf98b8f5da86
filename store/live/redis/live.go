package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"

	"prepwire/store/live"
	"prepwire/store/live/sock"
)

const (
	callWithin   = 2 * time.Second        // of any command
	dialWithin   = time.Second            // with the greeting of a new connection
	silentFor    = time.Second            // before a connection is asked whether it lives
	deadAfter    = 2 * time.Second        // without an answer
	firstPause   = 100 * time.Millisecond // between tries to connect
	longPause    = 2 * time.Second
	parallel     = 64  // commands of the background at a time
	readAtOnce   = 256 // events of a log
	workerQueue  = 256 // messages that wait for each worker
	maxDoubtful  = 1e5 // topics that are remembered to have failed
	heldEvents   = 64  // of a topic that catches up
	patrolAtOnce = 32  // topics
	clusterBeat  = 16  // pulses of a cluster, so that each server is met
)

// Live is a node's connection to Redis and what is built on it. It is safe for
// concurrent use.
type Live struct {
	Bus      *Bus
	Presence *Presence
	Limiter  *Limiter
	Locker   *Locker

	options Options
	ctx     context.Context // ends with Close
	stop    context.CancelFunc
	work    sync.WaitGroup

	link  atomic.Pointer[link] // nil until Redis has answered once
	ready chan struct{}        // closed when link is set
	calls atomic.Int64         // commands on their way

	mu  sync.Mutex
	why error // why link is nil
}

// link is a client that has reached Redis. It connects again by itself.
type link struct {
	rueidis.Client
	direct  rueidis.Client // nil for none
	sharded bool           // has sharded channels
	cluster bool
}

// Close closes both clients.
func (c *link) Close() {
	if c.direct != nil {
		c.direct.Close()
	}
	c.Client.Close()
}

// publish is the command that sends a message through a channel.
func (c *link) publish(channel, message string) rueidis.Completed {
	if c.sharded {
		return c.B().Spublish().Channel(channel).Message(message).Build()
	}
	return c.B().Publish().Channel(channel).Message(message).Build()
}

// Open returns at once: it goes on connecting until it succeeds, and every
// method answers live.ErrUnavailable until then. An error says that the options
// are of no use. Close it after those who use it.
func Open(o Options) (*Live, error) {
	if len(o.Addrs) == 0 {
		return nil, errors.New("redis: no address")
	}
	l := &Live{options: o.withDefaults(), ready: make(chan struct{})}
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.Bus = newBus(l)
	l.Presence = &Presence{l}
	l.Limiter = &Limiter{l}
	l.Locker = &Locker{l}
	l.work.Go(l.connect)
	l.Bus.start()
	return l, nil
}

// Close ends every subscription and waits for all work. Once it has returned
// nothing is delivered any more and every method answers live.ErrClosed. A
// second Close does nothing.
func (l *Live) Close() {
	l.mu.Lock()
	l.stop()
	l.mu.Unlock()
	l.Bus.close()
	l.work.Wait()
	if c := l.link.Swap(nil); c != nil {
		c.Close()
	}
}

func (o Options) client() rueidis.ClientOption {
	c := rueidis.ClientOption{
		InitAddress: o.Addrs, Username: o.Username, Password: o.Password, SelectDB: o.Database, TLSConfig: o.TLS,
		ClientName: "prepwire", DisableCache: true, ConnWriteTimeout: o.deadAfter,
		AlwaysPipelining: true, // else a command that is alone on its connection closes that when its context ends
	}
	c.Dialer.Timeout, c.Dialer.KeepAlive = o.dialWithin, silentFor
	if o.TLS == nil {
		c.DialCtxFn = dialQuick
	}
	return c
}

// dialQuick dials without TLS.
func dialQuick(ctx context.Context, addr string, d *net.Dialer, _ *tls.Config) (net.Conn, error) {
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return sock.Conn(c), nil
}

// connect tries until Redis answers. It logs a reason when it is a new one.
func (l *Live) connect() {
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		c, err := l.reach()
		if err == nil {
			l.link.Store(c)
			close(l.ready)
			l.options.Log.Info("redis connected", "addr", l.options.where(), "cluster", c.cluster, "sharded", c.sharded)
			return
		}
		if l.ctx.Err() != nil {
			return
		}
		l.mu.Lock()
		news := l.why == nil || l.why.Error() != err.Error()
		l.why = err
		l.mu.Unlock()
		if news {
			l.options.Log.Error("redis: "+explain(err)+"; trying on", "addr", l.options.where(), "err", err)
		}
		select {
		case <-time.After(pause):
		case <-l.ctx.Done():
			return
		}
	}
}

// explain says what an operator can do about an error of the connection.
func explain(err error) string {
	switch text := err.Error(); {
	case strings.HasPrefix(text, "WRONGPASS"):
		return "REDIS_URL: the user or the password is wrong"
	case strings.HasPrefix(text, "NOAUTH"):
		return "REDIS_URL: a password is required"
	case strings.HasPrefix(text, "NOPERM"):
		return "REDIS_URL: this user may not do what is needed"
	default:
		return "cannot be reached"
	}
}

// reach makes a client and asks what the server can do.
func (l *Live) reach() (*link, error) {
	client, err := rueidis.NewClient(l.options.client())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(l.ctx, l.options.callWithin)
	defer cancel()
	known, err := client.Do(ctx, client.B().Arbitrary("COMMAND", "INFO", "SPUBLISH").Build()).ToArray()
	if err != nil {
		client.Close()
		return nil, err
	}
	c := &link{Client: client, cluster: client.Mode() == rueidis.ClientModeCluster}
	c.sharded = len(known) > 0 && !known[0].IsNil()
	c.direct = l.direct()
	return c, nil
}

// reached returns the client, once there is one.
func (l *Live) reached(ctx context.Context) (*link, error) {
	if l.ctx.Err() != nil {
		return nil, live.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c := l.link.Load(); c != nil {
		return c, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.why != nil {
		return nil, fmt.Errorf("%w: %w", live.ErrUnavailable, l.why)
	}
	return l.firstReachedLocked(ctx)
}

// firstReachedLocked gives the first try to connect its time.
func (l *Live) firstReachedLocked(ctx context.Context) (*link, error) {
	l.mu.Unlock()
	defer l.mu.Lock()
	patience := time.NewTimer(dialWithin)
	defer patience.Stop()
	select {
	case <-l.ready:
		if c := l.link.Load(); c != nil {
			return c, nil
		}
		return nil, live.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.ctx.Done():
		return nil, live.ErrClosed
	case <-patience.C:
		return nil, fmt.Errorf("%w: not connected yet", live.ErrUnavailable)
	}
}

// run runs a script.
func (l *Live) run(ctx context.Context, script *rueidis.Lua, keys []string, args ...string) (rueidis.RedisMessage, error) {
	c, err := l.reached(ctx)
	if err != nil {
		return rueidis.RedisMessage{}, err
	}
	return l.exec(ctx, c, script, keys, append(args, l.now()))
}

// fault is the error of a command as callers know it.
func (l *Live) fault(ctx context.Context, err error) error {
	switch {
	case err == nil || rueidis.IsRedisNil(err):
		return nil
	case l.ctx.Err() != nil:
		return live.ErrClosed
	case ctx.Err() != nil:
		return ctx.Err()
	default:
		return fmt.Errorf("%w: %w", live.ErrUnavailable, err)
	}
}

// now is the last argument of every script but those of logs: the time in
// microseconds where Options name a clock, else nothing.
func (l *Live) now() string {
	if l.options.Clock == nil {
		return ""
	}
	return strconv.FormatInt(l.options.Clock().UnixMicro(), 10)
}

// key names something of a group whose names are on one server of a cluster.
// The hash tag is never empty, and ends at the first brace of the name at the
// latest for all of them.
func (l *Live) key(kind, name, part string) string {
	return l.options.Prefix + "{" + kind + ":" + name + "}" + part
}
