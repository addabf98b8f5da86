package redis

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/rueidis"

	"prepwire/store/live"
)

// Presence is a live.Presence for any number of nodes. Times to live count by
// the server's clock. A group is two sorted sets, by expiry and by arrival,
// and a hash; all vanish with the last member.
type Presence struct{ live *Live }

var _ live.Presence = (*Presence)(nil)

// forever is a time far above any that means something, and far below overflow
// in microseconds.
const forever = 100 * 365 * 24 * time.Hour

// presenceLua drops whom nobody refreshed: KEYS are expiry, arrival, info.
const presenceLua = clockLua + `
while true do
	local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(now), 'LIMIT', 0, 1000)
	if #gone == 0 then break end
	for _, key in ipairs({KEYS[1], KEYS[2]}) do redis.call('ZREM', key, unpack(gone)) end
	redis.call('HDEL', KEYS[3], unpack(gone))
end
`

// vanishLua has the group vanish with its last member.
const vanishLua = `
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
local left = math.ceil((tonumber(last[2]) - now) / 1000)
if tested then left = math.max(left, 3600000) end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, int(left)) end
`

// manyAtOnce is how many members one script takes: about a millisecond of the
// server's time.
const manyAtOnce = 500

var (
	enterScript = rueidis.NewLuaScript(presenceLua + `
local id, info, ttl = ARGV[1], ARGV[2], tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], int(now + ttl), id)
local first = redis.call('ZADD', KEYS[2], 'NX', int(now), id)
if info ~= '' then redis.call('HSET', KEYS[3], id, info) elseif first == 0 then redis.call('HDEL', KEYS[3], id) end
` + vanishLua + `
return first
`)
	enterAllScript = rueidis.NewLuaScript(presenceLua + `
local ids, untils, sinces = {}, {}, {}
for i = 2, #ARGV - 1 do
	ids[#ids + 1] = ARGV[i]
	untils[#untils + 1], untils[#untils + 2] = int(now + tonumber(ARGV[1])), ARGV[i]
	sinces[#sinces + 1], sinces[#sinces + 2] = int(now), ARGV[i]
end
redis.call('ZADD', KEYS[1], unpack(untils))
redis.call('ZADD', KEYS[2], 'NX', unpack(sinces))
redis.call('HDEL', KEYS[3], unpack(ids))
` + vanishLua + `
return #ids
`)
	leaveAllScript = rueidis.NewLuaScript(presenceLua + `
local ids = {unpack(ARGV, 1, #ARGV - 1)}
redis.call('ZREM', KEYS[2], unpack(ids))
redis.call('HDEL', KEYS[3], unpack(ids))
return redis.call('ZREM', KEYS[1], unpack(ids))
`)
	leaveScript = rueidis.NewLuaScript(presenceLua + `
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return redis.call('ZREM', KEYS[1], ARGV[1])
`)
	membersScript = rueidis.NewLuaScript(presenceLua + `
local list = redis.call('ZRANGE', KEYS[2], 0, tonumber(ARGV[1]) - 1, 'WITHSCORES')
local out = {}
for i = 1, #list, 2 do
	out[#out + 1] = list[i]
	out[#out + 1] = int(math.floor(tonumber(list[i + 1]) / 1000))
	out[#out + 1] = redis.call('HGET', KEYS[3], list[i]) or ''
end
return out
`)
	countScript = rueidis.NewLuaScript(presenceLua + `
return redis.call('ZCARD', KEYS[1])
`)
)

func (p *Presence) keys(group string) []string {
	key := p.live.key("g", group, "")
	return []string{key + "x", key + "s", key + "i"}
}

// Enter implements live.Presence. A ttl that is not positive is an error; one
// above a hundred years is a hundred years.
func (p *Presence) Enter(ctx context.Context, group, id, info string, ttl time.Duration) (bool, error) {
	if ttl <= 0 {
		return false, fmt.Errorf("enter: time to live of %v", ttl)
	}
	first, err := p.number(ctx, enterScript, group, id, info, micros(min(ttl, forever)))
	if err != nil {
		return false, fmt.Errorf("enter: %w", err)
	}
	return first == 1, nil
}

// EnterAll implements live.Presence.
func (p *Presence) EnterAll(ctx context.Context, group string, ids []string, ttl time.Duration) error {
	if ttl <= 0 && len(ids) > 0 {
		return fmt.Errorf("enter: time to live of %v", ttl)
	}
	for part := range slices.Chunk(ids, manyAtOnce) {
		args := append([]string{micros(min(ttl, forever))}, part...)
		if _, err := p.number(ctx, enterAllScript, group, args...); err != nil {
			return fmt.Errorf("enter: %w", err)
		}
	}
	return nil
}

// LeaveAll implements live.Presence.
func (p *Presence) LeaveAll(ctx context.Context, group string, ids []string) error {
	for part := range slices.Chunk(ids, manyAtOnce) {
		if _, err := p.number(ctx, leaveAllScript, group, part...); err != nil {
			return fmt.Errorf("leave: %w", err)
		}
	}
	return nil
}

// Leave implements live.Presence.
func (p *Presence) Leave(ctx context.Context, group, id string) (bool, error) {
	was, err := p.number(ctx, leaveScript, group, id)
	if err != nil {
		return false, fmt.Errorf("leave: %w", err)
	}
	return was == 1, nil
}

// Count implements live.Presence.
func (p *Presence) Count(ctx context.Context, group string) (int, error) {
	n, err := p.number(ctx, countScript, group)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return int(n), nil
}

// Members implements live.Presence. Members that entered in the same
// microsecond come in the order of their ids.
func (p *Presence) Members(ctx context.Context, group string, limit int) ([]live.Member, error) {
	if limit <= 0 {
		limit = 0
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("members: %w", err)
		}
		return nil, nil
	}
	reply, err := p.live.run(ctx, membersScript, p.keys(group), strconv.Itoa(limit))
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	words, err := reply.AsStrSlice()
	if err != nil {
		return nil, fmt.Errorf("members: %w: %w", live.ErrUnavailable, err)
	}
	var out []live.Member
	for ; len(words) >= 3; words = words[3:] {
		since, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("members: %w: %w", live.ErrUnavailable, err)
		}
		out = append(out, live.Member{ID: words[0], Since: time.UnixMilli(since).UTC(), Info: words[2]})
	}
	return out, nil
}

func (p *Presence) number(ctx context.Context, script *rueidis.Lua, group string, args ...string) (int64, error) {
	reply, err := p.live.run(ctx, script, p.keys(group), args...)
	if err != nil {
		return 0, err
	}
	n, err := reply.AsInt64()
	if err != nil {
		return 0, fmt.Errorf("%w: %w", live.ErrUnavailable, err)
	}
	return n, nil
}

// micros is a duration as scripts take it.
func micros(d time.Duration) string { return strconv.FormatInt(max(1, d.Microseconds()), 10) }
