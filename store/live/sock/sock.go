// Package sock reads and writes sockets with less ado than package net.
//
// Go's scheduler is told of every read(2) and write(2), as of all that may
// wait. Each wakes the scheduler's monitor, a thread that then looks every 20 µs
// whether the call still goes on, until the program rests again. A socket of
// package net never waits in such a call, so nobody need watch it; in a node
// that carries 500 events a second the monitor took a quarter of the processor.
// On Linux the scheduler is not told here; elsewhere, and under the race
// detector, which learns from these calls what comes before what, it is.
package sock

import (
	"io"
	"net"
	"os"
	"syscall"
)

// Conn returns a connection that is c but for that. What is no TCP socket comes
// back as it is.
func Conn(c net.Conn) net.Conn {
	tcp, ok := c.(*net.TCPConn)
	if !ok || !quick {
		return c
	}
	return quickConn(tcp)
}

// quickConn is Conn on every system that has Read and Write.
func quickConn(tcp *net.TCPConn) net.Conn {
	raw, err := tcp.SyscallConn()
	if err != nil {
		return tcp
	}
	return &conn{tcp, raw}
}

type conn struct {
	*net.TCPConn
	raw syscall.RawConn
}

// Read implements net.Conn.
func (c *conn) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	var failure error
	err = c.raw.Read(func(fd uintptr) bool {
		n, failure = Read(fd, p)
		for failure == syscall.EINTR {
			n, failure = Read(fd, p)
		}
		return failure != syscall.EAGAIN
	})
	switch {
	case err != nil:
		return 0, err
	case failure != nil:
		return 0, c.failed("read", failure)
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

// Write implements net.Conn.
func (c *conn) Write(p []byte) (n int, err error) {
	var failure error
	err = c.raw.Write(func(fd uintptr) bool {
		for n < len(p) {
			k, err := Write(fd, p[n:])
			switch err {
			case nil:
				n += k
			case syscall.EINTR:
			case syscall.EAGAIN:
				return false
			default:
				failure = err
				return true
			}
		}
		return true
	})
	if err == nil && failure != nil {
		err = c.failed("write", failure)
	}
	return n, err
}

// failed is an error as package net words it.
func (c *conn) failed(what string, err error) error {
	return &net.OpError{Op: what, Net: "tcp", Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: os.NewSyscallError(what, err)}
}
