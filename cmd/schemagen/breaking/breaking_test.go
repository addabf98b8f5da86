package breaking

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"prepwire/schema"
)

// small is a contract with one method, one notification and the lists.
const small = `{
 "x-version":"v1",
 "properties":{
  "methods":{"type":"object","additionalProperties":false,"required":["a.do"],"properties":{
   "a.do":{"type":"object","additionalProperties":false,"required":["params","result"],
    "properties":{"params":{"$ref":"#/$defs/P"},"result":{"$ref":"#/$defs/R"}},
    "x-access":"user","x-idempotent":true,"x-causes":["a.done"],"x-timeoutMs":10000,"x-positional":["x","y"],"x-exactlyOne":["x","y"]}}},
  "notifications":{"properties":{"a.done":{"$ref":"#/$defs/R"}}},
  "clientNotifications":{"properties":{"$/cancel":{"$ref":"#/$defs/P"}}},
  "snapshots":{"properties":{"user":{"$ref":"#/$defs/R"}}},
  "error":{"$ref":"#/$defs/Error"}},
 "$defs":{
  "P":{"type":"object","properties":{"x":SHAPE,"y":{"type":"string"}},"required":["x"],"additionalProperties":false},
  "R":{"type":"object","properties":{"x":SHAPE,"y":{"type":"string"}},"required":["x"],"additionalProperties":false},
  "Error":{"type":"object","properties":{"code":{"type":"integer","enum":[1]},"data":{"$ref":"#/$defs/Reason"}}},
  "Reason":{"type":"string","enum":["late"]}},
 "x-notifications":{"a.done":{"kind":"event","topic":"user"}},
 "x-codes":[{"code":1,"name":"One"}],
 "x-errors":[{"code":1,"reason":"late","retryable":true}],
 "x-closeCodes":[{"code":4001,"name":"Expired"}],
 "x-limits":[{"name":"L","default":"20/m"}]}`

func withShape(shape string) string { return strings.ReplaceAll(small, "SHAPE", shape) }

