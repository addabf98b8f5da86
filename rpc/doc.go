// Package rpc takes JSON-RPC 2.0 messages from WebSockets to handlers and
// carries replies and notifications back.
//
// One request and one notification pass through it like this:
//
//	frame ─► stream.go  checked, each request given a private ordinal, batches split
//	      ─► calls.go   a slot, barriers, cancellation
//	      ─► mux.go     method, access, rate, strict decoding
//	      ─► handler    in its own package, such as rpc/question
//	      ◄─ errors.go  error → code and reason
//	      ◄─ stream.go  the client's own id back
//	      ◄─ queue.go   one writer a socket, never blocking who pushes
//
//	Emit ─► live.Bus ─► hub.go  encoded once ─► every subscribed connection's queue
//
// coder/websocket speaks WebSocket and sourcegraph/jsonrpc2 dispatches; neither
// is forked. What they leave open (ids of every form, batches, errors that do
// not close the connection, memory of idle connections) is closed by the
// ObjectStream here.
package rpc
