package redis

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"prepwire/store/live"
)

// Defaults of Options.
const (
	DefaultPrefix    = "prepwire:"
	DefaultMaxEvents = 1000
	DefaultMaxAge    = 24 * time.Hour
	DefaultPatrol    = 5 * time.Minute
)

// Options say where Redis is and how long things are kept there.
type Options struct {
	// Addrs are host:port; several are nodes of a cluster. A single one is asked
	// whether it is one.
	Addrs    []string
	Username string
	Password string
	Database int         // of a single server
	TLS      *tls.Config // nil: none

	// Prefix begins every key and channel; empty means DefaultPrefix.
	Prefix string
	// MaxEvents bounds the log of each topic; 0 or less means DefaultMaxEvents.
	MaxEvents int
	// MaxBytes bounds the names and params in the log of each topic, save that
	// the newest event is always kept; 0 or less means live.LogBytes.
	MaxBytes int
	// MaxAge bounds how long an event stays in a log; what nobody uses is gone
	// from Redis after one and a half of it. 0 or less means DefaultMaxAge.
	MaxAge time.Duration
	// Patrol is how often each topic with subscribers is compared with its log;
	// 0 or less means DefaultPatrol.
	Patrol time.Duration

	Log *slog.Logger // nil: nothing is logged
	// Clock takes the place of the server's time, in tests; nil means Redis TIME.
	// What must vanish by itself then stays for an hour of real time at least.
	Clock func() time.Time

	deadAfter, callWithin, dialWithin time.Duration // 0: the constants
}

func (o Options) withDefaults() Options {
	o.Prefix = cmp.Or(o.Prefix, DefaultPrefix)
	if o.MaxEvents <= 0 {
		o.MaxEvents = DefaultMaxEvents
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = live.LogBytes
	}
	if o.MaxAge <= 0 {
		o.MaxAge = DefaultMaxAge
	}
	if o.Patrol <= 0 {
		o.Patrol = DefaultPatrol
	}
	o.deadAfter = cmp.Or(o.deadAfter, deadAfter)
	o.callWithin = cmp.Or(o.callWithin, callWithin)
	o.dialWithin = cmp.Or(o.dialWithin, dialWithin)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// ParseURL reads an address as it stands in configuration:
//
//	redis://[user:password@]host[:port][,host[:port]…][/database]
//
// rediss is the same over TLS. Several hosts are nodes of a cluster, which has
// no databases. No error repeats the address: there may be a password in it.
func ParseURL(text string) (Options, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok || scheme != "redis" && scheme != "rediss" {
		return Options{}, errors.New("it begins with redis:// or rediss://")
	}
	var o Options
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		user, password, _ := strings.Cut(rest[:at], ":")
		var errs [2]error
		o.Username, errs[0] = url.PathUnescape(user)
		o.Password, errs[1] = url.PathUnescape(password)
		if errors.Join(errs[:]...) != nil {
			return Options{}, errors.New("user and password are written with %25 for %, %40 for @")
		}
		rest = rest[at+1:]
	}
	hosts, database, _ := strings.Cut(rest, "/")
	for host := range strings.SplitSeq(hosts, ",") {
		addr, err := parseHost(host)
		if err != nil {
			return Options{}, err
		}
		o.Addrs = append(o.Addrs, addr)
	}
	if database != "" {
		n, err := strconv.Atoi(database)
		if err != nil || n < 0 {
			return Options{}, errors.New("a number of a database is all that may follow the hosts")
		}
		if n != 0 && len(o.Addrs) > 1 {
			return Options{}, errors.New("a cluster has no databases")
		}
		o.Database = n
	}
	if scheme == "rediss" {
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
		if len(o.Addrs) == 1 {
			o.TLS.ServerName, _, _ = net.SplitHostPort(o.Addrs[0])
		}
	}
	return o, nil
}

func parseHost(text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = strings.Trim(text, "[]"), "6379"
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || host == "" || strings.ContainsAny(host, "/?# ") {
		return "", errors.New("hosts are written like redis.example.org:6379, with commas between")
	}
	return net.JoinHostPort(host, port), nil
}

// where is what may be told of the address.
func (o Options) where() string { return fmt.Sprint(strings.Join(o.Addrs, ",")) }
