package rpc

import (
	"errors"
	"net"
	"syscall"
)

// rawOf returns nil: on Windows a socket cannot be waited for without a buffer.
// An idle connection costs a little more there.
func rawOf(net.Conn) syscall.RawConn { return nil }

func rawRead(uintptr, []byte) (int, error)  { return 0, errors.ErrUnsupported }
func rawWrite(uintptr, []byte) (int, error) { return 0, errors.ErrUnsupported }
