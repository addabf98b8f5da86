package fleet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/rueidis"

	"prepwire/cmd/prepbench/wire"
	"prepwire/store/live/redis/redistest"
)

// Redis is the server that the nodes share. Its methods may be called
// concurrently; they take turns.
type Redis struct {
	mu     sync.Mutex // guards what follows
	server *redistest.Server
	empty  []byte // its data at the start
	old    []byte // its data at the last Remember
}

func startRedis(ctx context.Context) (*Redis, error) {
	s, err := redistest.Start(ctx)
	if err != nil {
		return nil, err
	}
	r := &Redis{server: s}
	if r.empty, err = s.Snapshot(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	r.old = r.empty
	return r, nil
}

// Addr is where the server listens.
func (r *Redis) Addr() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.server.Addr()
}

// Remember takes a snapshot that RestartOld may go back to.
func (r *Redis) Remember(ctx context.Context) (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.old, err = r.server.Snapshot(ctx)
	return err
}

// RestartOld restarts the server with what it had at the last Remember.
func (r *Redis) RestartOld(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.server.RestartFrom(ctx, r.old)
}

// RestartEmpty restarts the server without its data, after some time.
func (r *Redis) RestartEmpty(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.server.RestartFrom(ctx, r.empty)
}

// RestartWhole restarts the server with all that it has.
func (r *Redis) RestartWhole(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	all, err := r.server.Snapshot(ctx)
	if err != nil {
		return err
	}
	return r.server.RestartFrom(ctx, all)
}

// Flush removes everything while the server goes on.
func (r *Redis) Flush(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.server.Flush(ctx)
}

// Failover has a replica take the place of the server, whose clients aim sends
// to it. A replica that lags has not got what came within that time.
func (r *Redis) Failover(ctx context.Context, lag time.Duration, aim func(addr string)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	replica, err := redistest.Start(ctx) // as a replica from the start it would be one again after a restart
	if err != nil {
		return err
	}
	if err := replica.Follow(ctx, r.server); err != nil {
		return errors.Join(err, replica.Close())
	}
	if lag > 0 {
		if err := errors.Join(replica.Detach(ctx), wire.Pause(ctx, lag)); err != nil {
			return errors.Join(err, replica.Close())
		}
	}
	old := r.server
	if err := errors.Join(old.Close(), replica.Promote(ctx)); err != nil {
		return errors.Join(err, replica.Close())
	}
	r.server = replica
	aim(replica.Addr())
	return nil
}

// askWithin is how long a busy machine may take to answer.
const askWithin = time.Minute

// Ask is a client of the server at an address, for whoever measures or meddles.
// It sends nothing twice.
func Ask(addr string) (rueidis.Client, error) {
	return rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{addr}, ForceSingleClient: true, DisableCache: true, DisableRetry: true,
		Dialer: net.Dialer{Timeout: askWithin}, ConnWriteTimeout: askWithin})
}

// Usage is what the server has used and done since it started.
type Usage struct {
	CPU      time.Duration
	Commands int64
	Bytes    int64 // of memory, now
	Calls    map[string]int64
}

// Usage asks the server.
func (r *Redis) Usage(ctx context.Context) (Usage, error) {
	client, err := Ask(r.Addr())
	if err != nil {
		return Usage{}, fmt.Errorf("ask redis: %w", err)
	}
	defer client.Close()
	text, err := client.Do(ctx, client.B().Arbitrary("INFO", "everything").Build()).ToString()
	if err != nil {
		return Usage{}, fmt.Errorf("ask redis: %w", err)
	}
	return parseUsage(text)
}

func parseUsage(text string) (Usage, error) {
	u := Usage{Calls: map[string]int64{}}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		var err error
		switch {
		case name == "used_cpu_sys" || name == "used_cpu_user":
			var seconds float64
			seconds, err = strconv.ParseFloat(value, 64)
			u.CPU += time.Duration(seconds * float64(time.Second))
		case name == "total_commands_processed":
			u.Commands, err = strconv.ParseInt(value, 10, 64)
		case name == "used_memory":
			u.Bytes, err = strconv.ParseInt(value, 10, 64)
		case strings.HasPrefix(name, "cmdstat_"):
			calls, _, _ := strings.Cut(strings.TrimPrefix(value, "calls="), ",")
			u.Calls[strings.TrimPrefix(name, "cmdstat_")], err = strconv.ParseInt(calls, 10, 64)
		}
		if err != nil {
			return u, fmt.Errorf("redis says %s: %w", line, err)
		}
	}
	if u.CPU == 0 || u.Bytes == 0 {
		return u, fmt.Errorf("redis says nothing of what it uses: %.200s", text)
	}
	return u, nil
}

func (r *Redis) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.server.Close()
}
