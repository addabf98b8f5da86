package gemini

import "time"

// A Clock is where the client takes the time from for its quota: windows, waits,
// pauses between attempts, days. The time limits of connections are kept by the
// process's own clock. Its methods may be called at once from any number of
// goroutines.
type Clock interface {
	// Now never goes back.
	Now() time.Time
	// AfterFunc calls f once when d has passed, from any goroutine but that of the
	// caller. stop prevents that, and reports whether it came in time.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) AfterFunc(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
