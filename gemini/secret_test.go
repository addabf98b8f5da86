package gemini_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// mustNotTell fails the test when the error, however printed, shows the key.
func mustNotTell(t *testing.T, err error) {
	t.Helper()
	var texts []string
	for e := err; e != nil; e = errors.Unwrap(e) {
		texts = append(texts, e.Error(), fmt.Sprintf("%v %+v %#v %q", e, e, e, e))
		if data, err := json.Marshal(e); err == nil {
			texts = append(texts, string(data))
		}
		var wire *gemini.WireError
		if errors.As(e, &wire) {
			texts = append(texts, string(wire.Body))
		}
	}
	for _, text := range texts {
		if strings.Contains(text, secret("a")) {
			t.Fatalf("the key is told: %s", text)
		}
	}
}

// A key shows its ID and nothing else, also from inside other values.
func TestKeyIsNeverPrinted(t *testing.T) {
	hidden := secret("z")
	key := mustKeys(t, hidden+"@blue")[0]
	var logged bytes.Buffer
	log := slog.New(slog.NewTextHandler(&logged, nil))
	logJSON := slog.New(slog.NewJSONHandler(&logged, nil))
	holder := struct {
		Key    gemini.Key
		hidden gemini.Key
		list   []gemini.Key
		byName map[string]*gemini.Key
	}{key, key, []gemini.Key{key}, map[string]*gemini.Key{"k": &key}}
	log.Info("m", "key", key, "holder", holder, "keys", []gemini.Key{key})
	logJSON.Info("m", "key", key, "holder", holder)
	asJSON, err := json.Marshal(map[string]any{"key": key, "holder": holder, "list": []gemini.Key{key}})
	if err != nil {
		t.Fatal(err)
	}
	client, err := gemini.New(gemini.Options{Keys: []gemini.Key{key}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}()
	texts := []string{logged.String(), string(asJSON), key.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		texts = append(texts, fmt.Sprintf(verb, key), fmt.Sprintf(verb, &key), fmt.Sprintf(verb, holder), fmt.Sprintf(verb, &holder))
	}
	texts = append(texts, fmt.Sprintf("%+v", gemini.Options{Keys: []gemini.Key{key}}))
	for _, text := range texts {
		if strings.Contains(text, hidden) || strings.Contains(text, fmt.Sprintf("%x", hidden)) {
			t.Errorf("the key is told: %s", text)
		}
	}
	if id := key.ID(); len(id) != 8 || !strings.HasPrefix(id, "k-") || fmt.Sprintf("%+q", key) != id || key.Project() != "blue" {
		t.Errorf("ID %q, project %q", id, key.Project())
	}
}

func TestParseKeys(t *testing.T) {
	a, b := secret("a"), secret("b")
	keys := mustKeys(t, "# spare keys\n"+a+"@blue, "+b+"\r\n\t"+a+",,\n")
	if len(keys) != 2 || keys[0].Project() != "blue" || keys[1].Project() != "" || keys[0].ID() == keys[1].ID() {
		t.Errorf("got %v", keys)
	}
	if keys := mustKeys(t, " ,\n"); len(keys) != 0 {
		t.Errorf("got %v from nothing", keys)
	}
	if keys := mustKeys(t, a+", "+a+"@blue ,"+a); len(keys) != 1 || keys[0].Project() != "blue" {
		t.Errorf("got %v, project %q", keys, keys[0].Project())
	}
	for list, place := range map[string]string{
		a + "@blue," + b + "," + a + "@red":           "key 3: ",
		a + "," + a + "," + a + ",schl\u00fcssel" + b: "key 4: ",
		a + " @blue":            "key 1: ",
		b + "," + a + " " + a:   "key 2: ",
		b + "\n" + a + "\t" + a: "key 2: ",
	} {
		_, err := gemini.ParseKeys(list)
		if err == nil || !strings.HasPrefix(err.Error(), place) || strings.Contains(err.Error(), a) || strings.Contains(err.Error(), b) {
			t.Errorf("got %v, want one at %s", err, place)
		}
	}
	for _, bad := range []string{a + "@", a + "@two words", "@blue", "schlüssel" + b, strings.Repeat("x", 513), a + "\x00"} {
		_, err := gemini.ParseKey(bad)
		if err == nil {
			t.Errorf("%d characters taken for a key", len(bad))
		} else if strings.Contains(err.Error(), b) || strings.Contains(err.Error(), a) {
			t.Errorf("the key is told: %v", err)
		}
	}
}

// A server that repeats keys in every spelling, its own and others'.
func TestUpstreamTextIsCleaned(t *testing.T) {
	t.Parallel()
	odd := "odd" + strings.Repeat("=/&", 5) + "key" // as issued by some gateways
	other := "AQ." + strings.Repeat("Xy_-", 9)
	server := geminitest.New(t)
	server.Script(func(x *geminitest.Exchange) {
		spelled := strings.NewReplacer("=", `\u003d`, "&", `\u0026`, "k", `\u006b`).Replace(x.Call.Key)
		body := `{"error":{"code":400,"status":"` + spelled + `","message":"key ` + spelled + ` and ` + other + ` and ` + secret("q") +
			`","details":[{"@type":"google.rpc.ErrorInfo","reason":"` + spelled + `"},` +
			`{"@type":"google.rpc.QuotaFailure","violations":[{"quotaId":"` + spelled + `","quotaMetric":"` + spelled + `"}]}]}}`
		geminitest.Raw(400, jsonType, body)(x)
	})
	client := newClient(t, server, func(o *gemini.Options) { o.Keys = mustKeys(t, odd) })
	_, err := client.Generate(within(t), ask("hi"))
	e := mustFail(t, err, gemini.ClassBadRequest)
	var wire *gemini.WireError
	if !errors.As(err, &wire) {
		t.Fatal("no wire error")
	}
	all := fmt.Sprintf("%v %+v %+v %s", err, *e, *wire, wire.Body)
	for _, told := range []string{odd, strings.ReplaceAll(odd, "=", `\u003d`), `\u003d/\u0026`, other, secret("q")} {
		if strings.Contains(all, told) {
			t.Errorf("told: %s", all)
		}
	}
	if !strings.Contains(e.Message, e.KeyID) {
		t.Errorf("the message should name the key by its ID: %q", e.Message)
	}
}

// Errors of the network do not show keys either.
func TestNetworkErrors(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			client, err := gemini.New(gemini.Options{BaseURL: "http://" + nobody, Keys: mustKeys(t, secret("a"))})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = client.Close() }()
			_, err = way.call(within(t), client, ask("hi"))
			e := mustFail(t, err, gemini.ClassTransport)
			if !strings.Contains(e.Message, "refused") || strings.Contains(e.Message, "nowhere") {
				t.Errorf("message %q", e.Message)
			}
			mustNotTell(t, err)
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			_, err = way.call(ctx, client, ask("hi"))
			mustFail(t, err, gemini.ClassCanceled)
			mustNotTell(t, err)
		})
	}
}