func compareTexts(t *testing.T, old, new string) []Finding {
	t.Helper()
	findings, err := Compare([]byte(old), []byte(new))
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

// Every change of a shape, there and back: whether it breaks what is sent and
// what is received.
func TestChangesOfShapes(t *testing.T) {
	const no, yes = false, true
	for _, c := range []struct {
		name, old, new  string
		at              string
		sent, received  bool // breaks from old to new
		sentBack, recvd bool // breaks from new to old
	}{
		{"type widened", `{"type":"integer"}`, `{"type":["integer","string"]}`, "/type", no, yes, yes, no},
		{"integer to number", `{"type":"integer"}`, `{"type":"number"}`, "/type", no, yes, yes, no},
		{"another type", `{"type":"integer"}`, `{"type":"string"}`, "/type", yes, yes, yes, yes},
		{"any type", `{"type":"integer"}`, `{}`, "/type", no, yes, yes, no},
		{"enum value added", `{"enum":["a"]}`, `{"enum":["a","b"]}`, "/enum", no, yes, yes, no},
		{"enum removed", `{"enum":["a"]}`, `{}`, "/enum", no, yes, yes, no},
		{"const to enum", `{"const":"a"}`, `{"enum":["a","b"]}`, "/enum", no, yes, yes, no},
		{"minimum lowered", `{"minimum":1}`, `{"minimum":0}`, "/minimum", no, yes, yes, no},
		{"minimum removed", `{"minimum":1}`, `{}`, "/minimum", no, yes, yes, no},
		{"maximum raised", `{"maximum":1}`, `{"maximum":2}`, "/maximum", no, yes, yes, no},
		{"maxLength raised", `{"maxLength":1}`, `{"maxLength":2}`, "/maxLength", no, yes, yes, no},
		{"minLength lowered", `{"minLength":1}`, `{}`, "/minLength", no, yes, yes, no},
		{"minLength 0 said", `{}`, `{"minLength":0}`, "/minLength", no, no, no, no},
		{"maxItems raised", `{"maxItems":1}`, `{"maxItems":2}`, "/maxItems", no, yes, yes, no},
		{"minItems lowered", `{"minItems":1}`, `{"minItems":0}`, "/minItems", no, yes, yes, no},
		{"maxProperties raised", `{"maxProperties":1}`, `{"maxProperties":2}`, "/maxProperties", no, yes, yes, no},
		{"pattern removed", `{"pattern":"a"}`, `{}`, "/pattern", no, yes, yes, no},
		{"pattern changed", `{"pattern":"a"}`, `{"pattern":"b"}`, "/pattern", yes, yes, yes, yes},
		{"format removed", `{"format":"date-time"}`, `{}`, "/format", no, yes, yes, no},
		{"default changed", `{"default":1}`, `{"default":2}`, "/default", yes, yes, yes, yes},
		{"default said", `{}`, `{"default":2}`, "/default", no, no, yes, yes},
		{"words", `{"description":"a"}`, `{"description":"b"}`, "", no, no, no, no},
		{"elements wider", `{"items":{"type":"integer"}}`, `{"items":{"type":"number"}}`, "/items/type", no, yes, yes, no},
		{"elements free", `{"items":{"type":"integer"}}`, `{}`, "/items", no, yes, yes, no},
		{"optional member added", `{"type":"object","properties":{"p":{}},"additionalProperties":false}`,
			`{"type":"object","properties":{"p":{},"q":{}},"additionalProperties":false}`, "/properties/q", no, no, yes, yes},
		{"required member added", `{"type":"object","properties":{"p":{}}}`,
			`{"type":"object","properties":{"p":{},"q":{}},"required":["q"]}`, "/properties/q", yes, no, yes, yes},
		{"member became optional", `{"properties":{"p":{}},"required":["p"]}`, `{"properties":{"p":{}}}`, "/properties/p", no, yes, yes, no},
		{"map values wider", `{"additionalProperties":{"type":"integer"}}`, `{"additionalProperties":{"type":"number"}}`, "/additionalProperties/type", no, yes, yes, no},
		{"map values free", `{"additionalProperties":{"type":"integer"}}`, `{"additionalProperties":true}`, "/additionalProperties", no, yes, yes, no},
		{"other members allowed", `{"type":"object","additionalProperties":false}`, `{"type":"object"}`, "/additionalProperties", no, no, yes, yes},
		{"alternative added", `{"anyOf":[{"type":"string"}]}`, `{"anyOf":[{"type":"integer"},{"type":"string"}]}`, "/anyOf", no, yes, yes, no},
		{"alternative gone wide", `{"oneOf":[{"type":"string"}]}`, `{}`, "/oneOf", no, yes, yes, no},
		{"unknown keyword", `{"multipleOf":2}`, `{"multipleOf":4}`, "/multipleOf", yes, yes, yes, yes},
	} {
		for _, way := range []struct {
			name, old, new string
			sent, received bool
		}{
			{c.name, c.old, c.new, c.sent, c.received},
			{c.name + ", back", c.new, c.old, c.sentBack, c.recvd},
		} {
			findings := compareTexts(t, withShape(way.old), withShape(way.new))
			sent, received := under(findings, "/$defs/P/properties/x"+c.at), under(findings, "/$defs/R/properties/x"+c.at)
			if sent != way.sent || received != way.received {
				t.Errorf("%s: breaks what is sent %v, want %v; what is received %v, want %v\n%v", way.name, sent, way.sent, received, way.received, findings)
			}
			if len(findings) > 0 && !way.sent && !way.received {
				t.Errorf("%s: %v", way.name, findings)
			}
		}
	}
}

func under(findings []Finding, pointer string) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Pointer == pointer && f.Why != "" })
}

