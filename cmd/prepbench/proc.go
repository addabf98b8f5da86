package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// cpuOf is what a process has used, user and system together, to the
// nanosecond: the clock of its CPU time (Linux, see clock_getcpuclockid(3)).
// /proc/<pid>/stat counts in steps of 10 ms, which is as much as some loads
// take.
func cpuOf(pid int) (time.Duration, error) {
	const sched, perThread = 2, 3 // of CPUCLOCK_*: the scheduler's count, of the whole process
	var used unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<perThread|sched), &used); err != nil {
		return 0, fmt.Errorf("CPU time of process %d: %w", pid, err)
	}
	return time.Duration(used.Nano()), nil
}

// rssOf is the resident memory of a process, in bytes (Linux).
func rssOf(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0, fmt.Errorf("statm of %d: %q", pid, b)
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err
}
