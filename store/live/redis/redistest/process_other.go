//go:build !linux

package redistest

import "syscall"

func orphaned() *syscall.SysProcAttr { return nil }
