package redis

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/redis/rueidis"

	"prepwire/store/live"
)

// slotCount is how many slots a cluster has.
const slotCount = 16384

// slot is the slot of a key or channel: CRC16/XMODEM of its hash tag, see
// https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/.
func slot(key string) uint16 {
	if _, rest, ok := strings.Cut(key, "{"); ok {
		if tag, _, ok := strings.Cut(rest, "}"); ok && tag != "" {
			key = tag
		}
	}
	var crc uint16
	for i := range len(key) {
		crc ^= uint16(key[i]) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc % slotCount
}

// readSlots asks the cluster who has which slot, unless it is known.
func (f *feeds) readSlots(ctx context.Context, c *link) error {
	f.mu.Lock()
	known := f.slots != nil
	f.mu.Unlock()
	if known {
		return nil
	}
	ranges, err := c.Do(ctx, c.B().ClusterSlots().Build()).ToArray()
	if err != nil {
		return fmt.Errorf("%w: slots: %w", live.ErrUnavailable, err)
	}
	slots := make([]string, slotCount)
	for _, r := range ranges {
		first, last, addr, err := slotRange(r)
		if err != nil {
			return fmt.Errorf("%w: slots: %w", live.ErrUnavailable, err)
		}
		for i := max(0, first); i <= min(last, slotCount-1); i++ {
			slots[i] = addr
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.slots = slots
	return nil
}

// slotRange reads one range and the address of its master.
func slotRange(r rueidis.RedisMessage) (first, last int64, addr string, err error) {
	parts, err := r.ToArray()
	if err != nil || len(parts) < 3 {
		return 0, 0, "", fmt.Errorf("a range of %d parts: %w", len(parts), err)
	}
	if first, err = parts[0].AsInt64(); err != nil {
		return 0, 0, "", err
	}
	if last, err = parts[1].AsInt64(); err != nil {
		return 0, 0, "", err
	}
	master, err := parts[2].ToArray()
	if err != nil || len(master) < 2 {
		return 0, 0, "", fmt.Errorf("a master of %d parts: %w", len(master), err)
	}
	host, err := master[0].ToString()
	if err != nil {
		return 0, 0, "", err
	}
	port, err := master[1].AsInt64()
	return first, last, net.JoinHostPort(host, strconv.FormatInt(port, 10)), err
}
