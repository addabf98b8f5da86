package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"prepwire/schema"
)

// callID is the id of the one call.
const callID = 1

// greeting is a call that anyone may make.
var greeting = fmt.Appendf(nil, `{"jsonrpc":"2.0","id":0,"method":%q}`, schema.SystemPing.Spec.Name)

// cancelFrame cancels it.
var cancelFrame = fmt.Appendf(nil, `{"jsonrpc":"2.0","method":%q,"params":{"id":%d}}`, schema.CancelRequest, callID)

// wireMessage is what comes from the gateway.
type wireMessage struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *wireError      `json:"error"`
}

type wireError struct {
	Code    schema.Code      `json:"code"`
	Message string           `json:"message"`
	Data    schema.ErrorData `json:"data"`
}

// request is the frame to send. Whether the params are right is for the gateway
// to say, which may be newer than this program.
func (c *callCommand) request(stdin io.Reader) ([]byte, error) {
	if c.Method == "" {
		return nil, errors.New("which METHOD? prepwire call --list shows all")
	}
	params, err := c.stdinOr(stdin)
	if err != nil {
		return nil, err
	}
	params = bytes.TrimSpace(params)
	if len(params) > 0 {
		if err := json.Unmarshal(params, new(any)); err != nil {
			return nil, fmt.Errorf(`params: %w (they look like {"examType":"SAT"}; a shell wants them in single quotes)`, err)
		}
		if params[0] != '{' && params[0] != '[' {
			return nil, errors.New("params: must be an object or an array")
		}
	}
	if c.Progress {
		if params, err = withProgress(c.Method, params); err != nil {
			return nil, err
		}
	}
	return json.Marshal(struct {
		Version string          `json:"jsonrpc"`
		ID      int             `json:"id"`
		Method  string          `json:"method"`
		Params  json.RawMessage `json:"params,omitempty"`
	}{"2.0", callID, c.Method, params})
}

// withProgress adds a token for $/progress. Only params by name can hold one.
func withProgress(method string, params []byte) ([]byte, error) {
	members := map[string]json.RawMessage{}
	switch {
	case len(params) == 0:
	case params[0] == '{':
		if err := json.Unmarshal(params, &members); err != nil {
			return nil, fmt.Errorf("params: %w", err)
		}
	default:
		var err error
		if members, err = byName(method, params); err != nil {
			return nil, err
		}
	}
	meta := map[string]json.RawMessage{}
	if given, ok := members["_meta"]; ok {
		if err := json.Unmarshal(given, &meta); err != nil || meta == nil {
			return nil, errors.New("params: _meta must be an object")
		}
	}
	if _, ok := meta["progressToken"]; !ok {
		meta["progressToken"] = json.RawMessage(fmt.Sprint(callID))
	}
	text, err := json.Marshal(meta)
	if err != nil {
		return nil, err
	}
	members["_meta"] = text
	return json.Marshal(members)
}

// byName gives params by position their names; null stands for one left out.
func byName(method string, params []byte) (map[string]json.RawMessage, error) {
	spec := specOf(method)
	var values []json.RawMessage
	if err := json.Unmarshal(params, &values); err != nil {
		return nil, fmt.Errorf("params: %w", err)
	}
	if spec == nil || len(values) > len(spec.Params.Fields) {
		return nil, errors.New("params: --progress needs them by name: what these are is not known here")
	}
	members := map[string]json.RawMessage{}
	for i, value := range values {
		if string(value) != "null" {
			members[spec.Params.Fields[i].Name] = value
		}
	}
	return members, nil
}

// specOf is what the contract says of a method; nil for one it has not.
func specOf(method string) *schema.Spec {
	for _, spec := range schema.Methods() {
		if spec.Name == method {
			return spec
		}
	}
	return nil
}
