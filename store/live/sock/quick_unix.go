//go:build !windows && !linux

package sock

import "syscall"

// Read is read(2) of a socket that never waits.
func Read(fd uintptr, p []byte) (int, error) { return syscall.Read(int(fd), p) }

// Write is write(2).
func Write(fd uintptr, p []byte) (int, error) { return syscall.Write(int(fd), p) }

// Tells reports whether Quiet can tell.
const Tells = false

// Quiet reports whether nothing has come through a socket that was not read. It
// cannot tell.
func Quiet(uintptr) bool { return false }
