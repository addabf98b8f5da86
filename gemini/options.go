package gemini

import (
	"errors"
	"fmt"
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
	// Keys to use, at least one: the first that works. A key the server calls dead
	// is left alone for 15 minutes.
	Keys []Key
	// Model for requests that name none; DefaultModel.
	Model string
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
	// Observe is called at the end of every request sent, from the goroutine of
	// the call, so it must be quick and may run many times at once; may be nil.
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
	if min(o.CallTimeout, o.HeaderTimeout, o.IdleTimeout, o.DialTimeout) < 0 || o.MaxResponseBytes < 0 {
		return nil, errors.New("timeouts and sizes must not be negative")
	}
	if len(o.Keys) == 0 {
		return nil, errors.New("at least one key is needed")
	}
	for i, k := range o.Keys {
		if k.secret == nil {
			return nil, fmt.Errorf("key %d is empty", i+1)
		}
	}
	if err := validModel(o.Model); err != nil {
		return nil, err
	}
	return parseBaseURL(o.BaseURL)
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
