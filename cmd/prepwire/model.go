package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
	_ "time/tzdata" // the quota's day ends at midnight in California, also where no zones are installed

	"prepwire/gemini"
	"prepwire/rpc/question"
)

// model is Gemini as the question service asks it. Its keys can be replaced
// while it works. It may be used concurrently.
type model struct {
	name    string
	options gemini.Options
	log     *slog.Logger

	closing sync.WaitGroup // clients that finish what they have begun

	mu     sync.Mutex // guards client
	client *client
}

// client is a gemini client and the calls that use it.
type client struct {
	*gemini.Client
	calls sync.WaitGroup
}

// newModel returns the model, or nil when there is no key.
func newModel(c *config, stats *modelStats, log *slog.Logger) (*model, error) {
	keys, err := c.modelKeys()
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	m := &model{name: c.GeminiModel, log: log, options: gemini.Options{
		Keys: keys, Model: c.GeminiModel, BaseURL: c.GeminiBaseURL, Observe: stats.observe,
	}}
	first, err := gemini.New(m.options)
	if err != nil {
		return nil, fmt.Errorf("GEMINI_BASE_URL, GEMINI_MODEL or the keys: %w", err)
	}
	m.client = &client{Client: first}
	stats.use(c.GeminiModel, keys)
	return m, nil
}

// modelKeys reads the keys of the settings and of GEMINI_API_KEYS_FILE.
func (c *config) modelKeys() ([]gemini.Key, error) {
	list := string(c.GeminiAPIKeys)
	if _, err := gemini.ParseKeys(list); err != nil {
		return nil, fmt.Errorf("GEMINI_API_KEYS: %w", err)
	}
	if path := c.GeminiAPIKeysFile; path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("GEMINI_API_KEYS_FILE: %w", err)
		}
		if _, err := gemini.ParseKeys(string(text)); err != nil {
			return nil, fmt.Errorf("GEMINI_API_KEYS_FILE %s: %w", path, err)
		}
		list += "\n" + string(text)
	}
	keys, err := gemini.ParseKeys(list)
	if err != nil {
		return nil, fmt.Errorf("GEMINI_API_KEYS with GEMINI_API_KEYS_FILE: %w", err)
	}
	return keys, nil
}

// replaceKeys makes later calls use other keys. Calls that run keep theirs.
func (m *model) replaceKeys(keys []gemini.Key) error {
	options := m.options
	options.Keys = keys
	next, err := gemini.New(options)
	if err != nil {
		return err
	}
	m.mu.Lock()
	old := m.client
	m.client = &client{Client: next}
	m.mu.Unlock()
	m.closing.Go(func() {
		old.calls.Wait()
		m.end(old)
	})
	return nil
}

// Close ends the calls that run and waits for them.
func (m *model) Close() {
	m.mu.Lock()
	m.end(m.client)
	m.mu.Unlock()
	m.closing.Wait()
}

func (m *model) end(c *client) {
	if err := c.Close(); err != nil {
		m.log.Warn("close model client", "err", err)
	}
}

// Name implements question.Model.
func (m *model) Name() string { return m.name }

// Write implements question.Model.
func (m *model) Write(ctx context.Context, r question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	m.mu.Lock()
	c := m.client
	c.calls.Add(1)
	m.mu.Unlock()
	defer c.calls.Done()
	result, err := c.Stream(ctx, gemini.Request{
		Task:            r.Task,
		System:          r.System,
		Parts:           []gemini.Part{{Text: r.Prompt}},
		Schema:          structure(r.Structure),
		MaxOutputTokens: r.MaxOutputTokens,
		Thinking:        gemini.ThinkLow,
	}, func(e gemini.Event) error {
		switch e.Kind {
		case gemini.EventStarted:
			on(question.ModelEvent{Kind: question.ModelStarted})
		case gemini.EventDelta:
			on(question.ModelEvent{Kind: question.ModelText, Text: e.Text})
		}
		return nil
	})
	if err != nil {
		return "", failure(err, time.Now())
	}
	return result.Text, nil
}

// structure says a structure in the model's own terms.
func structure(s *question.Structure) *gemini.Schema {
	if s == nil {
		return nil
	}
	out := &gemini.Schema{
		Type: gemini.Type(s.Kind), Description: s.Description, Enum: s.Enum,
		Items: structure(s.Items), MinItems: s.MinItems, MaxItems: s.MaxItems,
	}
	for _, m := range s.Members {
		out.Properties = append(out.Properties, gemini.Property{Name: m.Name, Schema: structure(m.Is), Optional: m.Optional})
	}
	return out
}

// failure says an error of the model in the terms of the question service.
func failure(err error, now time.Time) error {
	out := &question.ModelError{Err: err}
	var e *gemini.Error
	if !errors.As(err, &e) {
		return err
	}
	out.RetryAfter = e.RetryAfter
	switch e.Class {
	case gemini.ClassKeyDead, gemini.ClassNoQuota, gemini.ClassOverloaded, gemini.ClassTransport, gemini.ClassModelMissing:
		out.Failure = question.ModelUnavailable
	case gemini.ClassRateMinute, gemini.ClassRateTokens, gemini.ClassRateUnknown:
		out.Failure = question.ModelQuota
		if out.RetryAfter == 0 {
			out.RetryAfter = time.Minute
		}
	case gemini.ClassRateDay:
		out.Failure, out.RetryAfter = question.ModelQuota, untilQuotaDay(now)
	case gemini.ClassTruncated, gemini.ClassMalformed, gemini.ClassMaxTokens:
		out.Failure = question.ModelBadOutput
	case gemini.ClassTimeout:
		out.Failure = question.ModelTimeout
	case gemini.ClassBlocked:
		out.Failure = question.ModelBlocked
	default:
		if !errors.Is(err, gemini.ErrClosed) {
			return err // the context's own, or a fault of ours
		}
		out.Failure = question.ModelUnavailable
	}
	return out
}

// untilQuotaDay is how long the quota's day still lasts: it ends at midnight
// Pacific time.
func untilQuotaDay(now time.Time) time.Duration {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil { // tzdata is linked in
		panic(err)
	}
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone).Sub(now)
}
