package chaos

import (
	"context"
	"math/rand/v2"

	"prepwire/cmd/prepbench/fleet"
)

// clusterDeck is what can go wrong with a Redis Cluster.
func clusterDeck() []trouble {
	return []trouble{
		{"a master of Redis killed, its replica takes over", clustered(func(c *fleet.Cluster, ctx context.Context, r *rand.Rand) error { return c.Kill(ctx, r, true) })},
		{"a server of Redis killed", clustered(func(c *fleet.Cluster, ctx context.Context, r *rand.Rand) error { return c.Kill(ctx, r, false) })},
		{"all servers of Redis killed", clustered(func(c *fleet.Cluster, _ context.Context, _ *rand.Rand) error { c.KillAll(); return nil })},
		{"FLUSHALL of a master", clustered((*fleet.Cluster).Flush)},
		{"a master of Redis stalls", stallMaster},
	}
}

// clustered does something to the cluster, and heals it.
func clustered(do func(*fleet.Cluster, context.Context, *rand.Rand) error) func(context.Context, *fleet.Fleet, *rand.Rand) (func(context.Context) error, error) {
	return func(ctx context.Context, f *fleet.Fleet, r *rand.Rand) (func(context.Context) error, error) {
		return f.Cluster.Heal, do(f.Cluster, ctx, r)
	}
}

func stallMaster(ctx context.Context, f *fleet.Fleet, r *rand.Rand) (func(context.Context) error, error) {
	return f.Cluster.Stall(ctx, r)
}
