package gemini_test

import (
	"strings"
	"testing"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// Requests that cannot be right are not sent.
func TestBadRequests(t *testing.T) {
	part := []gemini.Part{{Text: "hi"}}
	tests := map[string]gemini.Request{
		"no part":            {},
		"empty part":         {Parts: []gemini.Part{{}}},
		"text and data":      {Parts: []gemini.Part{{Text: "a", MIME: "image/png", Data: []byte{1}}}},
		"data without type":  {Parts: []gemini.Part{{Data: []byte{1}}}},
		"text with type":     {Parts: []gemini.Part{{Text: "a", MIME: "text/plain"}}},
		"not UTF-8":          {Parts: []gemini.Part{{Text: "\xff"}}},
		"system not UTF-8":   {Parts: part, System: "\xff"},
		"model with a slash": {Parts: part, Model: "x/../../evil"},
		"model in capitals":  {Parts: part, Model: "Gemini"},
		"model with a query": {Parts: part, Model: "gemini?key=1"},
		"negative bound":     {Parts: part, MaxOutputTokens: -1},
		"bound too large":    {Parts: part, MaxOutputTokens: 1 << 31},
		"unknown thinking":   {Parts: part, Thinking: "hard"},
		"schema of no type":  {Parts: part, Schema: &gemini.Schema{}},
		"array of nothing":   {Parts: part, Schema: &gemini.Schema{Type: gemini.TypeArray}},
		"nameless property":  {Parts: part, Schema: &gemini.Schema{Type: gemini.TypeObject, Properties: []gemini.Property{{Schema: &gemini.Schema{Type: gemini.TypeString}}}}},
	}
	server := geminitest.New(t)
	client := newClient(t, server, nil)
	for name, r := range tests {
		_, err := client.Generate(within(t), r)
		if gemini.ClassOf(err) != gemini.ClassBadRequest {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(server.Calls()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestOptions(t *testing.T) {
	keys := mustKeys(t, secret("a"))
	bad := map[string]gemini.Options{
		"key twice":        {Keys: append(keys, keys...)},
		"negative limit":   {Keys: keys, Limits: gemini.Limits{RPM: -1}},
		"negative queue":   {Keys: keys, MaxQueue: -1},
		"negative wait":    {Keys: keys, MaxWait: -1},
		"bad fallback":     {Keys: keys, FallbackModel: "a/b"},
		"empty key":        {Keys: []gemini.Key{{}}},
		"bad model":        {Keys: keys, Model: "models/x"},
		"no scheme":        {Keys: keys, BaseURL: "127.0.0.1:8080"},
		"host for scheme":  {Keys: keys, BaseURL: "localhost:8080"},
		"other scheme":     {Keys: keys, BaseURL: "ftp://host"},
		"no host":          {Keys: keys, BaseURL: "http:///path"},
		"query":            {Keys: keys, BaseURL: "http://host/?key=x"},
		"password":         {Keys: keys, BaseURL: "http://user:hunter2@host"},
		"negative timeout": {Keys: keys, IdleTimeout: -1},
		"negative size":    {Keys: keys, MaxResponseBytes: -1},
	}
	for name, opts := range bad {
		if client, err := gemini.New(opts); err == nil {
			_ = client.Close()
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the password is told: %v", err)
		}
	}
}

// A base address with a path and slashes keeps the path once.
func TestBaseURLWithPath(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Handle(func(*geminitest.Call) geminitest.Reply { return geminitest.Text("a") })
	for base, want := range map[string]string{"/": "/v1beta/", "//": "/v1beta/", "/proxy/g": "/proxy/g/v1beta/", "/proxy/g/": "/proxy/g/v1beta/"} {
		client := newClient(t, server, func(o *gemini.Options) { o.BaseURL = server.URL() + base })
		if _, err := client.Generate(within(t), ask("hi")); err != nil {
			t.Fatal(err)
		}
		calls := server.Calls()
		if got := calls[len(calls)-1].Path; !strings.HasPrefix(got, want+"models/") {
			t.Errorf("base %q gives path %q", base, got)
		}
	}
}
