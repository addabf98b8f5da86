package gemini_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

func perMinute(value string) geminitest.Violation {
	return geminitest.Violation{ID: geminitest.PerMinute, Metric: geminitest.Metric, Value: value, Model: "gemini-test"}
}

func perDay(value string) geminitest.Violation {
	return geminitest.Violation{ID: geminitest.PerDay, Metric: geminitest.Metric, Value: value, Model: "gemini-test"}
}

func tokens(value string) geminitest.Violation {
	return geminitest.Violation{
		ID: geminitest.Tokens, Metric: "generativelanguage.googleapis.com/generate_content_free_tier_input_token_count",
		Value: value, Model: "gemini-test",
	}
}

// denied answers 403 in the form the API uses for keys and projects it turns away.
func denied(message string, details ...map[string]any) geminitest.Reply {
	return geminitest.Fail(403, "PERMISSION_DENIED", message, details...)
}

// exhausted answers 429 with these details and no helpful message.
func exhausted(details ...map[string]any) geminitest.Reply {
	return geminitest.Fail(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", details...)
}

type refusal struct {
	name   string
	reply  geminitest.Reply
	class  gemini.Class
	http   int
	reason string
	retry  time.Duration
	quotas []gemini.Quota
}

func refusals() []refusal {
	const overloadedOnce = "The model is overloaded. Please try again later."
	html := "<!DOCTYPE html><html><body><h1>502</h1></body></html>"
	quota := func(value int64) []gemini.Quota {
		return []gemini.Quota{{ID: geminitest.PerMinute, Metric: geminitest.Metric, Value: value, Model: "gemini-test"}}
	}
	return []refusal{
		{name: "key invalid", reply: geminitest.KeyInvalid(), class: gemini.ClassKeyDead, http: 400, reason: "API_KEY_INVALID"},
		{name: "key expired", reply: geminitest.Fail(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."), class: gemini.ClassKeyDead, http: 400},
		{name: "bad schema", reply: geminitest.Fail(400, "INVALID_ARGUMENT", "Invalid JSON payload received.",
			map[string]any{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": []any{map[string]any{"field": "f", "description": "d"}}}),
			class: gemini.ClassBadRequest, http: 400},
		{name: "a prompt that speaks of keys", reply: geminitest.Fail(400, "INVALID_ARGUMENT", `Invalid value: "API key expired"`), class: gemini.ClassBadRequest, http: 400},
		{name: "unauthenticated", reply: geminitest.Fail(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.",
			geminitest.ErrorInfo("ACCESS_TOKEN_TYPE_UNSUPPORTED", nil)), class: gemini.ClassKeyDead, http: 401, reason: "ACCESS_TOKEN_TYPE_UNSUPPORTED"},
		{name: "service disabled", reply: denied("Generative Language API has not been used in project 123 before or it is disabled.",
			geminitest.ErrorInfo("SERVICE_DISABLED", map[string]string{"consumer": "projects/123"})), class: gemini.ClassKeyDead, http: 403, reason: "SERVICE_DISABLED"},
		{name: "suspended", reply: geminitest.Suspended(), class: gemini.ClassKeyDead, http: 403, reason: "CONSUMER_SUSPENDED"},
		{name: "leaked", reply: denied("Your API key was reported as leaked. Please use another API key."), class: gemini.ClassKeyDead, http: 403},
		{name: "denied", reply: denied("Your project has been denied access. Please contact support."), class: gemini.ClassKeyDead, http: 403},
		{name: "forbidden for another reason", reply: denied("You do not have permission to access this model."), class: gemini.ClassBadRequest, http: 403},
		{name: "no such model", reply: geminitest.Fail(404, "NOT_FOUND", "models/gemini-test is not found for API version v1beta"), class: gemini.ClassModelMissing, http: 404},
		{name: "too large", reply: geminitest.Raw(413, "text/html", html), class: gemini.ClassBadRequest, http: 413},

		{name: "minute", reply: geminitest.QuotaExceeded("36.429760048s", perMinute("15")), class: gemini.ClassRateMinute, http: 429,
			retry: 36429760048 * time.Nanosecond, quotas: quota(15)},
		{name: "day with a misleading delay", reply: geminitest.QuotaExceeded("36s", perDay("20")), class: gemini.ClassRateDay, http: 429, retry: 36 * time.Second,
			quotas: []gemini.Quota{{ID: geminitest.PerDay, Metric: geminitest.Metric, Value: 20, Model: "gemini-test"}}},
		{name: "tokens", reply: geminitest.QuotaExceeded("26s", tokens("250000")), class: gemini.ClassRateTokens, http: 429, retry: 26 * time.Second},
		{name: "three at once", reply: exhausted(geminitest.QuotaFailure(perMinute(""), tokens(""), perDay("")), geminitest.RetryInfo("47s")),
			class: gemini.ClassRateDay, http: 429, retry: 47 * time.Second},
		{name: "minute and tokens", reply: exhausted(geminitest.QuotaFailure(tokens(""), perMinute(""))), class: gemini.ClassRateMinute, http: 429},
		{name: "limit 0", reply: geminitest.QuotaExceeded("36s", perDay("0"), perMinute("0")), class: gemini.ClassNoQuota, http: 429, retry: 36 * time.Second},
		{name: "limit 0 in words", reply: geminitest.Fail(429, "RESOURCE_EXHAUSTED", "* Quota exceeded for metric: "+geminitest.Metric+", limit: 0, model: gemini-x\nPlease retry in 7.5s."),
			class: gemini.ClassNoQuota, http: 429, retry: 7500 * time.Millisecond, quotas: []gemini.Quota{{Metric: geminitest.Metric, Model: "gemini-x"}}},
		{name: "older form", reply: exhausted(geminitest.ErrorInfo("RATE_LIMIT_EXCEEDED", map[string]string{"quota_limit": "GenerateRequestsPerMinutePerProjectPerRegion", "quota_limit_value": "60"})),
			class: gemini.ClassRateMinute, http: 429, reason: "RATE_LIMIT_EXCEEDED", quotas: []gemini.Quota{{ID: "GenerateRequestsPerMinutePerProjectPerRegion", Value: 60}}},
		{name: "plain", reply: geminitest.Exhausted(), class: gemini.ClassRateUnknown, http: 429},
		{name: "in an array", reply: geminitest.FailInArray(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", geminitest.QuotaFailure(perMinute("15")), geminitest.RetryInfo("9s")),
			class: gemini.ClassRateMinute, http: 429, retry: 9 * time.Second, quotas: quota(15)},
		{name: "huge delay", reply: exhausted(geminitest.RetryInfo("5624760.752463453s")), class: gemini.ClassRateUnknown, http: 429, retry: 7 * 24 * time.Hour},
		{name: "negative delay", reply: exhausted(geminitest.RetryInfo("-5s")), class: gemini.ClassRateUnknown, http: 429},
		{name: "delay that is none", reply: exhausted(geminitest.RetryInfo("soon")), class: gemini.ClassRateUnknown, http: 429},
		{name: "header in seconds", reply: geminitest.WithHeader("Retry-After", "12", geminitest.Exhausted()), class: gemini.ClassRateUnknown, http: 429, retry: 12 * time.Second},
		{name: "body before header", reply: geminitest.WithHeader("Retry-After", "12", exhausted(geminitest.RetryInfo("3s"))), class: gemini.ClassRateUnknown, http: 429, retry: 3 * time.Second},
		{name: "date long past", reply: geminitest.WithHeader("Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT", geminitest.Exhausted()), class: gemini.ClassRateUnknown, http: 429},
		{name: "details of other types", reply: geminitest.Raw(429, "application/json",
			`{"error":{"code":"429","message":"m","details":[7,{"@type":"x.google.rpc.QuotaFailure","violations":"no"},{"@type":"x.google.rpc.QuotaFailure","violations":[{"quotaId":"AnyPerMinuteThing","quotaValue":15}]}]}}`),
			class: gemini.ClassRateMinute, http: 429, quotas: []gemini.Quota{{ID: "AnyPerMinuteThing", Value: 15}}},

		{name: "500", reply: geminitest.Fail(500, "INTERNAL", "An internal error has occurred."), class: gemini.ClassOverloaded, http: 500},
		{name: "503 old words", reply: geminitest.Fail(503, "UNAVAILABLE", overloadedOnce), class: gemini.ClassOverloaded, http: 503},
		{name: "503 new words", reply: geminitest.Overloaded(), class: gemini.ClassOverloaded, http: 503},
		{name: "502 HTML", reply: geminitest.Raw(502, "text/html", html), class: gemini.ClassOverloaded, http: 502},
		{name: "504 nothing", reply: geminitest.Raw(504, "text/plain"), class: gemini.ClassOverloaded, http: 504},
		{name: "error inside a success", reply: geminitest.Raw(200, "application/json", geminitest.ErrorBody(503, "UNAVAILABLE", "busy")), class: gemini.ClassOverloaded, http: 503},
		{name: "error inside a success, in an array", reply: geminitest.Raw(200, "application/json", "["+geminitest.ErrorBody(429, "RESOURCE_EXHAUSTED", "busy")+"]"),
			class: gemini.ClassRateUnknown, http: 429},
	}
}

// What the server refuses: one request only, the right class, all the facts, and
// never the key.
func TestRefusals(t *testing.T) {
	for _, tt := range refusals() {
		for _, way := range bothWays {
			t.Run(tt.name+"/"+way.name, func(t *testing.T) {
				t.Parallel()
				server := geminitest.New(t)
				server.Script(tt.reply)
				_, err := way.call(within(t), newClient(t, server, nil), ask("hi"))
				e := mustFail(t, err, tt.class)
				if e.HTTP != tt.http || tt.reason != "" && e.Reason != tt.reason {
					t.Errorf("got HTTP %d, reason %q, want %d, %q", e.HTTP, e.Reason, tt.http, tt.reason)
				}
				if tt.quotas != nil && !equalQuotas(e.Quotas, tt.quotas) {
					t.Errorf("quotas %+v, want %+v", e.Quotas, tt.quotas)
				}
				if e.Model != "gemini-test" || e.KeyID == "" || e.Attempts != 1 {
					t.Errorf("incomplete: %+v", e)
				}
				var wire *gemini.WireError
				if !errors.As(err, &wire) || wire.HTTP != tt.http || wire.RetryAfter != tt.retry {
					t.Errorf("the server says %+v in the chain of %v, want %d and %v", wire, err, tt.http, tt.retry)
				}
				mustNotTell(t, err)
				if n := len(server.Calls()); n != 1 {
					t.Errorf("%d requests, want 1: nothing may be retried unseen", n)
				}
			})
		}
	}
}

func equalQuotas(a, b []gemini.Quota) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// A date to come, which is not a fixed duration away.
func TestRetryAfterDate(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Script(geminitest.WithHeader("Retry-After", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat), geminitest.Exhausted()))
	_, err := unary.call(within(t), newClient(t, server, nil), ask("hi"))
	mustFail(t, err, gemini.ClassRateUnknown)
	var wire *gemini.WireError
	if !errors.As(err, &wire) || wire.RetryAfter < 59*time.Minute || wire.RetryAfter > time.Hour {
		t.Errorf("the server says %+v, want about an hour", wire)
	}
}

// A very large error body is kept to 64 KiB.
func TestRefusalBodyIsBounded(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Script(geminitest.Raw(500, "text/html", strings.Repeat("x", 1<<20)))
	_, err := unary.call(within(t), newClient(t, server, nil), ask("hi"))
	mustFail(t, err, gemini.ClassOverloaded)
	var wire *gemini.WireError
	if !errors.As(err, &wire) || len(wire.Body) != 64<<10 {
		t.Errorf("kept %d bytes", len(wire.Body))
	}
}

// A redirect is refused: following it would carry the key elsewhere.
func TestRedirectIsNotFollowed(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			elsewhere := geminitest.New(t)
			server := geminitest.New(t)
			server.Script(geminitest.WithHeader("Location", elsewhere.URL()+"/v1beta/models/gemini-test:generateContent", geminitest.Raw(307, "text/plain")))
			_, err := way.call(within(t), newClient(t, server, nil), ask("hi"))
			if e := mustFail(t, err, gemini.ClassMalformed); e.HTTP != 307 {
				t.Errorf("HTTP %d", e.HTTP)
			}
			if len(elsewhere.Calls()) != 0 {
				t.Error("the redirect was followed")
			}
		})
	}
}
