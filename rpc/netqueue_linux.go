package rpc

import "golang.org/x/sys/unix"

// unacknowledged returns how many bytes the system has taken that have not
// arrived at the peer. tcp(7), SIOCOUTQ.
func (n *netConn) unacknowledged() (bytes int64) {
	if n.raw == nil {
		return 0
	}
	_ = n.raw.Control(func(fd uintptr) {
		if k, err := unix.IoctlGetInt(int(fd), unix.SIOCOUTQ); err == nil {
			bytes = int64(k)
		}
	})
	return bytes
}
