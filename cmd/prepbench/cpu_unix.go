//go:build !windows

package main

import (
	"syscall"
	"time"
)

// cpuTime is what this process has used, the garbage collector included.
func cpuTime() time.Duration {
	var ru syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &ru)
	return time.Duration(ru.Utime.Nano() + ru.Stime.Nano())
}
