package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store/live"
)

// maxSize is the largest size that may be set.
const maxSize = math.MaxInt32

// size is a number of bytes: 8MiB, 512KiB, 100000. 0 is no bound.
type size int

var sizeUnits = []struct {
	name  string
	bytes int
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"B", 1}, {"", 1}}

// UnmarshalText reads a size.
func (s *size) UnmarshalText(text []byte) error {
	for _, unit := range sizeUnits {
		digits, ok := strings.CutSuffix(string(text), unit.name)
		if !ok {
			continue
		}
		n, err := parseCount(strings.TrimSpace(digits))
		if err != nil || n > maxSize/unit.bytes {
			break
		}
		*s = size(n * unit.bytes)
		return nil
	}
	return fmt.Errorf("%q is no size; write it like 8MiB, 16KiB or 100000, below 2GiB", text)
}

// count is a number of things. 0 is no bound.
type count int

// UnmarshalText reads a count.
func (c *count) UnmarshalText(text []byte) error {
	n, err := parseCount(string(text))
	if err != nil {
		return fmt.Errorf("%q is no number; write one like 100, or 0 for no limit", text)
	}
	*c = count(n)
	return nil
}

func parseCount(digits string) (int, error) {
	n, err := strconv.ParseUint(digits, 10, 31)
	return int(n), err
}

// methodRates are rates by method: contest.create=10/m,question.report=5/m.
type methodRates map[string]live.Rate

// UnmarshalText reads rates; every method must be one of the contract, once.
func (m *methodRates) UnmarshalText(text []byte) error {
	rates := methodRates{}
	for item := range strings.SplitSeq(string(text), ",") {
		if strings.TrimSpace(item) == "" {
			continue
		}
		name, value, ok := strings.Cut(item, "=")
		if !ok {
			return fmt.Errorf("%q is no rate of a method; write it like contest.create=10/m", item)
		}
		name = strings.TrimSpace(name)
		if !slices.ContainsFunc(schema.Methods(), func(s *schema.Spec) bool { return s.Name == name }) {
			return fmt.Errorf("there is no method %q", name)
		}
		if _, twice := rates[name]; twice {
			return fmt.Errorf("method %q is named twice", name)
		}
		rate, err := live.ParseRate(strings.TrimSpace(value))
		if err != nil {
			return err
		}
		rates[name] = rate
	}
	*m = rates
	return nil
}

// keyList is a list of a model's keys as written. It never prints.
type keyList string

// String hides the keys.
func (keyList) String() string { return "[keys]" }

// GoString hides the keys.
func (keyList) GoString() string { return "[keys]" }

// limits returns what the rpc server is to hold clients to.
func (c *limitConfig) limits() rpc.Limits {
	return rpc.Limits{
		Frame:              int(c.LimitFrame),
		Batch:              int(c.LimitBatch),
		InFlight:           int(c.LimitInflight),
		Waiting:            int(c.LimitWaiting),
		Queue:              int(c.LimitQueue),
		Conns:              int(c.LimitConns),
		ConnsPerUser:       int(c.LimitConnsPerUser),
		ConnsPerAddress:    int(c.LimitConnsPerAddress),
		Connects:           c.LimitConnects,
		ConnectsPerAddress: c.LimitConnectsPerAddress,
		CallsPerUser:       c.LimitCallsPerUser,
		AIPerUser:          c.LimitAIPerUser,
		Methods:            c.LimitMethods,
		ReplayEvents:       int(c.LimitReplay),
	}
}

// check finds what no single value shows.
func (c *config) check() error {
	switch {
	case c.DrainTimeout <= 0:
		return fmt.Errorf("DRAIN_TIMEOUT is %v; set it to some time, such as 10s", c.DrainTimeout)
	case c.DrainSpread < 0 || c.DrainSpread > c.DrainTimeout:
		return fmt.Errorf("DRAIN_SPREAD is %v; set it to no more than DRAIN_TIMEOUT (%v)", c.DrainSpread, c.DrainTimeout)
	case c.TokenMaxAge <= 0:
		return fmt.Errorf("TOKEN_MAX_AGE is %v; set it to some time, such as 24h", c.TokenMaxAge)
	case c.GeminiWindow <= 0:
		return fmt.Errorf("GEMINI_WINDOW is %v; set it to some time, such as 60s", c.GeminiWindow)
	case c.GeminiMaxWait <= 0:
		return fmt.Errorf("GEMINI_MAX_WAIT is %v; set it to some time, such as 5s", c.GeminiMaxWait)
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("TLS_CERT and TLS_KEY belong together; set both or neither")
	case len([]rune(c.NodeID)) > 64:
		return errors.New("NODE_ID is too long; at most 64 characters")
	}
	if err := c.checkLive(); err != nil {
		return err
	}
	return c.checkIdentity()
}

// checkLive refuses nodes that would share what happens now, but not what is
// kept.
func (c *config) checkLive() error {
	if c.RedisURL == "" {
		return nil
	}
	if _, err := c.redis(); err != nil {
		return err
	}
	if !c.storeIsShared() && !c.AllowLocalStore {
		return errors.New("REDIS_URL is set, but the store in DATA_DIR belongs to this node alone; set MONGODB_URI, or ALLOW_LOCAL_STORE=true to run one node with Redis")
	}
	return nil
}

// storeIsShared says whether other nodes can use the same store.
func (c *config) storeIsShared() bool { return c.MongodbURI != "" }
