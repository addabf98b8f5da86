package redistest

import "syscall"

// orphaned has the system kill a server whose test has died.
func orphaned() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
