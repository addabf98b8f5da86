package rpc_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"prepwire/auth"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// forge signs any claims under any header, as somebody who has the secret could.
func forge(secret auth.Secret, header string, claims map[string]any) string {
	body, _ := json.Marshal(claims)
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(body)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

const hs256 = `{"alg":"HS256","typ":"JWT"}`

// claims are those of a good token of alice, with some replaced; nil takes one away.
func claims(change map[string]any) map[string]any {
	now := time.Now().Unix()
	c := map[string]any{"sub": "alice", "exp": now + 600, "iat": now - 1}
	for name, v := range change {
		if c[name] = v; v == nil {
			delete(c, name)
		}
	}
	return c
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// ear reads a connection all the time, as a browser does, so that pings are
// answered while a test waits.
type ear struct {
	frames chan []byte
	end    error // once frames is closed
}

func listen(t *testing.T, c *rpctest.Client) *ear {
	e := &ear{frames: make(chan []byte, 4096)}
	go func() { // ends with the connection, which ends with the test
		defer close(e.frames)
		for {
			_, data, err := c.Socket().Read(t.Context())
			if err != nil {
				e.end = err
				return
			}
			e.frames <- data
		}
	}()
	return e
}

// code waits for the end of the connection.
func (e *ear) code() websocket.StatusCode {
	for range e.frames {
	}
	return websocket.CloseStatus(e.end)
}

// next returns the next frame.
func (e *ear) next(t *testing.T) rpctest.Reply {
	t.Helper()
	data, ok := <-e.frames
	if !ok {
		t.Fatalf("the connection ended: %v", e.end)
	}
	var r rpctest.Reply
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return r
}

// silent fails when a frame has come.
func (e *ear) silent(t *testing.T) {
	t.Helper()
	select {
	case data, ok := <-e.frames:
		if ok {
			t.Fatalf("came: %s", data)
		}
		t.Fatalf("ended: %v", e.end)
	default:
	}
}

func reason(r rpctest.Reply) schema.Reason {
	if r.Error == nil {
		return ""
	}
	return r.Error.Data.Reason
}

var compiler = sync.OnceValues(func() (*jsonschema.Compiler, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c, c.AddResource("schema.json", document)
})

// fits fails unless a result is what schema.json says of the method.
func fits(t *testing.T, method string, result json.RawMessage) {
	t.Helper()
	c, err := compiler()
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json#/properties/methods/properties/" + method + "/properties/result")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(result))
	if err != nil {
		t.Fatalf("%s: %v in %q", method, err, result)
	}
	if err := s.Validate(value); err != nil {
		t.Errorf("%s answers %s\nwhich schema.json does not allow: %v", method, result, err)
	}
}
