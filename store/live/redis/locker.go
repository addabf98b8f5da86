package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/rueidis"

	"prepwire/store/live"
)

// Locker is a live.Locker for any number of nodes, by the server's clock. The
// number of a lease is no less than the server's time in microseconds, so that
// it rises also when Redis has lost what it knew.
type Locker struct{ live *Live }

var _ live.Locker = (*Locker)(nil)

// The lease of a name is kept as its number, when it ends, and its holder. It
// stays for a while after it has ended, for the sake of its number.
const leaseLua = clockLua + `
local number, ends, holder = 0, 0, nil
local kept = redis.call('GET', KEYS[1])
if kept then
	number, ends, holder = string.match(kept, '^(%d+) (%d+) (.*)$')
	number, ends = tonumber(number), tonumber(ends)
	if ends <= now then holder = nil end
end
local function keep(number, ends, holder)
	redis.call('SET', KEYS[1], int(number) .. ' ' .. int(ends) .. ' ' .. holder,
		'PX', int(math.max(3600000, math.ceil((ends - now) / 1000) * 2)))
end
`

var (
	acquireScript = rueidis.NewLuaScript(leaseLua + `
if holder and holder ~= ARGV[1] then return '0' end
if not holder then number = math.max(number + 1, now) end
keep(number, now + tonumber(ARGV[2]), ARGV[1])
return int(number)
`)
	releaseScript = rueidis.NewLuaScript(leaseLua + `
if holder ~= ARGV[1] then return '0' end
keep(number, 0, '')
return '1'
`)
)

// Acquire implements live.Locker.
func (l *Locker) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (uint64, bool, error) {
	if ttl <= 0 || holder == "" {
		return 0, false, errors.New("acquire: a lease needs a holder and a time")
	}
	n, err := l.run(ctx, acquireScript, name, holder, micros(min(ttl, forever)))
	if err != nil {
		return 0, false, fmt.Errorf("acquire: %w", err)
	}
	return uint64(n), n != 0, nil
}

// Release implements live.Locker.
func (l *Locker) Release(ctx context.Context, name, holder string) (bool, error) {
	n, err := l.run(ctx, releaseScript, name, holder)
	if err != nil {
		return false, fmt.Errorf("release: %w", err)
	}
	return n != 0, nil
}

func (l *Locker) run(ctx context.Context, script *rueidis.Lua, name string, args ...string) (int64, error) {
	reply, err := l.live.run(ctx, script, []string{l.live.key("k", name, "")}, args...)
	if err != nil {
		return 0, err
	}
	n, err := reply.AsInt64()
	if err != nil {
		return 0, fmt.Errorf("%w: %w", live.ErrUnavailable, err)
	}
	return n, nil
}
