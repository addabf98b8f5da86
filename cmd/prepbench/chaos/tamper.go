package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/redis/rueidis"

	"prepwire/cmd/prepbench/fleet"
	"prepwire/cmd/prepbench/wire"
)

// rolledBack is how far Redis is rolled back.
const rolledBack = 700 * time.Millisecond

// tamper rolls back what Redis has, so that Redis itself does not notice: logs
// go on with the same epoch from an earlier place. Nothing can withstand that;
// it shows that whoever watches would notice a gateway that loses events.
func tamper(ctx context.Context, f *fleet.Fleet, _ *rand.Rand) (heal func(context.Context) error, err error) {
	client, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: []string{f.Redis.Addr()}, ForceSingleClient: true, DisableCache: true})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	names, err := client.Do(ctx, client.B().Keys().Pattern("*").Build()).AsStrSlice()
	if err != nil {
		return nil, err
	}
	dumps := map[string]string{}
	for _, name := range names {
		if dump, err := client.Do(ctx, client.B().Dump().Key(name).Build()).ToString(); err == nil {
			dumps[name] = dump
		} else if !rueidis.IsRedisNil(err) {
			return nil, err
		}
	}
	if err := wire.Pause(ctx, rolledBack); err != nil {
		return nil, err
	}
	for name, dump := range dumps {
		if err := client.Do(ctx, client.B().Restore().Key(name).Ttl(0).SerializedValue(dump).Replace().Build()).Error(); err != nil {
			return nil, fmt.Errorf("roll back: %w", err)
		}
	}
	return nil, nil
}
