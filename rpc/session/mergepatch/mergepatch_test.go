package mergepatch_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"prepwire/rpc/session/mergepatch"
	"prepwire/schema/scan"
)

func TestApply(t *testing.T) {
	for _, c := range []struct{ target, patch, want string }{
		// Appendix A of RFC 7396.
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},

		{`{"n":0.10,"big":123456789012345678901234567890,"e":1E400}`, `{"m":-0.0}`, `{"n":0.10,"big":123456789012345678901234567890,"e":1E400,"m":-0.0}`},
		{`{"__proto__":{"x":1},"constructor":1}`, `{"__proto__":{"y":2},"toString":3}`, `{"__proto__":{"x":1,"y":2},"constructor":1,"toString":3}`},
		{` { "z" : 1 , "a" : [ 1 , { "b" : null } ] } `, ` { "z" : { "k" : [ null ] } } `, `{"z":{"k":[null]},"a":[1,{"b":null}]}`},
		{`{"a":1}`, "{\"\\u0061\":2}", `{"a":2}`},
		{`{"<&>\"\\":1}`, `{"":2}`, `{"<&>\"\\":1,"":2}`},
		{`{"a":" { \" , "}`, `{}`, `{"a":" { \" , "}`},
		{`{}`, `{}`, `{}`},
	} {
		if got := string(mergepatch.Apply([]byte(c.target), []byte(c.patch))); got != c.want {
			t.Errorf("%s with %s is %s, want %s", c.target, c.patch, got, c.want)
		}
	}
}

func TestCompact(t *testing.T) {
	if got := string(mergepatch.Compact([]byte(" {\"a b\" :\t[ 1 ,\n\"x \\\" y\" ] , \"n\": null}\r"))); got != `{"a b":[1,"x \" y"],"n":null}` {
		t.Error(got)
	}
}

// The pseudocode of RFC 7396, section 2, on decoded values.
func oracle(target, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	t, ok := target.(map[string]any)
	if !ok {
		t = map[string]any{}
	}
	for name, value := range p {
		if value == nil {
			delete(t, name)
		} else {
			t[name] = oracle(t[name], value)
		}
	}
	return t
}

const deepest = 64

func decode(b []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if d.Decode(&v) != nil {
		panic("not JSON: " + string(b))
	}
	return v
}

func FuzzApply(f *testing.F) {
	f.Add(`{"a":{"b":1,"c":[1]}}`, `{"a":{"b":null,"d":{"e":null}},"x":1.0}`)
	f.Add(`[]`, ` {"":{"":{}}}`)
	f.Add(strings.Repeat(`{"a":`, 60)+"1"+strings.Repeat("}", 60), `{"a":{"a":null}}`)
	f.Fuzz(func(t *testing.T, target, patch string) {
		for _, text := range []string{target, patch} {
			if scan.Check([]byte(text), deepest) != scan.OK || scan.Duplicate([]byte(text), scan.Space([]byte(text), 0)) {
				t.Skip()
			}
		}
		got := mergepatch.Apply([]byte(target), []byte(patch))
		if fault := scan.Check(got, deepest); fault != scan.OK || scan.Duplicate(got, 0) {
			t.Fatalf("%s with %s is %s: fault %d", target, patch, got, fault)
		}
		if want := oracle(decode([]byte(target)), decode([]byte(patch))); !reflect.DeepEqual(decode(got), want) {
			t.Fatalf("%s with %s is %s, want %v", target, patch, got, want)
		}
		if again := mergepatch.Compact(got); !bytes.Equal(again, got) {
			t.Fatalf("%s has spaces", got)
		}
	})
}
