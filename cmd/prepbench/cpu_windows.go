package main

import (
	"syscall"
	"time"
)

// cpuTime is what this process has used, the garbage collector included.
func cpuTime() time.Duration {
	self, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0
	}
	var ru syscall.Rusage
	if err := syscall.GetProcessTimes(self, &ru.CreationTime, &ru.ExitTime, &ru.KernelTime, &ru.UserTime); err != nil {
		return 0
	}
	return hundreds(ru.KernelTime) + hundreds(ru.UserTime)
}

// hundreds reads a FILETIME as a duration, which it gives in units of 100 ns.
func hundreds(t syscall.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}
