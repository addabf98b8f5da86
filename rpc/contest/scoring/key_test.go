package scoring

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"testing"
)

// The answer is built at run time, so that no panic or vet message can hold it.
var secretAnswer = strings.Repeat("sesame", 2)

func TestKeyPrintsNoAnswer(t *testing.T) {
	key := NewKey(map[string]string{"q1": secretAnswer, "q2": secretAnswer})
	fold, err := NewFold(freeRules(Accuracy, 2), NewKey(map[string]string{"q1": secretAnswer, "q2": secretAnswer}))
	if err != nil {
		t.Fatal(err)
	}
	type hidden struct{ key Key }
	type shown struct{ Key Key }
	values := []any{
		key, &key, shown{key}, &shown{key}, hidden{key}, &hidden{key},
		[]Key{key}, map[string]Key{"k": key}, []any{hidden{key}}, struct{ any }{key}, *fold, fold,
	}
	var told []string
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T", "%p", "%10.3v", "%!"} {
			told = append(told, fmt.Sprintf(verb, v))
		}
		if b, err := json.Marshal(v); err == nil {
			told = append(told, string(b))
		}
		if b, err := xml.Marshal(v); err == nil {
			told = append(told, string(b))
		}
		for _, handler := range []func(*bytes.Buffer) slog.Handler{
			func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
			func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
		} {
			var b bytes.Buffer
			slog.New(handler(&b)).Info("key", "key", v, slog.Any("again", v))
			told = append(told, b.String())
		}
	}
	told = append(told, fmt.Sprint(key.Fits([]Question{{ID: "q1"}})), fmt.Sprint(key.Fits([]Question{{ID: "q3"}})))
	for _, text := range told {
		if strings.Contains(text, "sesame") || strings.Contains(text, fmt.Sprintf("%x", secretAnswer)) {
			t.Errorf("an answer is in %q", text)
		}
	}
	if got := fmt.Sprintf("%+v", key); got != "[2 answers]" {
		t.Errorf("a key is written %q", got)
	}
}

func TestKey(t *testing.T) {
	given := map[string]string{"q1": "A", "q2": "B"}
	key := NewKey(given)
	given["q1"] = "C"
	key.Reveal()["q2"] = "D"
	if a, ok := key.Answer("q1"); a != "A" || !ok {
		t.Errorf("q1: %q, %v", a, ok)
	}
	if !maps.Equal(key.Reveal(), map[string]string{"q1": "A", "q2": "B"}) || key.Len() != 2 {
		t.Errorf("the key changed")
	}
	if _, ok := key.Answer("q3"); ok {
		t.Error("there is an answer to q3")
	}
	var none Key
	if _, ok := none.Answer("q1"); ok || none.Len() != 0 || len(none.Reveal()) != 0 || none.String() != "[0 answers]" {
		t.Error("the zero key has answers")
	}
	for _, c := range []struct {
		key  Key
		want string
	}{
		{key, ""},
		{none, `the key has no answer to question "q1"`},
		{NewKey(map[string]string{"q1": "", "q3": ""}), `the key has no answer to question "q2"`},
		{NewKey(map[string]string{"q1": "", "q2": "", "q3": ""}), "the key has 3 answers to 2 questions"},
	} {
		got := ""
		if err := c.key.Fits([]Question{{ID: "q1"}, {ID: "q2"}}); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.key, got, c.want)
		}
	}
}
