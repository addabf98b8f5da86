//go:build !windows

package rpc

import (
	"net"
	"syscall"
)

// rawOf returns what waits for c without a buffer, nil where that cannot be.
func rawOf(c net.Conn) syscall.RawConn {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}
