package gemini

import (
	"encoding/json"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	maxErrorBody  = 64 << 10
	maxMessage    = 500
	maxRetryAfter = 7 * 24 * time.Hour
)

// wireStatus is google.rpc.Status as it travels in JSON. Fields that servers have
// been seen to write in more than one type are left raw.
type wireStatus struct {
	Code    json.RawMessage   `json:"code"`
	Message string            `json:"message"`
	Status  string            `json:"status"`
	Details []json.RawMessage `json:"details"`
	Errors  []struct {
		Reason string `json:"reason"`
	} `json:"errors"`
}

// wireDetail is the union of the details we read; Type tells which it is.
type wireDetail struct {
	Type       string            `json:"@type"`
	Reason     string            `json:"reason"`
	Metadata   map[string]string `json:"metadata"`
	RetryDelay string            `json:"retryDelay"`
	Violations []struct {
		QuotaMetric     string            `json:"quotaMetric"`
		QuotaID         string            `json:"quotaId"`
		QuotaDimensions map[string]string `json:"quotaDimensions"`
		QuotaValue      json.RawMessage   `json:"quotaValue"`
	} `json:"violations"`
}

// parseError reads an error body, which is {"error": …} or [{"error": …}] when it
// comes from the API, and anything at all when it comes from something between.
func parseError(status int, header http.Header, body []byte, redact *redactor) *WireError {
	e := &WireError{HTTP: status, RetryAfter: -1}
	if s := findStatus(body); s != nil {
		e.readStatus(s)
	}
	if e.RetryAfter < 0 {
		e.RetryAfter = headerDelay(header.Get("Retry-After"), time.Now())
	}
	e.readMessage()
	e.RetryAfter = min(max(e.RetryAfter, 0), maxRetryAfter)
	e.Message = shorten(redact.clean(e.Message), maxMessage)
	e.Reason, e.Status = redact.clean(e.Reason), redact.clean(e.Status)
	for i, q := range e.Quotas {
		e.Quotas[i] = Quota{ID: redact.clean(q.ID), Metric: redact.clean(q.Metric), Value: q.Value, Model: redact.clean(q.Model)}
	}
	e.Body = redact.cleanBody(body)
	return e
}

func findStatus(body []byte) *wireStatus {
	type envelope struct {
		Error *wireStatus `json:"error"`
	}
	var one envelope
	if json.Unmarshal(body, &one) == nil {
		return one.Error
	}
	var many []envelope
	if json.Unmarshal(body, &many) == nil && len(many) > 0 {
		return many[0].Error
	}
	return nil
}

func (e *WireError) readStatus(s *wireStatus) {
	e.Status, e.Message = s.Status, s.Message
	// An error inside a 200 answer names its own code.
	if code, err := strconv.Atoi(strings.Trim(string(s.Code), `"`)); err == nil && e.HTTP < 300 && code >= 300 {
		e.HTTP = code
	}
	for _, raw := range s.Details {
		var d wireDetail
		if json.Unmarshal(raw, &d) == nil {
			e.readDetail(&d)
		}
	}
	if e.Reason == "" && len(s.Errors) > 0 {
		e.Reason = s.Errors[0].Reason
	}
}

func (e *WireError) readDetail(d *wireDetail) {
	switch {
	case strings.HasSuffix(d.Type, "google.rpc.ErrorInfo"):
		e.Reason = d.Reason
		if id := d.Metadata["quota_limit"]; id != "" {
			e.Quotas = append(e.Quotas, Quota{ID: id, Metric: d.Metadata["quota_metric"], Value: quotaValue(d.Metadata["quota_limit_value"])})
		}
	case strings.HasSuffix(d.Type, "google.rpc.QuotaFailure"):
		for _, v := range d.Violations {
			value := quotaValue(strings.Trim(string(v.QuotaValue), `"`))
			e.Quotas = append(e.Quotas, Quota{ID: v.QuotaID, Metric: v.QuotaMetric, Value: value, Model: v.QuotaDimensions["model"]})
		}
	case strings.HasSuffix(d.Type, "google.rpc.RetryInfo"):
		if delay, ok := parseDelay(strings.TrimSuffix(d.RetryDelay, "s")); ok {
			e.RetryAfter = delay
		}
	}
}

var (
	limitInMessage = regexp.MustCompile(`metric: ([^\s,]+), limit: (\d+)(?:, model: ([^\s,]+))?`)
	delayInMessage = regexp.MustCompile(`retry in ([\d.]+)s`)
)

