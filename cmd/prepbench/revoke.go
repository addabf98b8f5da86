package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"prepwire/auth"
	"prepwire/cmd/prepbench/fleet"
	"prepwire/cmd/prepbench/stats"
	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// revokeCommand measures how long a revoked user is still served, on any node.
type revokeCommand struct {
	Nodes    int           `default:"3" help:"Gateways."`
	Rounds   int           `default:"20" help:"Revocations, each of a user with connections to every node; of the user and of the token in turn."`
	Within   time.Duration `default:"1s" help:"Fail when a call or a connection is accepted later than so long after the revocation was asked for."`
	programs `embed:""`
}

// servedWithin is how long a node may take to serve a user for the first time.
const servedWithin = 2 * time.Minute

// watchFor is how long a node is tried after a revocation.
const watchFor = 3 * time.Second

// Run measures, prints, and fails when it took too long.
func (c *revokeCommand) Run() (err error) {
	ctx, stop := interruptible()
	defer stop()
	f, err := fleet.Start(ctx, c.fleet(c.Nodes))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var took, replied []time.Duration
	calls := 0
	for round := range c.Rounds {
		r, err := c.round(ctx, f, round)
		if err != nil {
			return fmt.Errorf("round %d: %w", round+1, err)
		}
		took, replied, calls = append(took, r.last), append(replied, r.replied), calls+r.accepted
	}
	slices.Sort(took)
	slices.Sort(replied)
	fmt.Printf("%d nodes, %d revocations asked for on each node in turn, %d calls accepted before; %s; load of the machine %s\n", c.Nodes, c.Rounds, calls, f.Store, loadAverage())
	fmt.Printf("last accepted call or connection on any node after the revocation was asked for: median %.1f ms, largest %.1f ms (allowed %v); admin.revoke answered after %.1f ms, at most %.1f ms\n",
		ms(stats.Quantile(took, 0.5)), ms(stats.Quantile(took, 1)), c.Within, ms(stats.Quantile(replied, 0.5)), ms(stats.Quantile(replied, 1)))
	if stats.Quantile(took, 1) >= c.Within {
		return fmt.Errorf("%w: a revoked user was served for %v", errFaults, stats.Quantile(took, 1))
	}
	return nil
}

// revocation is what came of one.
type revocation struct {
	last     time.Duration // from asking for it to the last thing accepted
	replied  time.Duration
	accepted int
}

func (c *revokeCommand) round(ctx context.Context, f *fleet.Fleet, round int) (r revocation, err error) {
	user := fmt.Sprintf("revoked%d", round)
	token, err := f.Token(user)
	if err != nil {
		return r, err
	}
	boss, err := f.Token("boss", auth.Admin)
	if err != nil {
		return r, err
	}
	admin, err := wire.Connect(f.Members[round%c.Nodes].Addr, boss, wire.Options{})
	if err != nil {
		return r, err
	}
	defer admin.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	intruders := make([]*intruder, c.Nodes)
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	for i, m := range f.Members {
		in := &intruder{addr: m.Addr, token: token, served: make(chan struct{})}
		intruders[i] = in
		all.Go(func() { in.try(ctx) })
	}
	for _, in := range intruders {
		select {
		case <-in.served:
		case <-time.After(servedWithin):
			return r, fmt.Errorf("%s does not serve", in.addr)
		}
	}
	if err := wire.Pause(ctx, 200*time.Millisecond); err != nil {
		return r, err
	}
	params := schema.RevokeParams{UserID: user, Reason: "measured"}
	if round%2 == 1 {
		if params.Jti, err = tokenID(token); err != nil {
			return r, err
		}
		params.UserID = ""
	}
	asked := time.Now()
	if err := admin.Call(ctx, "admin.revoke", params, nil); err != nil {
		return r, err
	}
	r.replied = time.Since(asked)
	if err := wire.Pause(ctx, watchFor); err != nil {
		return r, err
	}
	stop()
	all.Wait()
	for _, in := range intruders {
		r.last, r.accepted = max(r.last, in.last.Sub(asked)), r.accepted+in.accepted
	}
	return r, nil
}

// intruder calls a node without end, and connects again whenever it is thrown
// out.
type intruder struct {
	addr, token string
	served      chan struct{} // closed once it was served

	accepted int
	last     time.Time // when something was accepted last
}

// knockEvery is how long it rests after it was refused.
const knockEvery = 5 * time.Millisecond

func (in *intruder) try(ctx context.Context) {
	for ctx.Err() == nil {
		client, err := wire.Connect(in.addr, in.token, wire.Options{})
		if err != nil {
			_ = wire.Pause(ctx, knockEvery)
			continue
		}
		in.accept()
		for client.Call(ctx, "system.ping", struct{}{}, nil) == nil {
			in.accept()
			_ = wire.Pause(ctx, time.Millisecond)
		}
		client.Close()
	}
}

func (in *intruder) accept() {
	in.last = time.Now()
	if in.accepted++; in.accepted == 2 {
		close(in.served)
	}
}

// tokenID reads the jti of a token.
func tokenID(token string) (string, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", errors.New("no token")
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", err
	}
	var c struct{ JTI string }
	if err := json.Unmarshal(claims, &c); err != nil || c.JTI == "" {
		return "", fmt.Errorf("a token without jti: %w", err)
	}
	return c.JTI, nil
}
