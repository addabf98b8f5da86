package main

import (
	"context"
	"encoding/json"
	"net/http"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store/live/redis"
)

// busNode is a gateway with its bus on Redis, where question.report makes an
// event for everybody who reads contest:<questionId>, on every node.
func busNode(addr string) (http.Handler, error) {
	shared, err := redis.Open(redis.Options{Addrs: []string{addr}}) // ends with the process
	if err != nil {
		return nil, err
	}
	mux := rpc.NewMux()
	rpc.Handle(mux, schema.QuestionReport, func(ctx context.Context, p schema.QuestionReportParams) (schema.Report, error) {
		body, err := json.Marshal(map[string]string{"text": p.Description})
		if err != nil {
			return schema.Report{}, err
		}
		_, err = shared.Bus.Append(ctx, rpc.ContestTopic(p.QuestionID), schema.ContestStarted.Notice.Name, body)
		return schema.Report{ID: "r1", QuestionID: p.QuestionID, Type: p.Type}, err
	})
	server, err := open(mux, shared.Bus)
	if err != nil {
		return nil, err
	}
	server.Topics("contest", anyTopic{})
	return server, nil
}

// anyTopic lets everybody read every topic.
type anyTopic struct{}

// Readable allows it.
func (anyTopic) Readable(context.Context, *auth.Identity, string) error { return nil }

// Snapshot is empty.
func (anyTopic) Snapshot(context.Context, *auth.Identity, string) (any, error) {
	return schema.Empty{}, nil
}
