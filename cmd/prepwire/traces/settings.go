package traces

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// Endpoint is the variable that turns traces on.
const Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"

// tracesEndpoint is the one for traces alone, which goes before it.
const tracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"

// Wanted reports whether the environment asks for traces.
func Wanted() bool {
	off := strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") || os.Getenv("OTEL_TRACES_EXPORTER") == "none"
	return !off && (os.Getenv(Endpoint) != "" || os.Getenv(tracesEndpoint) != "")
}

// checkSettings looks at what the SDK would pass over. Errors name a variable
// and never its value, which may be a secret.
func checkSettings() error {
	for _, name := range []string{Endpoint, tracesEndpoint} {
		if err := checkEndpoint(os.Getenv(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"} {
		switch os.Getenv(name) {
		case "", "http/protobuf", "http/json":
		default:
			return fmt.Errorf("%s: must be http/protobuf or http/json; port 4318 of a collector takes them", name)
		}
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"} {
		if err := checkHeaders(os.Getenv(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return checkSampler()
}

func checkEndpoint(value string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("must be a URL like http://127.0.0.1:4318")
	}
	return nil
}

func checkHeaders(value string) error {
	if value == "" {
		return nil
	}
	for _, header := range strings.Split(value, ",") {
		name, text, ok := strings.Cut(header, "=")
		if _, err := url.PathUnescape(text); !ok || strings.TrimSpace(name) == "" || err != nil {
			return errors.New("must be written name=value,name=value, with values escaped as in URLs")
		}
	}
	return nil
}

func checkSampler() error {
	switch os.Getenv("OTEL_TRACES_SAMPLER") {
	case "", "always_on", "always_off", "parentbased_always_on", "parentbased_always_off":
		return nil
	case "traceidratio", "parentbased_traceidratio":
	default:
		return errors.New("OTEL_TRACES_SAMPLER: must be always_on, always_off, traceidratio, or one of these after parentbased_")
	}
	part := os.Getenv("OTEL_TRACES_SAMPLER_ARG")
	if f, err := strconv.ParseFloat(part, 64); part != "" && (err != nil || !(f >= 0 && f <= 1)) {
		return errors.New("OTEL_TRACES_SAMPLER_ARG: must be a number from 0 to 1")
	}
	return nil
}

// queueSize is how many spans may wait, as the SDK reads it.
func queueSize() int {
	n, err := strconv.Atoi(os.Getenv("OTEL_BSP_MAX_QUEUE_SIZE"))
	if err != nil || n <= 0 {
		return sdk.DefaultMaxQueueSize
	}
	return n
}

// quieten has what the SDK says of itself come as lines of the log, without the
// values of settings, which may be secret.
func quieten(log *slog.Logger) {
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces", "err", short(err.Error())) }))
	otel.SetLogger(logr.New(settingsSink{log}))
}

// settingsSink logs the errors of the SDK's reading of its settings.
type settingsSink struct{ log *slog.Logger }

// Init implements logr.LogSink.
func (settingsSink) Init(logr.RuntimeInfo) {}

// Enabled implements logr.LogSink.
func (settingsSink) Enabled(int) bool { return false }

// Info implements logr.LogSink.
func (settingsSink) Info(int, string, ...any) {}

// Error implements logr.LogSink.
func (s settingsSink) Error(_ error, doing string, _ ...any) {
	s.log.Warn("traces: a setting is not understood", "doing", doing)
}

// WithValues implements logr.LogSink.
func (s settingsSink) WithValues(...any) logr.LogSink { return s }

// WithName implements logr.LogSink.
func (s settingsSink) WithName(string) logr.LogSink { return s }
