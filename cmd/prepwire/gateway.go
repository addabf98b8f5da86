package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"runtime/debug"
	"time"

	"prepwire/auth"
	"prepwire/cmd/prepwire/traces"
	"prepwire/rpc"
	"prepwire/rpc/coaching"
	"prepwire/rpc/contest"
	"prepwire/rpc/extension"
	"prepwire/rpc/question"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/recommendations"
	"prepwire/rpc/recommendations/students"
	"prepwire/rpc/session"
	"prepwire/rpc/storetime"
	"prepwire/rpc/system"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/sqlite"
)

// gateway is every part of a running node, in the order in which they start.
type gateway struct {
	config *config
	log    *slog.Logger
	traces *traces.Traces // nil for none
	store  store.Store
	liveParts
	revoked *revoked // nil on a single node
	census  *census
	facts   *rpc.Facts
	clock   *storetime.Clock

	students        *students.Keeper
	recommendations *recommendations.Service
	origins         *auth.Origins
	signer          *auth.Signer
	contests        *contest.Service
	model           *model

	verifier       *auth.Verifier
	server         *rpc.Server
	metrics        *rpc.Metrics
	contestMetrics *contest.Metrics
	modelStats     *modelStats
	storeStats     *storeStats
	checkup        *checkup
	drain          chan struct{} // receives when an admin wants the node to stop
	tenancy        *tenancy      // nil unless the store admits one node only
	lost           chan error    // receives when the node has to stop
	stopBy         time.Time     // when a node that stops is to be gone; zero before

	closers []func() // run from the last to the first
}

// assemble starts the parts of a node. What has started when one of them fails
// is stopped again.
func assemble(ctx context.Context, c *config, log *slog.Logger) (*gateway, error) {
	g := newGateway(c, log)
	err := g.openTraces(ctx)
	if err == nil {
		err = g.openStore(ctx)
	}
	if err == nil {
		err = g.start(ctx)
	}
	if err != nil {
		g.close()
		return nil, err
	}
	return g, nil
}

func newGateway(c *config, log *slog.Logger) *gateway {
	g := &gateway{config: c, log: log, metrics: rpc.NewMetrics(), contestMetrics: contest.NewMetrics(), modelStats: newModelStats(), storeStats: newStoreStats(), drain: make(chan struct{}, 1), lost: make(chan error, 1)}
	g.checkup = newCheckup(g.examine)
	return g
}

// start starts everything but the store, which is open.
func (g *gateway) start(ctx context.Context) error {
	if err := g.openLive(); err != nil {
		return err
	}
	g.traceLive()
	g.census = newCensus(g.presence, g.shared)
	g.onClose(g.census.close)
	revoked, err := g.revocations(ctx)
	if err != nil {
		return err
	}
	if err := g.identify(ctx, revoked); err != nil {
		return err
	}
	if g.model, err = newModel(g.config, g.census.nodes, g.modelStats, g.log); err != nil {
		return err
	}
	g.model.traces = g.traces
	g.onClose(g.model.Close)
	return g.serve(ctx, revoked)
}

func (g *gateway) onClose(f func()) { g.closers = append(g.closers, f) }

// close stops the parts in the reverse order of their start.
func (g *gateway) close() {
	for i := len(g.closers) - 1; i >= 0; i-- {
		g.closers[i]()
	}
	g.closers = nil
}

func (g *gateway) openStore(ctx context.Context) error {
	if g.config.MongodbURI != "" {
		return g.openMongoDB(ctx)
	}
	db, err := sqlite.Open(ctx, g.config.DataDir, sqlite.Options{Observe: g.watchStore("sqlite")})
	switch {
	case errors.Is(err, sqlite.ErrInUse):
		return fmt.Errorf("DATA_DIR %s is in use by another gateway; stop that one or set DATA_DIR to another directory", g.config.DataDir)
	case err != nil:
		return fmt.Errorf("DATA_DIR: %w; set DATA_DIR to a directory that this user can read and write", err)
	}
	g.store = db
	g.warnOfOpenDirectory()
	g.onClose(func() {
		if err := db.Close(); err != nil {
			g.log.Error("close store", "err", err)
		}
	})
	return nil
}

// warnOfOpenDirectory says when others could put files of theirs in the place
// of the store's. It is no refusal: volumes of containers are often made so.
func (g *gateway) warnOfOpenDirectory() {
	info, err := os.Stat(g.config.DataDir)
	if err == nil && othersMay(info, 0o022) {
		g.log.Warn("DATA_DIR can be written by others; chmod 700 keeps it yours", "dir", g.config.DataDir, "mode", info.Mode().String())
	}
}

// revocations reads what was ever revoked.
func (g *gateway) revocations(ctx context.Context) (*auth.Revocations, error) {
	list := &auth.Revocations{}
	read := func(ctx context.Context) error { return g.readRevocations(ctx, list) }
	err := read(ctx)
	if g.config.MongodbURI != "" && errors.Is(err, store.ErrUnavailable) {
		g.laterRevocations(ctx, read)
		return list, nil
	}
	return list, err
}

func (g *gateway) readRevocations(ctx context.Context, list *auth.Revocations) error {
	_, err := eachRevocation(ctx, g.store, store.Position{}, func(r auth.Revocation) { list.Add(r) })
	return err
}

