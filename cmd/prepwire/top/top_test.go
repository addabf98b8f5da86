package top

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// node serves metrics of which calls and errors grow with every look.
func node(t *testing.T, extra string) string {
	t.Helper()
	var looks atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := looks.Add(1)
		_, _ = io.WriteString(w, metrics(n*100, n*10)+extra)
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// metrics are those of a node with so many calls, all between 0.4 and 1.6 ms,
// and errors.
func metrics(calls, errors int64) string {
	return fmt.Sprintf(`# TYPE prepwire_connections gauge
prepwire_connections 7
# TYPE prepwire_contests_running gauge
prepwire_contests_running 2
# TYPE prepwire_store_up gauge
prepwire_store_up 1
# TYPE prepwire_live_up gauge
prepwire_live_up 0
# TYPE prepwire_ai_quota_used_ratio gauge
prepwire_ai_quota_used_ratio 0.37
# TYPE prepwire_calls_total counter
prepwire_calls_total{method="system.ping",code="0"} %d
prepwire_calls_total{method="system.ping",code="-32005"} %d
prepwire_calls_total{method="question.get",code="0"} 5
# TYPE prepwire_call_seconds histogram
prepwire_call_seconds_bucket{method="system.ping",le="0.0004"} 0
prepwire_call_seconds_bucket{method="system.ping",le="0.0016"} %d
prepwire_call_seconds_bucket{method="system.ping",le="+Inf"} %d
prepwire_call_seconds_sum{method="system.ping"} 1
prepwire_call_seconds_count{method="system.ping"} %d
`, calls, errors, calls+errors, calls+errors, calls+errors)
}

func once(t *testing.T, nodes ...string) (string, error) {
	t.Helper()
	var out strings.Builder
	err := Run(t.Context(), Options{Nodes: nodes, Every: time.Millisecond, Once: true, Out: &out})
	return out.String(), err
}

func TestOnceShowsAnInterval(t *testing.T) {
	text, err := once(t, node(t, ""), node(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	var all []string
	for _, line := range lines {
		if f := strings.Fields(line); len(f) > 0 && f[0] == "all" {
			all = f
		}
	}
	if len(all) != 10 || all[1] != "14" || all[3] != "1.0ms" || all[4] != "1.6ms" || all[6] != "up" || all[7] != "DOWN" || all[8] != "37%" || all[9] != "2" {
		t.Errorf("all nodes are %q in\n%s", all, text)
	}
	for _, want := range []string{"2 nodes, 0 down", "system.ping", "-32005"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "question.get") || strings.Contains(text, "\x1b") {
		t.Errorf("a method that nobody called, or an escape, in\n%s", text)
	}
}

// A node that is down hides nobody, and says why.
func TestNodeDown(t *testing.T) {
	const gone = "127.0.0.1:1" // nobody listens there
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "up 1\n") }))
	t.Cleanup(stranger.Close)
	up := node(t, "")
	text, err := once(t, gone, up, other.URL, stranger.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"4 nodes, 3 down", "down: " + gone + ": connection refused", other.URL + ": answers 404 Not Found", stranger.URL + ": is no gateway", up} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if _, err := once(t, gone); !errors.Is(err, ErrAllDown) {
		t.Errorf("with all nodes down: %v", err)
	}
}

// Without Once it shows one interval after the other until it is interrupted.
func TestGoesOn(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out := &counter{want: 3, reached: stop}
	if err := Run(ctx, Options{Nodes: []string{node(t, "")}, Every: time.Millisecond, Out: out}); err != nil {
		t.Fatal(err)
	}
	if out.n < 3 {
		t.Errorf("%d times", out.n)
	}
}

// counter counts writes.
type counter struct {
	n, want int
	reached func()
}

func (c *counter) Write(p []byte) (int, error) {
	if c.n++; c.n == c.want {
		c.reached()
	}
	return len(p), nil
}

// What a node writes does not steer the terminal.
func TestHostileNode(t *testing.T) {
	text, err := once(t, node(t, "prepwire_calls_total{method=\"\x1b[2J\",code=\"\u202e\"} 1\n"), node(t, "\x00{{{ \x1b[31m"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(text, "\x1b\u202e\x00") || !strings.Contains(text, "something else than metrics") {
		t.Errorf("%q", text)
	}
}

func at(seconds int, calls map[call]float64) *sample {
	return &sample{at: time.Unix(int64(seconds), 0), calls: calls, seconds: map[string]*histogram{}}
}

func TestRates(t *testing.T) {
	ping, failed := call{"system.ping", "0"}, call{"system.ping", "-32603"}
	for _, tt := range []struct {
		name          string
		before, now   *sample
		calls, errors float64
		known         bool
	}{
		{"grown", at(10, map[call]float64{ping: 100}), at(12, map[call]float64{ping: 110, failed: 2}), 6, 1, true},
		{"started again", at(10, map[call]float64{ping: 100}), at(12, map[call]float64{ping: 10}), 5, 0, true},
		{"just found", &sample{at: time.Unix(10, 0), err: errors.New("down")}, at(12, map[call]float64{ping: 10}), 0, 0, false},
	} {
		if f := compare("n", tt.before, tt.now); f.calls != tt.calls || f.errors != tt.errors || f.rates != tt.known {
			t.Errorf("%s: %+v", tt.name, f)
		}
	}
}

func TestQuantile(t *testing.T) {
	h := &histogram{bounds: []float64{0.001, 0.004, 0.016}, counts: []float64{50, 90, 99}, total: 100}
	for q, want := range map[float64]string{0.25: "0.5ms", 0.5: "1.0ms", 0.7: "2.5ms", 0.99: "16ms", 1: ">16ms"} {
		if got := quantile(h, q); got != want {
			t.Errorf("quantile %v is %s, want %s", q, got, want)
		}
	}
	if got := quantile(&histogram{}, 0.5); got != "-" {
		t.Errorf("of nothing it is %s", got)
	}
	older := &histogram{bounds: h.bounds, counts: []float64{50, 50, 50}, total: 50}
	if got := quantile(h.since(older), 0.5); got != "2.9ms" {
		t.Errorf("of what came since: %s", got)
	}
}

func TestAddress(t *testing.T) {
	for node, want := range map[string]string{
		"127.0.0.1:3002":            "http://127.0.0.1:3002/metrics",
		"[::1]:3002":                "http://[::1]:3002/metrics",
		"https://node.example/":     "https://node.example/metrics",
		"http://node.example/other": "http://node.example/other",
	} {
		if got, err := Address(node); err != nil || got != want {
			t.Errorf("%s is %s, %v", node, got, err)
		}
	}
	for _, node := range []string{"", "ftp://x", "http://", "a b"} {
		if got, err := Address(node); err == nil {
			t.Errorf("%q is %s", node, got)
		}
	}
}
