package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"prepwire/cmd/prepwire/traces"
	"prepwire/gemini"
	"prepwire/rpc/question"
)

// model is Gemini as the question service asks it. Its keys can be replaced, or
// come for the first time, while it works. It may be used concurrently.
type model struct {
	name   string
	client *gemini.Client
	stats  *modelStats
	traces *traces.Traces // nil for none
	log    *slog.Logger
}

// quotaFile is where in DATA_DIR the pool keeps what it has learned.
const quotaFile = "gemini.json"

// newModel returns the model, with or without keys. Its quota is shared by so
// many nodes.
func newModel(c *config, nodes func() int, stats *modelStats, log *slog.Logger) (*model, error) {
	keys, err := c.modelKeys()
	if err != nil {
		return nil, err
	}
	client, err := gemini.New(gemini.Options{
		Keys: keys, Nodes: nodes, Model: c.GeminiModel, FallbackModel: c.GeminiFallbackModel, BaseURL: c.GeminiBaseURL,
		Limits: gemini.Limits{RPM: int(c.GeminiRPM), TPM: int(c.GeminiTPM), RPD: int(c.GeminiRPD)}, Window: c.GeminiWindow,
		MaxWait: c.GeminiMaxWait, StateFile: filepath.Join(c.DataDir, quotaFile), Observe: stats.observe, Log: log,
	})
	if err != nil {
		return nil, fmt.Errorf("GEMINI settings: %w", err)
	}
	stats.use(c.GeminiModel, client)
	return &model{name: c.GeminiModel, client: client, stats: stats, log: log}, nil
}

// configured reports whether there is a key.
func (m *model) configured() bool { return m.client.Configured() }

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

// Close ends the calls that run and waits for them.
func (m *model) Close() {
	if err := m.client.Close(); err != nil {
		m.log.Warn("close model client", "err", err)
	}
}

// Name implements question.Model.
func (m *model) Name() string { return m.name }

// Write implements question.Model.
func (m *model) Write(ctx context.Context, r question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	result, err := m.stream(ctx, gemini.Request{
		Task:            r.Task,
		System:          r.System,
		Parts:           parts(r),
		Schema:          structure(r.Structure),
		MaxOutputTokens: r.MaxOutputTokens,
		Thinking:        gemini.ThinkLow,
		Priority:        priority(r),
		OneAnswer:       true, // the service asks anew itself, and says what was wrong
		Restartable:     true, // and takes back the text it has heard
	}, func(e gemini.Event) error {
		switch e.Kind {
		case gemini.EventQueued:
			on(question.ModelEvent{Kind: question.ModelQueued, Wait: e.ETA})
		case gemini.EventStarted:
			on(question.ModelEvent{Kind: question.ModelStarted, Model: e.Model})
		case gemini.EventDelta:
			on(question.ModelEvent{Kind: question.ModelText, Text: e.Text})
		case gemini.EventRetry:
			on(question.ModelEvent{Kind: question.ModelAgain})
		}
		return nil
	})
	if err != nil {
		return "", unreadable(r, failure(err))
	}
	return result.Text, nil
}

// unreadable says that the API finds a request with pictures wrong, which is
// theirs: the rest of such requests is always the same.
func unreadable(r question.ModelRequest, err error) error {
	var e *gemini.Error
	if len(r.Images) > 0 && errors.As(err, &e) && e.Class == gemini.ClassBadRequest && e.HTTP != 0 {
		return &question.ModelError{Failure: question.ModelUnreadable, Err: err}
	}
	return err
}

func priority(r question.ModelRequest) gemini.Priority {
	switch {
	case r.Finishing:
		return gemini.Interactive
	case r.Bulk:
		return gemini.Bulk
	}
	return gemini.Normal
}

// parts are the pictures and then the text, as the API's documents advise.
func parts(r question.ModelRequest) []gemini.Part {
	var out []gemini.Part
	for _, m := range r.Images {
		out = append(out, gemini.Part{MIME: m.MIME, Data: m.Data})
	}
	return append(out, gemini.Part{Text: r.Prompt})
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
func failure(err error) error {
	out := &question.ModelError{Err: err}
	var e *gemini.Error
	if !errors.As(err, &e) {
		return err
	}
	out.RetryAfter = e.RetryAfter
	switch e.Class {
	case gemini.ClassKeyDead, gemini.ClassNoQuota, gemini.ClassOverloaded, gemini.ClassTransport, gemini.ClassModelMissing:
		out.Failure = question.ModelUnavailable
	case gemini.ClassBusy, gemini.ClassRateMinute, gemini.ClassRateTokens, gemini.ClassRateUnknown, gemini.ClassRateDay:
		out.Failure = question.ModelQuota
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
