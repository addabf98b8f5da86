package sock

import (
	"syscall"
	"unsafe"
)

// most is how many bytes are moved at a time without the scheduler's knowing:
// beside a longer copy others should get on.
const most = 16 << 10

// Read is read(2) of a socket that never waits: it answers EAGAIN where it
// would, and moves 16 KiB at most.
func Read(fd uintptr, p []byte) (int, error) {
	if !quick {
		return syscall.Read(int(fd), p)
	}
	return call(syscall.SYS_READ, fd, p[:min(len(p), most)])
}

// Write is write(2), as Read is read(2); it may take less than all of p.
func Write(fd uintptr, p []byte) (int, error) {
	if !quick || len(p) > most {
		return syscall.Write(int(fd), p)
	}
	return call(syscall.SYS_WRITE, fd, p)
}

func call(number, fd uintptr, p []byte) (int, error) {
	n, _, errno := syscall.RawSyscall(number, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
	if errno != 0 {
		return -1, errno
	}
	return int(n), nil
}

// Tells reports whether Quiet can tell.
const Tells = true

// Quiet reports whether nothing has come through a socket that was not read,
// not even its end. It does not wait.
func Quiet(fd uintptr) bool {
	var b [1]byte
	for {
		_, _, errno := syscall.RawSyscall6(syscall.SYS_RECVFROM, fd, uintptr(unsafe.Pointer(&b[0])), 1, syscall.MSG_PEEK|syscall.MSG_DONTWAIT, 0, 0)
		if errno != syscall.EINTR {
			return errno == syscall.EAGAIN
		}
	}
}
