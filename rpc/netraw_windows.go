package rpc

import (
	"net"
	"syscall"
)

// rawOf returns nil: on Windows a socket cannot be waited for without a buffer.
// An idle connection costs a little more there.
func rawOf(net.Conn) syscall.RawConn { return nil }
