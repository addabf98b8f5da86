package redis

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/rueidis"

	"prepwire/store/live"
)

// Limiter is a live.Limiter for any number of nodes: they share each bucket.
//
// A bucket is kept as the time until it is full again and when that was (the
// generic cell rate algorithm, ITU-T I.371 annex A), by the server's clock, and
// vanishes when it is full. n may exceed the burst: it is granted by a full
// bucket, which then owes the rest. A clock that goes back stands still for
// that step.
type Limiter struct{ live *Live }

var _ live.Limiter = (*Limiter)(nil)

// allowScript takes from a bucket: ARGV are what is taken and the room of the
// bucket, in microseconds. It returns how long to wait, 0 when it is granted.
var allowScript = rueidis.NewLuaScript(clockLua + `
local cost, room, lag = tonumber(ARGV[1]), tonumber(ARGV[2]), 0
local kept = redis.call('GET', KEYS[1])
if kept then
	local left, at = string.match(kept, '^(%S+) (%d+)$')
	lag = math.max(0, tonumber(left) - math.max(0, now - tonumber(at)))
end
local wait = lag - math.max(0, room - cost)
if wait > 0.001 then return int(math.ceil(wait)) end
lag = lag + cost
local ttl = math.ceil(lag / 1000) + 1
if tested then ttl = math.max(ttl, 3600000) end
redis.call('SET', KEYS[1], string.format('%.4f %.0f', lag, now), 'PX', int(ttl))
return '0'
`)

// Allow implements live.Limiter. A negative n is an error.
func (l *Limiter) Allow(ctx context.Context, key string, rate live.Rate, n int) (bool, time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return false, 0, fmt.Errorf("allow: %w", err)
	}
	if n < 0 {
		return false, 0, fmt.Errorf("allow: %d events", n)
	}
	if n == 0 || rate.Unlimited() {
		return true, 0, nil
	}
	interval := float64(rate.Per) / float64(time.Microsecond) / rate.Events
	reply, err := l.live.run(ctx, allowScript, []string{l.live.key("r", key, "")},
		number(float64(n)*interval), number(rate.Burst()*interval))
	if err != nil {
		return false, 0, fmt.Errorf("allow: %w", err)
	}
	wait, err := reply.AsInt64()
	if err != nil {
		return false, 0, fmt.Errorf("allow: %w: %w", live.ErrUnavailable, err)
	}
	return wait == 0, time.Duration(wait) * time.Microsecond, nil
}

// number writes microseconds as Lua reads them.
func number(us float64) string {
	return strconv.FormatFloat(min(us, float64(forever.Microseconds())), 'f', 4, 64)
}
