package geminitest

import (
	"net/http"
	"strings"
)

// Details of errors are JSON objects with an "@type".
type detail = map[string]any

// Metric is the quota metric the fake server names.
const Metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests"

// Fail answers with an error in the API's own form.
func Fail(code int, status, message string, details ...map[string]any) Reply {
	return Raw(code, "application/json; charset=UTF-8", ErrorBody(code, status, message, details...))
}

// FailInArray is Fail with the body in an array, as streams may answer.
func FailInArray(code int, status, message string, details ...map[string]any) Reply {
	return Raw(code, "application/json; charset=UTF-8", "["+ErrorBody(code, status, message, details...)+"]")
}

// WithHeader adds a header to a reply.
func WithHeader(name, value string, reply Reply) Reply {
	return func(x *Exchange) {
		x.Header().Set(name, value)
		reply(x)
	}
}

// ErrorBody renders {"error": …}.
func ErrorBody(code int, status, message string, details ...map[string]any) string {
	e := map[string]any{"code": code, "message": message, "status": status}
	if len(details) > 0 {
		e["details"] = details
	}
	return mustJSON(map[string]any{"error": e})
}

// ErrorInfo is the detail that names a reason.
func ErrorInfo(reason string, metadata map[string]string) map[string]any {
	return detail{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com", "metadata": metadata}
}

// RetryInfo is the detail that names a delay, such as "36s".
func RetryInfo(delay string) map[string]any {
	return detail{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}
}

// A Violation is one quota exceeded. An empty Value is left out.
type Violation struct{ ID, Metric, Value, Model string }

// QuotaFailure is the detail that lists the quotas exceeded.
func QuotaFailure(violations ...Violation) map[string]any {
	var list []any
	for _, v := range violations {
		one := detail{"quotaId": v.ID, "quotaMetric": v.Metric, "quotaDimensions": map[string]string{"location": "global", "model": v.Model}}
		if v.Value != "" {
			one["quotaValue"] = v.Value
		}
		list = append(list, one)
	}
	return detail{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": list}
}

// The quota ids of the free tier.
const (
	PerMinute = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"
	PerDay    = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
	Tokens    = "GenerateContentInputTokensPerModelPerMinute-FreeTier"
)

// QuotaExceeded answers 429 for the violations, with a delay such as "36s".
func QuotaExceeded(delay string, violations ...Violation) Reply {
	var lines []string
	for _, v := range violations {
		lines = append(lines, "* Quota exceeded for metric: "+v.Metric+", limit: "+v.Value+", model: "+v.Model)
	}
	message := "You exceeded your current quota, please check your plan and billing details. \n" + strings.Join(lines, "\n") +
		"\nPlease retry in " + delay + "."
	return Fail(http.StatusTooManyRequests, "RESOURCE_EXHAUSTED", message, QuotaFailure(violations...), RetryInfo(delay))
}

// Exhausted answers the 429 that explains nothing.
func Exhausted() Reply {
	return Fail(http.StatusTooManyRequests, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
}

// Overloaded answers 503 in the words of late 2026.
func Overloaded() Reply {
	return Fail(http.StatusServiceUnavailable, "UNAVAILABLE",
		"This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.")
}

// KeyInvalid answers 400 for a key that does not exist.
func KeyInvalid() Reply {
	return Fail(http.StatusBadRequest, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
		ErrorInfo("API_KEY_INVALID", map[string]string{"service": "generativelanguage.googleapis.com"}))
}

// Suspended answers 403 for a suspended key, which it repeats as the real server
// does.
func Suspended() Reply {
	return func(x *Exchange) {
		consumer := "api_key:" + x.Call.Key
		Fail(http.StatusForbidden, "PERMISSION_DENIED", "Permission denied: Consumer '"+consumer+"' has been suspended.",
			ErrorInfo("CONSUMER_SUSPENDED", map[string]string{"consumer": "projects/1", "containerInfo": consumer}))(x)
	}
}
