package rpc

import (
	"context"
	"errors"
	"time"

	"prepwire/schema"
)

const (
	heartbeat    = 25 * time.Second // of silence before a ping
	engagedEvery = 10 * time.Second // between pings of who takes part in a running contest
	pongWithin   = 10 * time.Second
	frameWithin  = 30 * time.Second // for a frame, and for each silence within it
	frameRate    = 4 << 10          // bytes a second that give a frame more time
	frameAtMost  = 15 * time.Minute // from a frame's first byte to its last
	expiryNotice = 60 * time.Second // before exp
	expiryGrace  = 15 * time.Second // after exp
)

// tick looks after everything about a connection that depends on time, and
// sets the timer for when it must look again. One timer serves all, so that an
// idle connection costs no goroutine.
func (c *Conn) tick() {
	now := time.Now()
	if c.authLate(now) {
		c.Close(schema.CloseAuthTimeout, "no session.authenticate in time")
		return
	}
	if c.expired() {
		c.Close(schema.CloseTokenExpired, "token expired")
		return
	}
	if c.frameLeft(now) <= 0 {
		c.Close(schema.ClosePolicy, "frame not finished in time")
		return
	}
	if c.untilPing(now) <= 0 && c.closing.Load() == 0 && c.pinging.CompareAndSwap(false, true) {
		c.pinged.Store(c.age(now))
		c.server.workers.run(task(c.ping))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		c.timer.Reset(c.untilTick(now))
	}
}

// retick makes tick look again now, because a deadline has changed.
func (c *Conn) retick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over && c.timer != nil {
		c.timer.Reset(0)
	}
}

// untilTick returns how long nothing can be due. The caller holds Conn.mu.
func (c *Conn) untilTick(now time.Time) time.Duration {
	wait := c.untilPing(now)
	if wait <= 0 {
		wait = pongWithin // a ping is under way
	}
	wait = min(wait, max(c.frameLeft(now), time.Millisecond))
	id := c.identity.Load()
	if id == nil {
		return min(wait, c.server.options.AuthWithin-now.Sub(c.since))
	}
	if !c.warned.Equal(id.ExpiresAt) && id.ExpiresAt.Sub(c.server.now()) <= expiryNotice {
		return 0 // the warning is due
	}
	for _, at := range []time.Time{id.ExpiresAt.Add(-expiryNotice), id.ExpiresAt.Add(expiryGrace)} {
		if left := at.Sub(c.server.now()); left > 0 {
			wait = min(wait, left)
		}
	}
	return max(wait, time.Millisecond)
}

func (c *Conn) silence(now time.Time) time.Duration {
	return now.Sub(c.server.started) - time.Duration(c.net.heard.Load())
}

// frameLeft returns how much time is left for the frame at hand. A frame has
// 30 s, and more as it arrives: a second for every 4 KiB, up to 15 minutes,
// but none once nothing of it has come for 30 s.
func (c *Conn) frameLeft(now time.Time) time.Duration {
	began := c.readSince.Load()
	if began == 0 {
		return frameAtMost
	}
	arrived := time.Duration(c.net.received.Load()-c.readFrom.Load()) * time.Second / frameRate
	end := time.Duration(began) + min(frameWithin+arrived, frameAtMost)
	return min(end, time.Duration(c.net.heard.Load())+frameWithin) - now.Sub(c.server.started)
}

// age is a moment as connections note it: never 0.
func (c *Conn) age(now time.Time) int64 { return int64(now.Sub(c.server.started)) | 1 }

// untilPing returns how long no ping is due, nothing or less when one is.
func (c *Conn) untilPing(now time.Time) time.Duration {
	wait := c.server.options.Heartbeat - c.silence(now)
	if c.engaged.Load() == 0 {
		return wait
	}
	last := c.pinged.Load()
	if last == 0 {
		return 0
	}
	return min(wait, engagedEvery-time.Duration(c.age(now)-last))
}

func (c *Conn) authLate(now time.Time) bool {
	return c.identity.Load() == nil && now.Sub(c.since) >= c.server.options.AuthWithin
}

// expired warns of the token's end, once for each exp, and reports whether its
// grace is over.
func (c *Conn) expired() bool {
	id := c.identity.Load()
	if id == nil {
		return false
	}
	left := id.ExpiresAt.Sub(c.server.now())
	if left <= -expiryGrace {
		return true
	}
	if left <= expiryNotice {
		c.warn(id.ExpiresAt)
	}
	return false
}

func (c *Conn) warn(expiresAt time.Time) {
	c.mu.Lock()
	again := c.warned.Equal(expiresAt)
	c.warned = expiresAt
	c.mu.Unlock()
	if !again {
		c.onceGreeted(func() {
			c.state(schema.SessionExpiring.Notice, schema.SessionExpiringParams{ExpiresAt: schema.Time{Time: expiresAt}})
		})
	}
}

// state sends a state notification of which there is one a connection.
func (c *Conn) state(n *schema.Notice, params any) {
	data, err := encodeNotification(n, params)
	if err != nil {
		c.server.log.Error("encode notification", "name", n.Name, "err", err)
		return
	}
	c.server.metrics.notified(n.Name)
	c.pushState(data, n.Name)
}

// ping asks the peer whether it is there, and gives up on it if it is not. The
// pong comes after everything that the peer is sending, and the ping after
// everything that is being sent, so there is more time as long as that moves.
// Only a ping that nothing stands before tells how far the peer is.
func (c *Conn) ping() {
	defer c.pinging.Store(false)
	for {
		ahead, arrived, heard := c.net.written.Load(), c.net.acknowledged(), c.net.received.Load()
		ctx, cancel := context.WithTimeout(context.Background(), pongWithin)
		behind, sent := c.out.busy(), time.Now()
		err := c.ws.Ping(ctx)
		cancel()
		if err == nil {
			if !behind {
				c.trips.add(time.Since(sent))
			}
			return
		}
		moved := c.net.received.Load() != heard || arrived < ahead && c.net.acknowledged() > arrived
		if !moved || !errors.Is(err, context.DeadlineExceeded) {
			c.end()
			return
		}
	}
}
