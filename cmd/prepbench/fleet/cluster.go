package fleet

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"prepwire/store/live/redis/redistest"
)

// Cluster is a Redis Cluster that the nodes share: three masters, each with a
// replica, which takes its master's place by itself. Nodes reach its servers
// directly, because they learn of them from the cluster. Its methods may be
// called concurrently; they take turns.
type Cluster struct {
	mu      sync.Mutex // guards what follows
	cluster *redistest.Cluster
	servers []*redistest.Server
	down    map[*redistest.Server]bool
	stalled map[*redistest.Server]bool
}

const masters = 3

func startCluster(ctx context.Context) (*Cluster, error) {
	c, err := redistest.StartCluster(ctx, masters)
	if err != nil {
		return nil, err
	}
	if err := c.AddReplicas(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &Cluster{cluster: c, servers: append(append([]*redistest.Server{}, c.Masters...), c.Replicas...), down: map[*redistest.Server]bool{}, stalled: map[*redistest.Server]bool{}}, nil
}

// URL is that of the cluster as REDIS_URL takes it.
func (c *Cluster) URL() string { return c.cluster.URL() }

// Kill kills a server by chance, a master or, unless only a master will do, a
// replica.
func (c *Cluster) Kill(ctx context.Context, r *rand.Rand, master bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, err := c.someLocked(ctx, r, master)
	if err != nil {
		return err
	}
	s.Kill()
	c.down[s] = true
	return nil
}

// KillAll kills every server.
func (c *Cluster) KillAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.servers {
		if !c.down[s] {
			s.Kill()
			c.down[s] = true
			delete(c.stalled, s)
		}
	}
}

// Flush removes everything from a master by chance.
func (c *Cluster) Flush(ctx context.Context, r *rand.Rand) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, err := c.someLocked(ctx, r, true)
	if err != nil {
		return err
	}
	return s.Flush(ctx)
}

// Stall stops a master by chance, with its connections open, until it is healed.
func (c *Cluster) Stall(ctx context.Context, r *rand.Rand) (heal func(context.Context) error, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, err := c.someLocked(ctx, r, true)
	if err != nil {
		return nil, err
	}
	c.stalled[s] = true
	return func(ctx context.Context) error {
		c.mu.Lock()
		delete(c.stalled, s)
		err := s.Continue()
		c.mu.Unlock()
		return errors.Join(err, c.Heal(ctx))
	}, s.Pause()
}

// Heal starts servers again that are down, empty, and waits until the cluster
// serves and every replica has its master's data.
func (c *Cluster) Heal(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.servers {
		if !c.down[s] {
			continue
		}
		if err := s.Restart(ctx); err != nil {
			return err
		}
		delete(c.down, s)
	}
	ctx, cancel := context.WithTimeout(ctx, wellWithin)
	defer cancel()
	for {
		why := c.unwellLocked(ctx)
		if why == "" {
			return nil
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("the cluster does not recover within %v: %s", wellWithin, why)
		}
	}
}

// unwellLocked says what is wrong with the cluster.
func (c *Cluster) unwellLocked(ctx context.Context) string {
	leading := 0
	for _, s := range c.servers {
		if c.stalled[s] {
			continue // another hand heals it
		}
		state, err := s.Do(ctx, "CLUSTER", "INFO")
		if err != nil || !strings.Contains(state, "cluster_state:ok") {
			return fmt.Sprintf("%s says %.200s, %v", s.Addr(), state, err)
		}
		role, err := s.Do(ctx, "INFO", "replication")
		switch {
		case err != nil:
			return err.Error()
		case strings.Contains(role, "role:master"):
			leading++
		case !strings.Contains(role, "master_link_status:up"):
			return fmt.Sprintf("the replica %s has not got its master's data", s.Addr())
		}
	}
	if leading != masters && len(c.stalled) == 0 {
		return fmt.Sprintf("%d masters", leading)
	}
	return ""
}

// someLocked is a server that is up.
func (c *Cluster) someLocked(ctx context.Context, r *rand.Rand, master bool) (*redistest.Server, error) {
	var why error
	for _, i := range r.Perm(len(c.servers)) {
		s := c.servers[i]
		if c.down[s] || c.stalled[s] {
			continue
		}
		role, err := s.Do(ctx, "INFO", "replication")
		if err == nil && (!master || strings.Contains(role, "role:master")) {
			return s, nil
		}
		why = errors.Join(why, err)
	}
	return nil, fmt.Errorf("no server of the cluster is up: %w", why)
}

func (c *Cluster) close() error {
	if c == nil {
		return nil
	}
	return c.cluster.Close()
}