// readMessage fills from the words what the details leave open.
func (e *WireError) readMessage() {
	for i, found := range limitInMessage.FindAllStringSubmatch(e.Message, 16) {
		q := Quota{Metric: found[1], Value: quotaValue(found[2]), Model: found[3]}
		switch {
		case i >= len(e.Quotas):
			e.Quotas = append(e.Quotas, q)
		case e.Quotas[i].Value < 0 && strings.HasSuffix(q.Metric, e.Quotas[i].Metric):
			e.Quotas[i].Value = q.Value
		}
	}
	if e.RetryAfter < 0 {
		if found := delayInMessage.FindStringSubmatch(e.Message); found != nil {
			e.RetryAfter, _ = parseDelay(found[1])
		}
	}
}

func quotaValue(text string) int64 {
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil || v < 0 {
		return -1
	}
	return v
}

// parseDelay reads seconds with decimals. What is not a number is no delay; what
// is too large or negative is clamped by the caller.
func parseDelay(seconds string) (time.Duration, bool) {
	s, err := strconv.ParseFloat(seconds, 64)
	if err != nil || math.IsNaN(s) {
		return -1, false
	}
	s = math.Max(0, math.Min(s, maxRetryAfter.Seconds()))
	return time.Duration(s * float64(time.Second)), true
}

// headerDelay reads Retry-After: seconds or a date (RFC 9110 section 10.2.3).
func headerDelay(value string, now time.Time) time.Duration {
	if delay, ok := parseDelay(value); ok {
		return delay
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return -1
}

// class decides what a reported error means.
func (e *WireError) class() Class {
	switch {
	case e.HTTP == http.StatusTooManyRequests:
		return e.rateClass()
	case e.HTTP == http.StatusUnauthorized, e.blamesKey():
		return ClassKeyDead
	case e.HTTP == http.StatusNotFound:
		return ClassModelMissing
	case e.HTTP >= 500, e.HTTP == http.StatusRequestTimeout:
		return ClassOverloaded
	case e.HTTP >= 400:
		return ClassBadRequest
	}
	// A redirect, or a code that is no error: not an answer of the API.
	return ClassMalformed
}

// rateClass reads the quota ids. The gravest limit decides: no quota, then the
// day, then the minute.
func (e *WireError) rateClass() Class {
	var day, minute, tokens bool
	for _, q := range e.Quotas {
		if q.Value == 0 {
			return ClassNoQuota
		}
		switch q.kind() {
		case perDay, tokensPerDay:
			day = true
		case tokensPerMinute:
			tokens = true
		case perMinute:
			minute = true
		}
	}
	switch {
	case day:
		return ClassRateDay
	case minute:
		return ClassRateMinute
	case tokens:
		return ClassRateTokens
	}
	return ClassRateUnknown
}

// A quotaKind says what a quota counts.
type quotaKind int

const (
	unknownQuota quotaKind = iota
	perMinute
	tokensPerMinute
	perDay
	tokensPerDay
)

func (q Quota) kind() quotaKind {
	id := strings.ToLower(q.ID)
	tokens := strings.Contains(id, "inputtokens") || strings.Contains(q.Metric, "input_token")
	switch {
	case strings.Contains(id, "perday") && tokens:
		return tokensPerDay
	case strings.Contains(id, "perday"):
		return perDay
	case tokens:
		return tokensPerMinute
	case strings.Contains(id, "perminute"):
		return perMinute
	}
	return unknownQuota
}

var (
	deniedProject = regexp.MustCompile(`(?i)project has been denied|has not been used in project`)
	keyReasons    = regexp.MustCompile(
		`^(API_KEY_.*|SERVICE_DISABLED|CONSUMER_.*|BILLING_DISABLED|USER_PROJECT_DENIED|ACCESS_TOKEN_.*|keyInvalid|accessNotConfigured)$`)
	invalidWords = regexp.MustCompile(`(?i)^api key (not found|not valid|expired)`)
	deniedWords  = regexp.MustCompile(`(?i)reported as leaked|project has been denied|has been suspended|has not been used in project`)
)

// blamesKey reports whether a 400 or 403 is about the key or its project, which
// the API says in a reason or, for leaked keys and denied projects, only in words.
// A 400 may repeat what the request said, so there the words must come first.
func (e *WireError) blamesKey() bool {
	switch e.HTTP {
	case http.StatusBadRequest:
		return keyReasons.MatchString(e.Reason) || invalidWords.MatchString(e.Message)
	case http.StatusForbidden:
		return keyReasons.MatchString(e.Reason) || invalidWords.MatchString(e.Message) || deniedWords.MatchString(e.Message)
	}
	return false
}

func shorten(text string, limit int) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit-len("…")], "") + "…"
}
