package redistest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// slots is how many a cluster has.
const slots = 16384

// Cluster is a Redis Cluster of masters, and replicas once they are added.
type Cluster struct {
	Masters  []*Server
	Replicas []*Server // Replicas[i] is one of Masters[i]
	place    string    // of the servers' directories
	options  []Option
}

// StartCluster starts a cluster of masters and waits until it serves. A server
// that says nothing for a second is taken for dead by the others, unless options
// say otherwise.
func StartCluster(ctx context.Context, masters int, options ...Option) (*Cluster, error) {
	return startClusterIn(ctx, "", masters, options)
}

func startClusterIn(ctx context.Context, place string, masters int, options []Option) (*Cluster, error) {
	c := &Cluster{place: place, options: append([]Option{With("--cluster-enabled", "yes", "--cluster-node-timeout", "1000")}, options...)}
	if err := c.start(ctx, masters); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context, masters int) error {
	for i := range masters {
		s, err := startIn(ctx, c.place, c.options)
		if err != nil {
			return err
		}
		c.Masters = append(c.Masters, s)
		first, last := i*slots/masters, (i+1)*slots/masters-1
		if _, err := s.Do(ctx, "CLUSTER", "ADDSLOTSRANGE", strconv.Itoa(first), strconv.Itoa(last)); err != nil {
			return err
		}
		if _, err := s.Do(ctx, "CLUSTER", "SET-CONFIG-EPOCH", strconv.Itoa(i+1)); err != nil {
			return err
		}
		if err := c.meet(ctx, s); err != nil {
			return err
		}
	}
	return c.settled(ctx)
}

// meet makes a server know those that were there before it: what they tell each
// other by themselves takes its time.
func (c *Cluster) meet(ctx context.Context, s *Server) error {
	for _, other := range append(append([]*Server{}, c.Masters...), c.Replicas...) {
		if other == s {
			continue
		}
		if _, err := s.Do(ctx, "CLUSTER", "MEET", other.host, other.port); err != nil {
			return err
		}
	}
	return nil
}

// settled waits until every master knows all, and says that the cluster serves.
func (c *Cluster) settled(ctx context.Context) error {
	known := fmt.Sprintf("cluster_known_nodes:%d", len(c.Masters)+len(c.Replicas))
	for _, s := range append(append([]*Server{}, c.Masters...), c.Replicas...) {
		if err := s.until(ctx, known, "CLUSTER", "INFO"); err != nil {
			return err
		}
		if err := s.until(ctx, "cluster_state:ok", "CLUSTER", "INFO"); err != nil {
			return err
		}
	}
	return nil
}

// AddReplicas gives every master a replica, and waits until they have its data.
func (c *Cluster) AddReplicas(ctx context.Context) error {
	for _, master := range c.Masters {
		r, err := startIn(ctx, c.place, c.options)
		if err != nil {
			return err
		}
		c.Replicas = append(c.Replicas, r)
		if err := c.meet(ctx, r); err != nil {
			return err
		}
		id, err := master.Do(ctx, "CLUSTER", "MYID")
		if err != nil {
			return err
		}
		if err := r.until(ctx, id, "CLUSTER", "NODES"); err != nil {
			return err
		}
		if _, err := r.Do(ctx, "CLUSTER", "REPLICATE", id); err != nil {
			return err
		}
		if err := r.until(ctx, "master_link_status:up", "INFO", "replication"); err != nil {
			return err
		}
	}
	return c.settled(ctx)
}

// Failover kills a master and has its replica take its place, whatever of the
// master's data it has.
func (c *Cluster) Failover(ctx context.Context, master int) error {
	c.Masters[master].Kill()
	r := c.Replicas[master]
	if _, err := r.Do(ctx, "CLUSTER", "FAILOVER", "TAKEOVER"); err != nil {
		return err
	}
	return r.until(ctx, "role:master", "INFO", "replication")
}

// BeginMove has a slot be on its way from one master to another: its keys are
// where they were, and what is not there is looked for at the other one.
func (c *Cluster) BeginMove(ctx context.Context, slot uint16, from, to *Server) error {
	source, err := from.Do(ctx, "CLUSTER", "MYID")
	if err != nil {
		return err
	}
	target, err := to.Do(ctx, "CLUSTER", "MYID")
	if err != nil {
		return err
	}
	if _, err := to.Do(ctx, "CLUSTER", "SETSLOT", strconv.Itoa(int(slot)), "IMPORTING", source); err != nil {
		return err
	}
	_, err = from.Do(ctx, "CLUSTER", "SETSLOT", strconv.Itoa(int(slot)), "MIGRATING", target)
	return err
}

// FinishMove moves the keys of a slot, and has everybody know of it.
func (c *Cluster) FinishMove(ctx context.Context, slot uint16, from, to *Server, keys ...string) error {
	target, err := to.Do(ctx, "CLUSTER", "MYID")
	if err != nil {
		return err
	}
	move := append([]string{"MIGRATE", to.host, to.port, "", "0", "60000", "KEYS"}, keys...)
	if _, err := from.Do(ctx, move...); err != nil {
		return err
	}
	for _, s := range append([]*Server{to, from}, c.Masters...) {
		if _, err := s.Do(ctx, "CLUSTER", "SETSLOT", strconv.Itoa(int(slot)), "NODE", target); err != nil {
			return err
		}
	}
	return nil
}

// Restart kills all masters and starts them again with what they kept.
func (c *Cluster) Restart(ctx context.Context) error {
	for _, s := range c.Masters {
		s.Kill()
	}
	for _, s := range c.Masters {
		if err := s.Restart(ctx); err != nil {
			return err
		}
	}
	return c.settled(ctx)
}

// URL names all masters, as REDIS_URL takes it.
func (c *Cluster) URL() string {
	addrs := make([]string, len(c.Masters))
	for i, s := range c.Masters {
		addrs[i] = s.Addr()
	}
	return "redis://" + strings.Join(addrs, ",")
}

// Close kills all processes and removes what they wrote.
func (c *Cluster) Close() error {
	var errs []error
	for _, s := range append(append([]*Server{}, c.Masters...), c.Replicas...) {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
