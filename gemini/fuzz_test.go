package gemini

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// fuzzCall is a call that has been sent, whose answer is about to be read.
func fuzzCall() *call {
	return &call{
		wire: &wire{limit: 1 << 16, idle: maxRetryAfter, redact: &redactor{}}, req: &Request{}, stream: true,
		expire: func(error) {},
	}
}

// Whatever the server sends, the guard passes on a well-formed array of elements
// that the SDK can take, or fails; and it never calls a failure whole.
func FuzzGuard(f *testing.F) {
	for _, seed := range []string{
		`[{"candidates":[{"content":{"parts":[{"text":"a"},{"thought":true,"text":"b"}]},"finishReason":1}]}]`,
		"[{},\r\n{\"usageMetadata\":{\"totalTokenCount\":3}}]", `[{"error":{"code":503}}]`, `{"error":{}}`, `[]`, `[{},]`, `[{}`, ``, `data: {}`, `[{}][`,
		`[{"promptFeedback":{"blockReason":"SAFETY"}}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c := fuzzCall()
		out, err := io.ReadAll(newGuard(io.NopCloser(bytes.NewReader(body)), c))
		if (err == nil) != c.seen.whole || (err == nil) != (c.seen.fault == nil) {
			t.Fatalf("err %v, whole %v, fault %v", err, c.seen.whole, c.seen.fault)
		}
		if err != nil {
			return
		}
		var elements []cleanChunk
		if err := json.Unmarshal(out, &elements); err != nil || len(elements) == 0 {
			t.Fatalf("%s became %s: %v", body, out, err)
		}
		for _, e := range elements {
			if len(e.Candidates) > 0 && e.Candidates[0].Content.Parts[0].Text == "" {
				t.Fatalf("a part without text: %s", out)
			}
		}
	})
}

// A single answer likewise.
func FuzzReadWhole(f *testing.F) {
	f.Add([]byte(`{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}`))
	f.Add([]byte(`[{"error":{"code":429}}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := fuzzCall()
		resp := &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(body))}
		err := readWhole(resp, c)
		if (err == nil) != c.seen.whole {
			t.Fatalf("err %v, whole %v", err, c.seen.whole)
		}
		if err == nil && !json.Valid(body) {
			t.Fatalf("taken for an answer: %q", body)
		}
	})
}

// Error bodies: never a panic, a key or a delay out of range.
func FuzzParseError(f *testing.F) {
	key, err := ParseKey(strings.Repeat("K", 30))
	if err != nil {
		f.Fatal(err)
	}
	redact := &redactor{}
	redact.add([]Key{key})
	f.Add(429, "12", []byte(`{"error":{"code":429,"message":"`+*key.secret+` Please retry in 3.5s.","details":[{"@type":"x.google.rpc.RetryInfo","retryDelay":"36s"}]}}`))
	f.Add(403, "Mon, 02 Jan 2006 15:04:05 GMT", []byte(`[{"error":{"status":"\u004bKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK"}}]`))
	f.Add(502, "-1", []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, after string, body []byte) {
		e := parseError(status, http.Header{"Retry-After": {after}}, body, redact)
		if e.RetryAfter < 0 || e.RetryAfter > maxRetryAfter {
			t.Fatalf("retry after %v", e.RetryAfter)
		}
		if len(e.Message) > maxMessage {
			t.Fatalf("message of %d bytes", len(e.Message))
		}
		told := e.Message + e.Status + e.Reason + string(e.Body)
		for _, q := range e.Quotas {
			told += q.ID + q.Metric + q.Model
		}
		if strings.Contains(told, *key.secret) {
			t.Fatalf("the key is told: %s", told)
		}
		e.class()
	})
}

// Requests the SDK might send of its own accord never reach the network.
func TestRequestOutsideACall(t *testing.T) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://127.0.0.1:1/", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := dispatcher{}.RoundTrip(req)
	if err == nil || !strings.Contains(err.Error(), "outside a call") {
		t.Errorf("got %v", err)
	}
	if resp != nil {
		closeBody(resp.Body)
	}
}
