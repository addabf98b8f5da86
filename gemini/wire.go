package gemini

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// A wire carries calls to one address. It is below the SDK: it puts in what the
// SDK cannot say and takes out what the SDK cannot bear.
type wire struct {
	base    *http.Transport
	address *url.URL
	redact  *redactor
	header  time.Duration // wait for a stream's headers
	idle    time.Duration // wait for each next piece of a stream
	limit   int64         // bytes of one answer
}

func newWire(address *url.URL, o *Options) *wire {
	return &wire{
		address: address,
		redact:  &redactor{},
		header:  o.HeaderTimeout,
		idle:    o.IdleTimeout,
		limit:   o.MaxResponseBytes,
		base: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: o.DialTimeout}).DialContext,
			TLSHandshakeTimeout:    o.DialTimeout,
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    64,
			IdleConnTimeout:        90 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

type callKey struct{}

func withCall(ctx context.Context, c *call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// A dispatcher is the transport of the SDK's one HTTP client. It hands every
// request to the wire of the call it belongs to.
type dispatcher struct{}

// RoundTrip implements http.RoundTripper. A request outside a call is refused:
// nothing the SDK might do of its own accord reaches the network.
func (dispatcher) RoundTrip(req *http.Request) (*http.Response, error) {
	c, ok := req.Context().Value(callKey{}).(*call)
	if !ok {
		closeBody(req.Body)
		return nil, errors.New("request outside a call")
	}
	resp, err := c.wire.roundTrip(req, c)
	if err != nil {
		c.seen.blame(err)
	}
	return resp, err
}

func (w *wire) roundTrip(req *http.Request, c *call) (*http.Response, error) {
	out, err := w.rewrite(req, c)
	if err != nil {
		return nil, fmt.Errorf("prepare request: %w", err)
	}
	watch := watchdog{}
	if c.stream {
		watch = watchdog{after: w.header, expire: c.expire}
	}
	out = out.WithContext(httptrace.WithClientTrace(out.Context(), &httptrace.ClientTrace{
		WroteHeaders: func() { c.sent.Store(true) },
	}))
	stop := watch.start()
	resp, err := w.base.RoundTrip(out)
	stop()
	if err != nil {
		return nil, err
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, w.refusal(resp)
	}
	if c.stream {
		resp.Body = newGuard(resp.Body, c)
		resp.ContentLength = -1
		return resp, nil
	}
	if err := readWhole(resp, c); err != nil {
		return nil, err
	}
	return resp, nil
}

// refusal turns an answer that is no success into our own error. This also keeps
// the SDK from its hidden, endless retries of a 503.
func (w *wire) refusal(resp *http.Response) error {
	defer closeBody(resp.Body)
	// What cannot be read is as good as not sent: the status says enough.
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	return parseError(resp.StatusCode, resp.Header, body, w.redact)
}

// rewrite makes the request that is really sent.
func (w *wire) rewrite(req *http.Request, c *call) (*http.Request, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	if body, err = patch(body, c.req); err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	query := out.URL.Query()
	query.Del("key")
	out.URL = &url.URL{
		Scheme: w.address.Scheme, Host: w.address.Host,
		Path:     w.address.Path + strings.TrimPrefix(req.URL.Path, sdkPrefix),
		RawQuery: query.Encode(),
	}
	out.Host = ""
	out.Header.Set("x-goog-api-key", *c.key.secret)
	// Present but empty, this header is not sent. It tells package http that a
	// request that met a connection the server had closed while it was idle, and
	// so got not one byte of an answer, may go again on another connection.
	out.Header["Idempotency-Key"] = nil
	out.Body = io.NopCloser(bytes.NewReader(body))
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	out.ContentLength = int64(len(body))
	return out, nil
}

func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, errors.New("request without a body")
	}
	defer closeBody(req.Body)
	return io.ReadAll(req.Body)
}

// closeBody closes a body that nobody will read on; there is nothing to do about
// an error.
func closeBody(body io.Closer) {
	if body != nil {
		_ = body.Close()
	}
}

// patch adds to generationConfig what the SDK has no field for.
func patch(body []byte, r *Request) ([]byte, error) {
	extra := map[string]any{}
	if r.Thinking != "" && knowsThinking(r.Model) {
		extra["thinkingConfig"] = map[string]any{"thinkingLevel": string(r.Thinking)}
	}
	if r.Schema != nil {
		if more := r.Schema.extras(); more != nil {
			extra["responseSchema"] = more
		}
	}
	if len(extra) == 0 {
		return body, nil
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(body, &whole); err != nil {
		return nil, err
	}
	config := map[string]any{}
	if raw, ok := whole["generationConfig"]; ok {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		if err := dec.Decode(&config); err != nil {
			return nil, err
		}
	}
	merge(config, extra)
	raw, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	whole = maps.Clone(whole)
	whole["generationConfig"] = raw
	return json.Marshal(whole)
}

var beforeThinking = regexp.MustCompile(`^gemini-[12][.-]`)

// knowsThinking reports whether the model takes a thinking level. Unknown names,
// aliases among them, are taken for newer ones.
func knowsThinking(model string) bool { return !beforeThinking.MatchString(model) }

// merge adds src to dst, object by object.
func merge(dst, src map[string]any) {
	for name, value := range src {
		from, ok1 := value.(map[string]any)
		into, ok2 := dst[name].(map[string]any)
		if ok1 && ok2 {
			merge(into, from)
		} else {
			dst[name] = value
		}
	}
}

// A watchdog ends a call when the server is silent for too long. The zero
// watchdog waits for ever.
type watchdog struct {
	after  time.Duration
	expire context.CancelCauseFunc
}

// start begins a wait; calling the function it returns ends it.
func (w watchdog) start() (stop func()) {
	if w.expire == nil {
		return func() {}
	}
	timer := time.AfterFunc(w.after, func() { w.expire(errStalled) })
	return func() { timer.Stop() }
}
