package live

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Pauses before a bus that cannot be reached is asked again.
const (
	followSoon  = 50 * time.Millisecond
	followLater = 2 * time.Second
)

// Follow subscribes to a topic for as long as a program runs: at once or, while
// the bus cannot be reached, as soon as it can. In the latter case late, unless
// it is nil, is called after the subscription has begun: what came before was
// not heard. ctx bounds the first try only. stop ends it and waits until
// nothing is delivered any more; it may be called twice.
func Follow(ctx context.Context, bus Bus, topic string, sub Subscriber, late func()) (stop func(), err error) {
	_, cancel, err := bus.Subscribe(ctx, topic, sub)
	if err == nil {
		return cancel, nil
	}
	if !errors.Is(err, ErrUnavailable) {
		return nil, err
	}
	trying, end := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() {
		cancel := subscribeLater(trying, bus, topic, sub)
		if cancel == nil {
			return
		}
		defer cancel()
		if late != nil {
			late()
		}
		<-trying.Done()
	})
	return func() {
		end()
		work.Wait()
	}, nil
}

// subscribeLater tries until it succeeds, or returns nil when it cannot.
func subscribeLater(ctx context.Context, bus Bus, topic string, sub Subscriber) (cancel func()) {
	for pause := followSoon; ; pause = min(2*pause, followLater) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
		_, cancel, err := bus.Subscribe(ctx, topic, sub)
		if err == nil {
			return cancel
		}
		if !errors.Is(err, ErrUnavailable) {
			return nil
		}
	}
}