// identify prepares to tell who is calling.
func (g *gateway) identify(ctx context.Context, revoked *auth.Revocations) error {
	secret, err := g.config.signingSecret()
	if err != nil {
		return err
	}
	if g.signer, err = g.config.signer(secret); err != nil {
		return err
	}
	if g.origins, err = auth.NewOrigins(g.config.AllowedOrigins); err != nil {
		return fmt.Errorf("ALLOWED_ORIGINS: %w", err)
	}
	g.verifier, err = g.config.verifier(ctx, secret, revoked, g.log)
	if err != nil {
		return fmt.Errorf("JWT_SECRET or JWKS_URL: %w", err)
	}
	g.onClose(func() {
		if err := g.verifier.Close(); err != nil {
			g.log.Error("close verifier", "err", err)
		}
	})
	return nil
}

// capacity is how many calls run at once on a node before the heaviest kinds
// are refused.
const capacity = 10_000

// serve makes the rpc server and registers every service on it.
func (g *gateway) serve(ctx context.Context, revoked *auth.Revocations) error {
	proxies, err := auth.NewProxies(g.config.TrustedProxies)
	if err != nil {
		return fmt.Errorf("TRUSTED_PROXIES: %w", err)
	}
	mux := rpc.NewMux()
	g.facts = rpc.NewFacts(g.log)
	g.clock = storetime.New(g.store)
	g.learn(ctx)
	operators := system.New(system.Config{
		NodeID: g.config.nodeID(), Version: version(), Contract: schema.OpenRPC(),
		Health: g.checkup.health, AI: g.modelStats.stats, Drain: g.askToDrain,
		Store: g.store, Revocations: revoked, Revoked: g.tellRevoked, Now: g.clock.Now, Log: g.log,
	})
	operators.Register(mux)
	questions := g.questions()
	questions.Register(mux)
	extensions := extension.New(extension.Config{Analyze: questions.Analyze, Store: g.store, Bus: g.bus, Log: g.log})
	extensions.Register(mux)
	sessions := session.New(session.Config{Store: g.store, Bus: g.bus, Presence: g.presence, Learner: summed{g.students},
		Unread: g.store.UnreadMessages, Extensions: extensions.States, Log: g.log})
	sessions.Register(mux)
	coaching.New(coaching.Config{Store: g.store, Bus: g.bus, Questions: questions, Model: coach{g.model}, Configured: g.model.configured,
		Facts: g.facts, Learner: coached{g.students}, Log: g.log}).Register(mux)
	contests := contest.New(contest.Config{Store: g.store, Bus: g.bus, Presence: g.presence,
		Clock: g.clock, Metrics: g.contestMetrics, Facts: g.facts, Log: g.log})
	contests.Register(mux)
	g.contests = contests
	g.tutor(mux, questions)

	g.server, err = rpc.NewServer(ctx, mux, rpc.Options{
		Verifier: g.verifier, Signer: g.signer, Origins: g.origins, Proxies: proxies,
		Agents: auth.NewAgents(g.config.DenyUserAgents),
		Bus:    g.bus, Limiter: g.limiter, Limits: g.config.limits(), Presence: g.sharedPresence(),
		Classify: classify, Metrics: g.metrics, Tracer: g.traces.Tracer(), Log: g.log, LocalOnly: g.config.development(),
		AI: g.model.configured, Capacity: capacity, Engaged: g.store.Engaged,
	})
	if err != nil {
		return err
	}
	g.server.Topics("user", sessions.UserTopics())
	g.server.Topics("contest", contests.Topics())
	g.students.Start()
	g.onClose(g.students.Close)
	questions.Start()
	g.onClose(questions.Close)
	g.recommendations.Start()
	g.onClose(g.recommendations.Close)
	g.facts.Start()
	g.onClose(g.facts.Close)
	contests.Start()
	g.onClose(contests.Close) // after the server: calls under way are still answered
	sessions.Start()
	g.onClose(sessions.Close) // after the server: it tells of the devices that left
	operators.Serve(g.server)
	g.onClose(g.server.Close)
	return g.followOthers(ctx, revoked)
}

func (g *gateway) questions() *question.Service {
	return question.New(question.Config{
		Store: g.store, Bus: g.bus, Bank: itembank.New(), Log: g.log, Model: g.model, Configured: g.model.configured,
		Checks: question.Checks(g.config.QuestionChecks), Facts: g.facts, Mastery: g.students.Mastery, Now: g.clock.Now,
	})
}

// askToDrain makes the node stop as if by SIGTERM.
func (g *gateway) askToDrain() {
	select {
	case g.drain <- struct{}{}:
	default:
	}
}

// classify knows the reasons of the store's errors.
func classify(err error) (schema.Reason, bool) {
	for _, known := range []struct {
		err    error
		reason schema.Reason
	}{
		{store.ErrNotFound, schema.ReasonNotFound},
		{store.ErrExists, schema.AlreadyExists},
		{store.ErrVersion, schema.VersionConflict},
		{store.ErrUnavailable, schema.StoreUnavailable},
		{store.ErrBadCursor, schema.ReasonInvalidParams},
	} {
		if errors.Is(err, known.err) {
			return known.reason, true
		}
	}
	return "", false
}

// keptEvents is how many events a topic's log holds.
func (c *limitConfig) keptEvents() int {
	if c.LimitReplay == 0 {
		return math.MaxInt
	}
	return int(c.LimitReplay)
}

// nodeID is NODE_ID or the host's name.
func (c *config) nodeID() string {
	if c.NodeID != "" {
		return c.NodeID
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		return "node"
	}
	return host[:min(len(host), 64)]
}

// version is what the build knows of the program's version.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
