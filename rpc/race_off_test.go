//go:build !race

package rpc_test

// strangers is how many connections never authenticate, as many as fit beside
// their other ends in the file descriptors that most systems allow.
const strangers = 9500
