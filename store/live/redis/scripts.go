package redis

import (
	"fmt"
	"strings"

	"github.com/redis/rueidis"
)

// Scripts run as EVALSHA, and as EVAL when the server does not know them yet.

// clockLua gives now, in microseconds, to scripts whose last argument is the
// time, see Live.now.
const clockLua = `
local now = tonumber(ARGV[#ARGV])
local tested = now ~= nil
if not tested then
	local t = redis.call('TIME')
	now = t[1] * 1000000 + t[2]
end
local function int(n) return string.format('%.0f', n) end
`

// logScripts are the scripts of topics' logs. What is the same in every call is
// part of their text, since each argument costs the server time. Their key is
// the topic's channel; the last argument is the time in ms where Options name a
// clock.
type logScripts [4]*rueidis.Lua

const (
	headScript = iota
	renewScript
	appendScript
	readScript
)

func newLogScripts(o Options, publish string) logScripts {
	clock, last, shortest := serverClockLua, "#ARGV", int64(0)
	if o.Clock != nil {
		clock, last, shortest = testClockLua, "#ARGV - 1", 3600000
	}
	age := max(1, o.MaxAge.Milliseconds())
	fill := strings.NewReplacer(
		"$PUBLISH", publish, "$CLOCK", clock, "$LAST", last, "$HEADER", fmt.Sprint(headerSize),
		"$EVENTS", fmt.Sprint(o.MaxEvents), "$SLACK", fmt.Sprint(o.MaxEvents+min(64, o.MaxEvents/8)), "$BYTES", fmt.Sprint(o.MaxBytes),
		"$AGE", fmt.Sprint(age), "$EARLY", fmt.Sprint(age+age/4), "$LIFE", fmt.Sprint(age+age/2), "$TTL", fmt.Sprint(max(age+age/2, shortest)))
	text := func(parts ...string) *rueidis.Lua {
		return rueidis.NewLuaScript(fill.Replace(strings.Join(parts, "")))
	}
	return logScripts{
		headScript:   text(openLua, headLua),
		renewScript:  text(openLua, renewLua, markLua),
		appendScript: text(openLua, appendLua),
		readScript:   text(openLua, readLua),
	}
}

const (
	serverClockLua = `
local t = call('TIME')
local ms = t[1] * 1000 + math.floor(t[2] / 1000)
`
	testClockLua = `
local ms = tonumber(ARGV[#ARGV])
`
)

// openLua opens a log: a list of entries, of which the last has the state of
// the log in its header (see entry.go). total is how many bytes were appended
// in this epoch, and cut how many of them are gone at least; oldest is no later
// than the oldest event, expires when the list is gone, and born when the epoch
// began. last is nil when the server's log has to begin.
//
// INFO replication is what costs most of it, some 3 µs. It is the only thing
// that a script can read which no data of the server can bring back, and which
// changes whenever a server becomes a master.
const openLua = `
local call, sub = redis.call, string.sub
local key = KEYS[1]
local info = call('INFO', 'replication')
local at = string.find(info, 'master_replid:', 1, true)
if not at or not string.find(info, 'role:master', 1, true) then
	return redis.error_reply('READONLY this server is not a master')
end
local server = sub(info, at + 14, at + 29)
$CLOCK
local epoch, offset, total, cut, oldest, expires, born
local last = call('LINDEX', key, '-1')
if last and sub(last, 2, 17) == server then
	epoch, offset, total, cut, oldest, expires, born = struct.unpack('>c16I6I6I6I6I6I6', last, 18)
else
	last = nil
end
`

// renewLua begins an epoch, which is the first argument.
const renewLua = `
	call('DEL', key)
	epoch, offset, total, cut, oldest, expires, born = ARGV[1], 0, 0, 0, ms, 0, ms
	call('$PUBLISH', key, 'b' .. epoch)
`

// markLua makes a log without events: an entry before the first.
const markLua = `
	expires = ms + $LIFE
	last = struct.pack('>c1c16c16I6I6I6I6I6I6I6', 'e', server, epoch, 0, 0, 0, ms, expires, born, ms) .. '\n'
	call('RPUSH', key, last)
	call('PEXPIRE', key, '$TTL')
`

// trimLua drops what is too old, or too much beside so many bytes, but not the
// last so many entries.
const trimLua = `
	local function trim(grown, kept)
		while true do
			local first = call('LINDEX', key, '0')
			if not first then
				oldest, cut = ms, total
				return
			end
			local sum, time = (struct.unpack('>I6', first, 40)), (struct.unpack('>I6', first, 70))
			oldest, cut = time, sum - (#first - $HEADER - 1)
			if time > ms - $AGE and grown - cut <= $BYTES or kept > 0 and call('LLEN', key) <= kept then return end
			call('LPOP', key)
		end
	end
`

// headLua returns the position of the last event, of a new log if need be. A log
// that is asked for lives on.
const headLua = `
if not last then
	` + renewLua + markLua + `
elseif expires < ms + $EARLY then
	` + trimLua + `
	trim(total, 1)
	expires = ms + $LIFE
	last = sub(last, 1, 45) .. struct.pack('>I6I6I6', cut, oldest, expires) .. sub(last, 64)
	call('LSET', key, '-1', last)
	call('PEXPIRE', key, '$TTL')
end
return sub(last, 18, 39)
`

// appendLua appends events and publishes each: ARGV are an epoch that nobody
// has used; 1 when the epoch must change, else the time in ms before which it
// must not have begun, 0 for none; the events. It returns the position of the
// last. Too many events are cut off a few at a time, which costs less; no
// reader is given one that is beyond the bounds.
const appendLua = `
local force = ARGV[2]
if not last or force ~= '0' and (force == '1' or born < tonumber(force)) then
	` + renewLua + `
end
local grown = total
for i = 3, $LAST do grown = grown + #ARGV[i] - 1 end
if oldest <= ms - $AGE or grown - cut > $BYTES then
	` + trimLua + `
	trim(grown, 0)
	if cut == total then expires = 0 end -- the list is gone, and its expiry
end
local prolong = expires < ms + $EARLY
if prolong then expires = ms + $LIFE end
local n
for i = 3, $LAST do
	local body = ARGV[i]
	offset, total = offset + 1, total + #body - 1
	last = struct.pack('>c1c16c16I6I6I6I6I6I6I6', 'e', server, epoch, offset, total, cut, oldest, expires, born, ms) .. body
	n = call('RPUSH', key, last)
	call('$PUBLISH', key, last)
end
if prolong then call('PEXPIRE', key, '$TTL') end
if n > $SLACK then call('LTRIM', key, '-$EVENTS', '-1') end
return sub(last, 18, 39)
`

// readLua returns events after a position: ARGV are its epoch, its offset, the
// most events. The answer is a word and, if it is ok, the entries.
const readLua = `
local after, limit = tonumber(ARGV[2]), tonumber(ARGV[3])
if not last or epoch ~= ARGV[1] or after > offset then return {'epoch'} end
local missing = offset - after
if missing == 0 then return {'ok'} end
if missing > $EVENTS then return {'old'} end
local entries = call('LRANGE', key, -missing, math.min(-1, math.max(limit, 1) - 1 - missing))
local first = entries[1]
if not first then return {'old'} end
local number, sum = struct.unpack('>I6I6', first, 34)
local time = struct.unpack('>I6', first, 70)
if number ~= after + 1 or time <= ms - $AGE then return {'old'} end
if missing > 1 and total - sum + #first - $HEADER - 1 > $BYTES then return {'old'} end
if limit <= 0 then return {'ok'} end
return {'ok', unpack(entries)}
`
