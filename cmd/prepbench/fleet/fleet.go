// Package fleet runs several gateways as they run in production, each a
// process of its own, with what they share: Redis and a MongoDB-protocol
// store. Before both, a proxy for each node can break the network.
//
//	node 1 ─► proxy ─► Redis   ◄─ proxy ◄─ node 2
//	       └► proxy ─► store   ◄─ proxy ◄┘
package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"prepwire/auth"
	"prepwire/cmd/prepbench/node"
)

// Config says what runs.
type Config struct {
	Program  string // the gateway; empty: it is built
	FerretDB string // the store's program; empty: it is built
	Dir      string // for data; empty: a temporary one
	Nodes    int
	Cluster  bool     // Redis is a cluster
	Alone    bool     // one node with the embedded store, without Redis
	Local    bool     // every node has an embedded store of its own: contests are not shared
	Env      []string // NAME=value, of every node
	Procs    int      // GOMAXPROCS of every node; 0 leaves it
}

// Fleet is running gateways. Its methods may be called concurrently, save those
// of one node or one server.
type Fleet struct {
	Signer  *auth.Signer
	Members []*Member
	Redis   *Redis   // nil when alone, or there is a cluster
	Cluster *Cluster // nil unless asked for
	Store   *Store   // nil when alone or local

	config Config
	secret auth.Secret
	temp   string
}

// Member is one of the nodes.
type Member struct {
	Name  string
	Addr  string // stays the same over restarts
	Redis *Link  // nil when alone, or there is a cluster
	Store *Link  // nil when alone or local

	config node.Config

	mu     sync.Mutex // guards what follows
	node   *node.Node // nil while it is down
	faults []string   // of the logs of nodes that are gone
}

// Start starts everything and waits until every node is well. What has started
// when something fails is stopped again.
func Start(ctx context.Context, c Config) (_ *Fleet, err error) {
	temp, err := os.MkdirTemp(c.Dir, "prepbench")
	if err != nil {
		return nil, err
	}
	f := &Fleet{config: c, temp: temp, secret: auth.NewSecret()}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	if f.Signer, err = auth.NewSigner(auth.SignerConfig{Secret: f.secret}); err != nil {
		return nil, err
	}
	if c.Program == "" {
		if f.config.Program, err = node.Build(ctx, temp); err != nil {
			return nil, err
		}
	}
	if !c.Alone {
		if err = f.share(ctx); err != nil {
			return nil, err
		}
	}
	for i := range c.Nodes {
		if err = f.add(ctx, i); err != nil {
			return nil, err
		}
	}
	return f, f.AwaitWell(ctx)
}

// share starts what nodes share.
func (f *Fleet) share(ctx context.Context) (err error) {
	if f.config.Cluster {
		f.Cluster, err = startCluster(ctx)
	} else {
		f.Redis, err = startRedis(ctx)
	}
	if err != nil || f.config.Local {
		return err
	}
	f.Store, err = startStore(ctx, f.config.FerretDB, f.temp)
	return err
}

// add starts one more node.
func (f *Fleet) add(ctx context.Context, i int) error {
	m := &Member{Name: "node" + strconv.Itoa(i+1)}
	data := filepath.Join(f.temp, m.Name)
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	env := append([]string{"NODE_ID=" + m.Name}, f.config.Env...)
	if f.Cluster != nil {
		env = append(env, "REDIS_URL="+f.Cluster.URL())
	}
	if f.Redis != nil {
		var err error
		if m.Redis, err = newLink(f.Redis.Addr()); err != nil {
			return err
		}
		env = append(env, "REDIS_URL=redis://"+m.Redis.Addr())
	}
	if f.config.Local {
		env = append(env, "ALLOW_LOCAL_STORE=true")
	} else if !f.config.Alone {
		var err error
		if m.Store, err = newLink(f.Store.Addr()); err != nil {
			return err
		}
		env = append(env, "MONGODB_URI="+f.Store.URI(m.Store.Addr()))
	}
	addr, err := node.FreeAddr()
	if err != nil {
		return err
	}
	admin, err := node.FreeAddr()
	if err != nil {
		return err
	}
	m.Addr = addr
	m.config = node.Config{Program: f.config.Program, DataDir: data, Secret: f.secret, Addr: addr, Admin: admin, Procs: f.config.Procs, Env: env}
	f.Members = append(f.Members, m)
	return m.Start(ctx)
}

// Token makes a user's token.
func (f *Fleet) Token(user string, roles ...auth.Role) (string, error) {
	token, _, err := f.Signer.Sign(auth.Grant{UserID: user, Name: user, Roles: auth.RolesOf(roles...), TTL: 12 * time.Hour})
	return token, err
}

// Addrs are those of all nodes, whether they are up or not.
func (f *Fleet) Addrs() []string {
	var out []string
	for _, m := range f.Members {
		out = append(out, m.Addr)
	}
	return out
}

// Close ends everything and removes its data.
func (f *Fleet) Close() error {
	var errs []error
	for _, m := range f.Members {
		errs = append(errs, m.close())
	}
	if f.Redis != nil {
		errs = append(errs, f.Redis.close())
	}
	errs = append(errs, f.Cluster.close())
	if f.Store != nil {
		errs = append(errs, f.Store.close())
	}
	return errors.Join(append(errs, os.RemoveAll(f.temp))...)
}

// Start starts the node.
func (m *Member) Start(ctx context.Context) error {
	n, err := node.Start(ctx, m.config)
	if err != nil {
		return fmt.Errorf("%s: %w", m.Name, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.node = n
	return nil
}

// take makes the node down, and returns it if it was up.
func (m *Member) take() *node.Node {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.node
	m.node = nil
	return n
}

// Node is the running node, nil while it is down.
func (m *Member) Node() *node.Node {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.node
}

// Kill ends the node as kill -9 does.
func (m *Member) Kill() {
	if n := m.take(); n != nil {
		n.Kill()
		m.keep(n)
	}
}

// Drain ends the node as an operator does.
func (m *Member) Drain() error {
	n := m.take()
	if n == nil {
		return nil
	}
	err := n.Stop()
	m.keep(n)
	return err
}

func (m *Member) keep(n *node.Node) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults = append(m.faults, n.Faults()...)
}

// Faults are warnings and errors that the node has logged, the first of each of
// its lives.
func (m *Member) Faults() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := append([]string(nil), m.faults...)
	if m.node != nil {
		out = append(out, m.node.Faults()...)
	}
	return out
}

func (m *Member) close() error {
	err := m.Drain()
	return errors.Join(err, m.Redis.close(), m.Store.close())
}

// wellWithin bounds how long the nodes may take to be well again.
const wellWithin = 3 * time.Minute

// AwaitWell waits until every node says that it is well.
func (f *Fleet) AwaitWell(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, wellWithin)
	defer cancel()
	for _, m := range f.Members {
		said := ""
		for ok := false; !ok; {
			if ok, said = m.well(ctx); ok {
				break
			}
			select {
			case <-time.After(100 * time.Millisecond):
			case <-ctx.Done():
				return fmt.Errorf("%s does not recover within %v: %s", m.Name, wellWithin, said)
			}
		}
	}
	return nil
}

func (m *Member) well(ctx context.Context) (ok bool, said string) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+m.Addr+"/healthz", nil)
	if err != nil {
		return false, err.Error()
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	var health struct {
		Status string
		Checks map[string]string
	}
	if err := json.NewDecoder(resp.Body).Decode(&health); err != nil {
		return false, err.Error()
	}
	return health.Status == "ok", fmt.Sprint(health.Checks)
}
