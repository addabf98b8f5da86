package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// interruptible ends with Ctrl+C or SIGTERM.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}