// Changes beside the shapes; from old to new breaks, back does not, but where
// it says so.
func TestChangesOfTables(t *testing.T) {
	base := withShape("{}")
	for _, c := range []struct {
		name, old, new string // of the text
		at             string
		back           bool
	}{
		{"access", `"x-access":"user"`, `"x-access":"author"`, "/properties/methods/properties/a.do/x-access", false},
		{"access between roles", `"x-access":"user"`, `"x-access":"nobody"`, "/properties/methods/properties/a.do/x-access", false},
		{"idempotent", `"x-idempotent":true`, `"x-idempotent":false`, "/properties/methods/properties/a.do/x-idempotent", false},
		{"causes", `"x-causes":["a.done"]`, `"x-causes":[]`, "/properties/methods/properties/a.do/x-causes", false},
		{"timeout", `"x-timeoutMs":10000`, `"x-timeoutMs":9999`, "/properties/methods/properties/a.do/x-timeoutMs", false},
		{"position swapped", `"x-positional":["x","y"]`, `"x-positional":["y","x"]`, "/properties/methods/properties/a.do/x-positional", true},
		{"position dropped", `"x-positional":["x","y"]`, `"x-positional":["x"]`, "/properties/methods/properties/a.do/x-positional", false},
		{"kind", `"kind":"event"`, `"kind":"state"`, "/x-notifications/a.done/kind", true},
		{"topic", `"topic":"user"`, `"topic":"everyone"`, "/x-notifications/a.done/topic", true},
		{"reason", `"enum":["late"]`, `"enum":[]`, "/$defs/Reason/enum", false},
		{"code of a reason", `{"code":1,"reason"`, `{"code":2,"reason"`, "/x-errors/0/code", true},
		{"retryable", `"retryable":true`, `"retryable":false`, "/x-errors/0/retryable", true},
		{"limit", `"20/m"`, `"19/m"`, "/x-limits/0/default", false},
		{"limit by hour", `"20/m"`, `"20/h"`, "/x-limits/0/default", false},
		{"limit by second", `"1/s"`, `"20/m"`, "/x-limits/0/default", false},
		{"no limit", `"0"`, `"20/m"`, "/x-limits/0/default", false},
		{"size", `"2MiB"`, `"2000KiB"`, "/x-limits/0/default", false},
		{"legible limit", `"20/m"`, `"a few"`, "/x-limits/0/default", true},
	} {
		old := base
		if !strings.Contains(base, c.old) {
			old = strings.Replace(base, `"20/m"`, c.old, 1)
		}
		new := strings.Replace(old, c.old, c.new, 1)
		if new == old {
			t.Fatalf("%s: %s is not in the document", c.name, c.old)
		}
		if findings := compareTexts(t, old, new); !under(findings, c.at) {
			t.Errorf("%s: %v, want one at %s", c.name, findings, c.at)
		}
		if findings := compareTexts(t, new, old); (len(findings) > 0) != c.back && c.new != `"x-access":"nobody"` {
			t.Errorf("%s, back: %v", c.name, findings)
		}
	}
}

func TestAdditionsPass(t *testing.T) {
	base := withShape("{}")
	doc := parse(t, base)
	methods := child(doc, "properties", "methods", "properties")
	methods["b.do"] = maps.Clone(child(methods, "a.do"))
	child(doc, "properties", "notifications", "properties")["b.done"] = node{"$ref": "#/$defs/R"}
	child(doc, "x-notifications")["b.done"] = node{"kind": "state", "topic": "user"}
	child(doc, "$defs", "Reason")["enum"] = []any{"late", "early"}
	child(doc, "$defs", "Error", "properties", "code")["enum"] = []any{1, 2}
	child(doc, "$defs")["New"] = node{}
	for _, name := range []string{"x-codes", "x-errors", "x-closeCodes", "x-limits"} {
		doc[name] = append([]any{node{"code": 2, "reason": "early", "name": "M"}}, doc[name].([]any)...)
	}
	child(methods, "a.do")["x-positional"] = []any{"x", "y", "z"}
	if findings := compareTexts(t, base, write(t, doc)); len(findings) > 0 {
		t.Errorf("%v", findings)
	}
}

func TestAnotherVersionMayBreak(t *testing.T) {
	base := withShape("{}")
	next := strings.Replace(strings.Replace(base, `"v1"`, `"v2"`, 1), `"a.do"`, `"a.done"`, 2)
	if findings := compareTexts(t, base, next); len(findings) > 0 {
		t.Errorf("%v", findings)
	}
}

