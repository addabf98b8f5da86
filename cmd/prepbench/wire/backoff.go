package wire

import (
	"errors"
	"math/rand/v2"
	"time"
)

// Backoff says when a client that cannot connect tries again: with full jitter,
// which is anywhere between now and a time that doubles (M. Brooker,
// "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), and never
// before the gateway says.
type Backoff struct {
	Base time.Duration // the longest first pause
	Cap  time.Duration // the longest of all
	Rand *rand.Rand

	failures int
}

// Next is the pause after a failure.
func (b *Backoff) Next(err error) time.Duration {
	most := b.Cap
	if b.failures < 20 {
		most = min(b.Cap, b.Base<<b.failures)
	}
	b.failures++
	pause := time.Duration(b.Rand.Float64() * float64(most))
	var declined *Declined
	if errors.As(err, &declined) && declined.RetryAfter > 0 {
		return declined.RetryAfter + time.Duration(b.Rand.Float64()*float64(b.Base))
	}
	return pause
}

// Reset begins anew after a success.
func (b *Backoff) Reset() { b.failures = 0 }
