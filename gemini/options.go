package gemini

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"
)

// DefaultModel is cheap and fast, and able to keep a schema.
const DefaultModel = "gemini-3.5-flash-lite"

// DefaultBaseURL is Google's address of the API.
const DefaultBaseURL = "https://generativelanguage.googleapis.com"

// Options configure a [Client]. Zero values mean the defaults named.
type Options struct {
	// Keys to use. Without any, every call fails until SetKeys brings some.
	Keys []Key
	// Model for requests that name none; DefaultModel.
	Model string
	// FallbackModel is asked where the model of a request is overloaded, gone, or
	// has no quota left for the day; empty: none.
	FallbackModel string
	// Limits of each project for each model, where they are known. What a server
	// says when it refuses is learned in any case, and the lower one counts.
	Limits Limits
	// Nodes is how many gateways share the projects: each keeps to that part of
	// every limit, at least 1. It is asked often and must be quick. nil, or less
	// than 2: this one alone.
	Nodes func() int
	// Window in which Limits.RPM and Limits.TPM count; 1 minute.
	Window time.Duration
	// MaxWait bounds the time a call waits for slots, all its attempts together;
	// 5 seconds. A request may say otherwise.
	MaxWait time.Duration
	// MaxQueue bounds the calls that wait; 4096. When more come, those of the
	// lowest priority are refused.
	MaxQueue int
	// MaxAttempts bounds the requests of one call; 4, and never more than there are
	// working keys, and one.
	MaxAttempts int
	// StateFile keeps what was learned of limits, and the counts of the day, over a
	// restart; empty: nowhere. One client only may use a file. A file that cannot
	// be read is logged, ignored and replaced.
	StateFile string
	// Clock for everything about quota; that of the system.
	Clock Clock
	// Log hears of refused keys, used-up quota and overloaded models; nowhere.
	Log *slog.Logger
	// BaseURL of the API, with scheme, without query; DefaultBaseURL. A path is
	// kept as a prefix.
	BaseURL string
	// CallTimeout bounds one request from sending to the end of its answer; 2 minutes.
	CallTimeout time.Duration
	// HeaderTimeout bounds the wait for a stream's first sign of life; 45 seconds.
	HeaderTimeout time.Duration
	// IdleTimeout bounds the wait for each next piece of a stream; 20 seconds.
	IdleTimeout time.Duration
	// DialTimeout bounds the setting up of a connection; 10 seconds.
	DialTimeout time.Duration
	// MaxResponseBytes bounds an answer, unpacked; 8 MiB.
	MaxResponseBytes int64
	// Observe is called at the end of every request sent, and for every call that
	// got no slot, from the goroutine of the call. So it must be quick and may run
	// many times at once; may be nil.
	Observe func(Attempt)
}

// complete fills in the defaults and checks the rest.
func (o *Options) complete() (*url.URL, error) {
	o.Model = orDefault(o.Model, DefaultModel)
	o.BaseURL = orDefault(o.BaseURL, DefaultBaseURL)
	o.CallTimeout = orDefault(o.CallTimeout, 2*time.Minute)
	o.HeaderTimeout = orDefault(o.HeaderTimeout, 45*time.Second)
	o.IdleTimeout = orDefault(o.IdleTimeout, 20*time.Second)
	o.DialTimeout = orDefault(o.DialTimeout, 10*time.Second)
	o.MaxResponseBytes = orDefault(o.MaxResponseBytes, 8<<20)
	o.Window = orDefault(o.Window, time.Minute)
	o.MaxWait = orDefault(o.MaxWait, 5*time.Second)
	o.MaxQueue = orDefault(o.MaxQueue, 4096)
	o.MaxAttempts = orDefault(o.MaxAttempts, maxAttempts)
	o.Clock = orDefault(o.Clock, Clock(systemClock{}))
	o.Log = orDefault(o.Log, slog.New(slog.DiscardHandler))
	if min(o.CallTimeout, o.HeaderTimeout, o.IdleTimeout, o.DialTimeout, o.Window, o.MaxWait) < 0 {
		return nil, errors.New("times must not be negative")
	}
	if o.MaxResponseBytes < 0 || min(o.MaxQueue, o.MaxAttempts, o.Limits.RPM, o.Limits.TPM, o.Limits.RPD, o.Limits.Concurrency) < 0 {
		return nil, errors.New("sizes and limits must not be negative")
	}
	if err := validKeys(o.Keys); err != nil {
		return nil, err
	}
	if err := validModel(o.Model); err != nil {
		return nil, err
	}
	if o.FallbackModel != "" {
		if err := validModel(o.FallbackModel); err != nil {
			return nil, fmt.Errorf("fallback: %w", err)
		}
	}
	return parseBaseURL(o.BaseURL)
}

func validKeys(keys []Key) error {
	known := map[string]bool{}
	for i, k := range keys {
		switch {
		case k.secret == nil:
			return fmt.Errorf("key %d is empty", i+1)
		case known[*k.secret]:
			return fmt.Errorf("key %d is there twice", i+1)
		}
		known[*k.secret] = true
	}
	return nil
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// parseBaseURL returns the address without a slash at its end: with one, the path
// of a call would begin with two. Errors do not repeat the text, which may hold a
// password.
func parseBaseURL(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return nil, errors.New("base URL: not a URL")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("base URL: must begin with https:// or http://")
	case u.Hostname() == "":
		return nil, errors.New("base URL: has no host")
	case u.User != nil:
		return nil, errors.New("base URL: must not hold a user or password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("base URL: must not have a query or fragment")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/")}, nil
}
