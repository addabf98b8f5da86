package redis

import "github.com/redis/rueidis"

// Scripts run as EVALSHA, and as EVAL when the server does not know them yet.
// The last argument of each is the time, see Live.now.

// clockLua gives now, in microseconds.
const clockLua = `
local now = tonumber(ARGV[#ARGV])
local tested = now ~= nil
if not tested then
	local t = redis.call('TIME')
	now = t[1] * 1000000 + t[2]
end
local function int(n) return string.format('%.0f', n) end
`

// logLua opens the log of a topic: KEYS are its state and its list; ARGV begins
// with an epoch that nobody has used. The state is
//
//	server epoch offset bytes oldest listExpires touched born
//
// with times in milliseconds. oldest is no later than the oldest event.
//
// INFO replication costs 3 to 10 µs. It is the only thing that a script can
// read which no data of the server can bring back.
const logLua = clockLua + `
local info = redis.call('INFO', 'replication')
local at = string.find(info, 'master_replid:', 1, true)
if not at or not string.find(info, 'role:master', 1, true) then
	return redis.error_reply('READONLY this server is not a master')
end
local server = string.sub(info, at + 14, at + 53)
local ms = math.floor(now / 1000)

local function peek()
	local text = redis.call('GET', KEYS[1])
	if not text then return nil end
	local s, epoch, offset, bytes, oldest, expires, touched, born =
		string.match(text, '^(%x+) (%S+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
	if s ~= server then return nil end
	return {epoch = epoch, offset = tonumber(offset), bytes = tonumber(bytes), oldest = tonumber(oldest),
		expires = tonumber(expires), touched = tonumber(touched), born = tonumber(born)}
end
`

// writeLogLua adds what changes a log: ARGV are a new epoch, the command that
// publishes, the longest age in ms, and end with the channel before the time. The
// channel is no key: while a slot moves, Redis refuses scripts that name a key
// which is not there.
const writeLogLua = logLua + `
local publish, maxAge, channel = ARGV[2], tonumber(ARGV[3]), ARGV[#ARGV - 1]

local function save(log)
	log.touched = ms
	local ttl = math.floor(maxAge * 1.5)
	if tested then ttl = math.max(ttl, 3600000) end
	redis.call('SET', KEYS[1], table.concat({server, log.epoch, int(log.offset), int(log.bytes), int(log.oldest),
		int(log.expires), int(log.touched), int(log.born)}, ' '), 'PX', int(ttl))
end

local function renew()
	redis.call('DEL', KEYS[2])
	local log = {epoch = ARGV[1], offset = 0, bytes = 0, oldest = ms, expires = 0, touched = ms, born = ms}
	save(log)
	redis.call(publish, channel, 'b' .. log.epoch)
	return log
end
`

// headScript returns the epoch and the last offset, of a new log if need be.
var headScript = rueidis.NewLuaScript(writeLogLua + `
local log = peek()
if not log then
	log = renew()
elseif ms - log.touched > maxAge / 4 then
	save(log)
	redis.call('PEXPIRE', KEYS[2], int(math.floor(maxAge * 1.5)))
end
return {log.epoch, int(log.offset)}
`)

// renewScript gives a log a new epoch.
var renewScript = rueidis.NewLuaScript(writeLogLua + `
return renew().epoch
`)

// appendScript appends and publishes an event. ARGV go on with: 1 when the epoch
// must change, else the time in ms before which it must not have begun, 0 for
// none; the most events; the most bytes; the event.
var appendScript = rueidis.NewLuaScript(writeLogLua + `
local force, maxEvents, maxBytes, body = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local log = peek()
if not log or force == 1 or log.born < force then log = renew() end

local entry = int(ms) .. ' ' .. body
log.offset = log.offset + 1
log.bytes = log.bytes + #body - 1
local n = redis.call('RPUSH', KEYS[2], entry)
if n == 1 then log.oldest = ms end
while n > 1 do
	local over = n > maxEvents or log.bytes > maxBytes
	if not over then
		if log.oldest > ms - maxAge then break end
		log.oldest = tonumber(string.match(redis.call('LINDEX', KEYS[2], 0), '^%d+'))
		if log.oldest > ms - maxAge then break end
	end
	local gone = redis.call('LPOP', KEYS[2])
	local time = string.match(gone, '^%d+')
	log.oldest = tonumber(time)
	log.bytes = log.bytes - (#gone - #time - 2)
	n = n - 1
end
if log.expires < ms + maxAge then
	log.expires = ms + math.floor(maxAge * 1.25)
	local ttl = math.floor(maxAge * 1.25)
	if tested then ttl = math.max(ttl, 3600000) end
	redis.call('PEXPIRE', KEYS[2], int(ttl))
end
save(log)
redis.call(publish, channel, 'e' .. log.epoch .. ' ' .. int(log.offset) .. ' ' .. entry)
return {log.epoch, int(log.offset)}
`)

// readScript returns events after a position: ARGV are its epoch, its offset,
// the most events, the longest age in ms. The answer is a word and, if it is
// ok, the events.
var readScript = rueidis.NewLuaScript(logLua + `
local epoch, after, limit, maxAge = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local log = peek()
if not log or log.epoch ~= epoch or after > log.offset then return {'epoch'} end
if after == log.offset then return {'ok'} end
local before = log.offset - redis.call('LLEN', KEYS[2])
if after < before then return {'old'} end
local events = redis.call('LRANGE', KEYS[2], after - before, after - before + math.max(limit, 1) - 1)
if not events[1] or tonumber(string.match(events[1], '^%d+')) <= ms - maxAge then return {'old'} end
if limit <= 0 then return {'ok'} end
return {'ok', unpack(events)}
`)

// pulseScript publishes a state if the server can be written to: KEYS are a key
// and a channel, ARGV the command that publishes and the state.
var pulseScript = rueidis.NewLuaScript(`
redis.call('SET', KEYS[1], '1', 'PX', 10000)
redis.call(ARGV[1], KEYS[2], ARGV[2])
return 1
`)