func TestNoContract(t *testing.T) {
	good := withShape("{}")
	for _, bad := range []string{"", "[]", "{}", `{"x-version":"v1"}`, `{"x-version":"v1","properties":{"methods":3}}`} {
		if _, err := Compare([]byte(bad), []byte(good)); err == nil || !strings.Contains(err.Error(), "old") {
			t.Errorf("%q: %v", bad, err)
		}
		if _, err := Compare([]byte(good), []byte(bad)); err == nil || !strings.Contains(err.Error(), "new") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Circles of references end.
func TestRecursiveShapes(t *testing.T) {
	for _, shape := range []string{`{"$ref":"#/$defs/P"}`, `{"type":"array","items":{"$ref":"#/$defs/R"}}`} {
		if findings := compareTexts(t, withShape(shape), withShape(shape)); len(findings) > 0 {
			t.Errorf("%s: %v", shape, findings)
		}
	}
	loop := strings.Replace(withShape("{}"), `"Reason":{`, `"L":{"$ref":"#/$defs/L"},"Reason":{`, 1)
	loop = strings.ReplaceAll(loop, `"x":{}`, `"x":{"$ref":"#/$defs/L"}`)
	if findings := compareTexts(t, loop, loop); len(findings) == 0 {
		t.Error("a definition that is only itself passes")
	}
}

func TestContractAgainstItself(t *testing.T) {
	text := string(schema.JSONSchema())
	if findings := compareTexts(t, text, text); len(findings) > 0 {
		t.Errorf("%v", findings)
	}
}

// Whatever one takes out of the real table of methods, or of what a client
// reads or writes, is found, and found where it was.
func TestEveryRemovalIsFound(t *testing.T) {
	old := parse(t, string(schema.JSONSchema()))
	removed := 0
	for _, pointer := range removable(old) {
		findings := compare(old, without(old, pointer).(node))
		named := ""
		for _, name := range pointer[:min(4, len(pointer)-1)] {
			named = at(named, name)
		}
		if !slices.ContainsFunc(findings, func(f Finding) bool { return strings.HasPrefix(f.Pointer, named) }) {
			t.Errorf("without %s: %v", strings.Join(pointer, "/"), findings)
		}
		removed++
	}
	if removed < 500 {
		t.Errorf("only %d removals were tried", removed)
	}
	t.Logf("%d removals", removed)
}

// removable lists every method and everything below it but words, every
// notification and snapshot, and every member of every definition.
func removable(doc node) [][]string {
	var out [][]string
	methods := child(doc, "properties", "methods", "properties")
	for name := range methods {
		at := []string{"properties", "methods", "properties", name}
		out = append(out, at)
		out = append(out, below(at, child(methods, name))...)
	}
	for _, table := range []string{"notifications", "clientNotifications", "snapshots"} {
		for name := range child(doc, "properties", table, "properties") {
			out = append(out, []string{"properties", table, "properties", name})
		}
	}
	for name := range child(doc, "x-notifications") {
		out = append(out, []string{"x-notifications", name}, []string{"x-notifications", name, "kind"}, []string{"x-notifications", name, "topic"})
	}
	for name, definition := range child(doc, "$defs") {
		out = append(out, []string{"$defs", name})
		for member := range child(definition.(node), "properties") {
			out = append(out, []string{"$defs", name, "properties", member})
		}
	}
	return out
}

// below lists the pointers of all that is inside n, elements of lists too.
func below(at []string, n any) [][]string {
	var out [][]string
	step := func(name string, value any) {
		here := append(slices.Clone(at), name)
		out = append(append(out, here), below(here, value)...)
	}
	switch n := n.(type) {
	case node:
		for name, value := range n {
			if name != "description" {
				step(name, value)
			}
		}
	case []any:
		for _, value := range n {
			step(value.(string), nil) // lists of names
		}
	}
	return out
}

// without is the document without what a pointer names; in a list without the
// element of that value. What both have in common they share.
func without(v any, pointer []string) any {
	if all, ok := v.([]any); ok {
		return slices.DeleteFunc(slices.Clone(all), func(v any) bool { return v == pointer[0] })
	}
	n := maps.Clone(v.(node))
	if len(pointer) == 1 {
		delete(n, pointer[0])
	} else {
		n[pointer[0]] = without(n[pointer[0]], pointer[1:])
	}
	return n
}

func parse(t *testing.T, text string) node {
	t.Helper()
	var doc node
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func write(t *testing.T, doc node) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(doc); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
