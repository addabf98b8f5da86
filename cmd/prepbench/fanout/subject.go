// Package fanout measures delivery across nodes: clients publish on one node,
// others have subscribed on other nodes, and Redis is between.
//
//	publisher ─► node 1 ─► Redis ─► nodes 2, 3 ─► subscribers
//
// What is measured is behind one interface, so that the load is the same.
package fanout

import (
	"bytes"
	"encoding/json"
	"fmt"

	"prepwire/cmd/prepbench/wire"
	"prepwire/schema"
)

// Subject is what is measured: how clients speak to it. All nodes have the same
// protocol.
type Subject interface {
	// Greet is what a client sends first, nil for nothing, and Subscribe what it
	// sends to get a topic. Each gets one reply.
	Greet() []byte
	Subscribe(topic string) []byte
	// Publish is a call with that id that sends a text to a topic.
	Publish(topic, text string, id int) []byte
	// Refused reports whether a message is a refusal.
	Refused(message []byte) bool
	// Answer is what a message asks to be answered with, nil for nothing.
	Answer(message []byte) []byte
	// Replies counts the replies to calls in a message.
	Replies(message []byte) int
}

// Prepwire is the gateway.
type Prepwire struct{}

// Greet is nothing: the token came with the upgrade.
func (Prepwire) Greet() []byte { return nil }

// Subscribe resumes a topic from no position: it goes on from now.
func (Prepwire) Subscribe(topic string) []byte {
	return call("session.resume", schema.ResumeParams{Resume: []schema.Position{{Topic: "contest:" + topic, Epoch: "none"}}}, 1)
}

// Publish has the node make an event.
func (Prepwire) Publish(topic, text string, id int) []byte {
	return call("question.report", schema.QuestionReportParams{QuestionID: schema.ID(topic), Type: "unclear-question", Description: text}, id)
}

func call(method string, params any, id int) []byte {
	b, _ := json.Marshal(params) // of our own types
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":%q,"params":%s,"id":%d}`, method, b, id)
}

// Refused finds an error.
func (Prepwire) Refused(message []byte) bool { return bytes.Contains(message, []byte(`"error":`)) }

// Answer is nothing: pings are frames of the WebSocket.
func (Prepwire) Answer([]byte) []byte { return nil }

// Replies is one, unless the message is a notification.
func (Prepwire) Replies(message []byte) int {
	if bytes.Contains(message, []byte(`"method":`)) {
		return 0
	}
	return 1
}

// Centrifuge is the library of that name, in its JSON protocol.
type Centrifuge struct{}

// Greet connects.
func (Centrifuge) Greet() []byte { return []byte(`{"id":1,"connect":{}}`) }

// Subscribe asks for a channel that can be recovered.
func (Centrifuge) Subscribe(topic string) []byte {
	return fmt.Appendf(nil, `{"id":2,"subscribe":{"channel":%q,"positioned":true,"recoverable":true}}`, topic)
}

// Publish sends a publication with the same text.
func (Centrifuge) Publish(topic, text string, id int) []byte {
	return fmt.Appendf(nil, `{"id":%d,"publish":{"channel":%q,"data":{"text":%q}}}`, id, topic, text)
}

// Refused finds an error or a disconnect.
func (Centrifuge) Refused(message []byte) bool { return bytes.Contains(message, []byte(`"error":`)) }

// Answer answers a ping.
func (Centrifuge) Answer(message []byte) []byte {
	if bytes.Equal(bytes.TrimSpace(message), []byte("{}")) {
		return wire.TextFrame([]byte("{}"))
	}
	return nil
}

// Replies counts ids: several messages may come in a frame.
func (Centrifuge) Replies(message []byte) int { return bytes.Count(message, []byte(`"id":`)) }
