package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/redis/rueidis"

	"prepwire/cmd/prepbench/fleet"
)

// tamper rolls back what Redis has, so that Redis itself does not notice: logs
// go on with the same epoch from an earlier place. Nothing can withstand that;
// it shows that whoever watches would notice a gateway that loses events. A
// witness has an event happen on its topic in between and another one
// afterwards, which takes its place: that is noticed however fast anything is.
func (r *run) tamper(ctx context.Context, f *fleet.Fleet, _ *rand.Rand) (heal func(context.Context) error, err error) {
	token, err := f.Token("witness")
	if err != nil {
		return nil, err
	}
	witness := r.model.NewWitness("witness", token)
	_, before := r.book.Faults()
	if err := witness.See(ctx); err != nil { // then there is a log
		return nil, err
	}
	back, err := remember(ctx, f.Redis.Addr())
	if err != nil {
		return nil, err
	}
	if err := witness.See(ctx); err != nil {
		return nil, err
	}
	if _, now := r.book.Faults(); now > before && !r.tampered {
		return nil, errors.New("somebody complains, and nothing has gone wrong yet")
	}
	r.tampered = true
	if err := back(ctx); err != nil {
		return nil, err
	}
	return nil, witness.See(ctx)
}

// remember takes what Redis has, and returns what puts it there again.
func remember(ctx context.Context, addr string) (back func(context.Context) error, err error) {
	client, err := fleet.Ask(addr)
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
	return func(ctx context.Context) error { return putBack(ctx, addr, dumps) }, nil
}

func putBack(ctx context.Context, addr string, dumps map[string]string) error {
	client, err := fleet.Ask(addr)
	if err != nil {
		return err
	}
	defer client.Close()
	for name, dump := range dumps {
		if err := client.Do(ctx, client.B().Restore().Key(name).Ttl(0).SerializedValue(dump).Replace().Build()).Error(); err != nil {
			return fmt.Errorf("roll back: %w", err)
		}
	}
	return nil
}
