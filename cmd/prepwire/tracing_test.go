package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"prepwire/cmd/prepwire/traces/tracestest"
	"prepwire/gemini/geminitest"
)

const clientTrace = "4bf92f3577b34da6a3ce929d0e0e4736"

// A client's trace goes on through the gateway, its store, its bus and the model.
func TestTraceOfACall(t *testing.T) {
	collector, fake, dir := tracestest.New(t), geminitest.New(t), t.TempDir()
	fake.Script(geminitest.Text(written))
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL+"\nOTEL_BSP_SCHEDULE_DELAY=1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, dir, "ADMIN_ADDR=127.0.0.1:0", "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+strings.Repeat("k", 39), "QUESTION_CHECKS=off")
	c := r.dial(tokenFor(t, dir, nil, "--user", "alice-in-person"))
	c.result("question.generate", fmt.Sprintf(`{"examType":"SAT","subject":"math","_meta":{"traceparent":"00-%s-00f067aa0ba902b7-01"}}`, clientTrace), &struct{}{})
	call := collector.Await(t, "question.generate", tracestest.InTrace(clientTrace))
	for _, name := range []string{"create questions", "append user", "generate_content gemini-3.5-flash-lite"} {
		collector.Await(t, name, tracestest.InTrace(clientTrace), tracestest.ChildOf(call))
	}
	if m := c.call("question.get", `{"questionId":"of-nobody"}`); m.Error == nil {
		t.Error("found")
	}
	missed := collector.Await(t, "question.get")
	if missed.Status.GetCode() != tracepb.Status_STATUS_CODE_ERROR {
		t.Errorf("a refused call has status %v", missed.Status)
	}
	r.stop()
	for _, s := range collector.Spans() {
		if strings.Contains(s.String(), "alice-in-person") || strings.Contains(s.String(), "x = ") {
			t.Errorf("in a span: %s", s)
		}
	}
}

// A collector that answers nobody delays neither calls nor the end.
func TestCollectorAwayDelaysNobody(t *testing.T) {
	collector := tracestest.New(t)
	defer collector.Hold()()
	r := start(t, t.TempDir(), "ADMIN_ADDR=127.0.0.1:0", "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL, "OTEL_BSP_SCHEDULE_DELAY=1",
		"OTEL_BSP_MAX_QUEUE_SIZE=10", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=5", "LIMIT_CALLS_PER_USER=0",
		"OTEL_EXPORTER_OTLP_TIMEOUT=600000", "OTEL_BSP_EXPORT_TIMEOUT=600000") // longer than wait waits
	c := r.dial(tokenFor(t, r.dir, nil, "--user", "alice"))
	for range 100 {
		c.result("system.ping", `{}`, &struct{}{})
	}
	if res, text := fetch(t, "http://"+r.admin()+"/metrics"); res.StatusCode != http.StatusOK || !strings.Contains(text, `prepwire_spans_total{result="dropped"} 90`) {
		t.Errorf("%s: the spans that were dropped are not counted", res.Status)
	}
	_ = c.ws.CloseNow()
	r.signal(syscall.SIGTERM)
	if code, _ := r.wait(); code != 0 {
		t.Errorf("ended with %d\n%s", code, r.stderr)
	}
	if !strings.Contains(r.stderr.String(), "not all spans were sent") {
		t.Errorf("nothing is said of the spans that were not sent:\n%s", r.stderr)
	}
}

// A setting of traces that makes no sense is refused by its name.
func TestBadTraceSetting(t *testing.T) {
	code, _, said := finish(t, command(t, t.TempDir(), []string{"OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317"}))
	if code == 0 || !strings.Contains(said, "OTEL_EXPORTER_OTLP_ENDPOINT: must be a URL like http://127.0.0.1:4318") {
		t.Errorf("%d: %s", code, said)
	}
}
