package shape_test

import (
	"encoding/json"
	"strings"
	"testing"

	"prepwire/schema/shape"
)

func TestSchemaStatesTheRules(t *testing.T) {
	words := map[string]string{"everything": "all of it", "page.Limit": "how many", "everything.Colour": "of the text"}
	d := shape.Documenter{Prefix: "#/$defs/", Comment: func(owner, member string) string {
		return words[strings.TrimSuffix(owner+"."+member, ".")]
	}}
	if got := marshal(t, d.Schema(shape.Of[everything]())); got != `{"$ref":"#/$defs/everything"}` {
		t.Error(got)
	}
	defs := map[string]string{}
	for _, def := range d.Definitions() {
		defs[def.Name] = marshal(t, def.Schema)
	}
	want := map[string]string{
		"colour": `{"type":"string","enum":["red","green"]}`,
		"code":   `{"type":"string","minLength":2,"maxLength":4,"pattern":"^[A-Z]+$"}`,
		"inner": `{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":3},"size":{"default":1,"type":"number","minimum":0.5,"maximum":2}},` +
			`"required":["name"],"additionalProperties":false}`,
		"everything": `{"description":"all of it","type":"object","properties":{"text":{"type":"string","minLength":1,"maxLength":5},` +
			`"colour":{"description":"of the text","default":"red","allOf":[{"$ref":"#/$defs/colour"}]},"code":{"$ref":"#/$defs/code"},` +
			`"count":{"type":"integer","minimum":-2,"maximum":3},"offset":{"type":"integer","minimum":0,"maximum":9007199254740991},"on":{"default":true,"type":"boolean"},` +
			`"items":{"type":"array","items":{"$ref":"#/$defs/inner"},"minItems":0,"maxItems":2},"words":{"type":"array","items":{"type":"string","minLength":1,"maxLength":2}},` +
			`"shares":{"type":"object","additionalProperties":{"type":"number","minimum":0,"maximum":1},"minProperties":0,"maxProperties":2},` +
			`"limit":{"description":"how many","default":5,"type":"integer","minimum":1,"maximum":10}},"required":["text"],"additionalProperties":false}`,
	}
	for name, schema := range want {
		if defs[name] != schema {
			t.Errorf("%s\n got %s\nwant %s", name, defs[name], schema)
		}
	}
	if len(defs) != len(want) {
		t.Errorf("%d definitions", len(defs))
	}
}

func TestRawTypesHaveOpenSchemas(t *testing.T) {
	d := shape.Documenter{Prefix: "#/", Comment: func(string, string) string { return "" }}
	d.Schema(shape.Of[rawMembers]())
	want := []string{
		`{"type":"object","properties":{"object":{"$ref":"#/raw"},"token":{"$ref":"#/token"}},"additionalProperties":false}`,
		`{"type":"object","additionalProperties":true}`,
		`{"anyOf":[{"type":"string","minLength":1,"maxLength":3},{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}]}`,
	}
	for i, def := range d.Definitions() {
		if got := marshal(t, def.Schema); got != want[i] {
			t.Errorf("%s is %s, want %s", def.Name, got, want[i])
		}
	}
	if got := marshal(t, d.Schema(shape.Of[json.RawMessage]())); got != `{}` {
		t.Error(got)
	}
}

func TestOrderedKeepsItsOrder(t *testing.T) {
	o := shape.Ordered{{Name: "b", Value: 1}, {Name: "a", Value: "<&>"}}
	o.Set("b", 2)
	o.Set("c", nil)
	if got := marshal(t, o); got != `{"b":2,"a":"<&>","c":null}` {
		t.Error(got)
	}
	if _, err := json.Marshal(shape.Ordered{{Name: "f", Value: func() {}}}); err == nil {
		t.Error("a function is written")
	}
}

func marshal(t *testing.T, o shape.Ordered) string {
	t.Helper()
	text, err := o.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
