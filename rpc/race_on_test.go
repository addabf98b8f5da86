//go:build race

package rpc_test

// strangers is how many connections never authenticate. The race detector
// follows 8128 goroutines at most.
const strangers = 1000
