// Package redistest runs real Redis servers for tests and for measuring, each
// a process of its own in a temporary directory:
//
//	server := redistest.New(t)          // one server, gone with the test
//	cluster := redistest.NewCluster(t, 3)
//	server.Kill(); server.Restart(ctx)  // and what else may happen to one
//
// A [Proxy] stands before any TCP server and breaks its lines.
//
// Programs that are no tests call [Start] and [StartCluster].
package redistest
