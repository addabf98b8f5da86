package reference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"prepwire/schema"
	"prepwire/schema/shape"
)

// Every example keeps the rules: those of schema.json, which the gateway keeps.
func TestExamplesKeepTheRules(t *testing.T) {
	p := built(t)
	check := oracle(t)
	methods, notices := 0, 0
	for _, n := range p.Namespaces {
		for _, m := range n.Methods {
			if m.Notification {
				check("/properties/clientNotifications/properties/$~1cancelRequest", m.Request, "params")
				continue
			}
			methods++
			check("/properties/methods/properties/"+m.Name+"/properties/params", m.Request, "params")
			check("/properties/methods/properties/"+m.Name+"/properties/result", m.Reply, "result")
		}
	}
	for _, n := range p.Notifications {
		notices++
		check("/properties/notifications/properties/"+strings.ReplaceAll(n.Name, "/", "~1"), n.Example, "params")
	}
	if methods != len(schema.Methods()) || notices != len(schema.Notices()) {
		t.Errorf("%d methods of %d, %d notifications of %d", methods, len(schema.Methods()), notices, len(schema.Notices()))
	}
}

func built(t *testing.T) *Page {
	t.Helper()
	doc, err := parse(schema.OpenRPC())
	if err != nil {
		t.Fatal(err)
	}
	p, err := build(doc)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// oracle judges a member of an example by the schema at a pointer.
func oracle(t *testing.T) func(pointer, example, member string) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	return func(pointer, example, member string) {
		t.Helper()
		s, err := c.Compile("schema.json#" + pointer)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := jsonschema.UnmarshalJSON(strings.NewReader(example))
		if err != nil {
			t.Fatalf("%s: %v\n%s", pointer, err, example)
		}
		value, ok := whole.(map[string]any)[member]
		if !ok {
			t.Errorf("%s: the example has no %s", pointer, member)
		} else if err := s.Validate(value); err != nil {
			t.Errorf("%s: %v\n%s", pointer, err, example)
		}
	}
}

var (
	ids   = regexp.MustCompile(`\sid="([^"]*)"`)
	hrefs = regexp.MustCompile(`href="([^"]*)"`)
	heads = regexp.MustCompile(`<h([1-6])[ >]`)
	loads = regexp.MustCompile(`(?:src|action|data|poster)="|@import|url\(|https?://`)
)

func rendered(t *testing.T) string {
	t.Helper()
	text, err := Render(schema.OpenRPC())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Everything has an address of its own, and every link leads somewhere.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	text := rendered(t)
	known := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(text, -1) {
		id := html.UnescapeString(m[1])
		if known[id] {
			t.Errorf("id %s is there twice", id)
		}
		known[id] = true
	}
	for _, m := range hrefs.FindAllStringSubmatch(text, -1) {
		to, ok := strings.CutPrefix(html.UnescapeString(m[1]), "#")
		to, err := url.PathUnescape(to)
		if err != nil {
			t.Fatal(err)
		}
		if ok && !known[to] {
			t.Errorf("#%s leads nowhere", to)
		} else if !ok && !slices.Contains([]string{"data:,", "openrpc.json", "schema.json"}, m[1]) {
			t.Errorf("a link to %s", m[1])
		}
	}
	var need []string
	for _, m := range schema.Methods() {
		need = append(need, m.Name)
	}
	for _, n := range schema.Notices() {
		need = append(need, n.Name)
	}
	for _, r := range schema.Reasons() {
		need = append(need, "error-"+string(r.Reason))
	}
	for _, id := range append(need, schema.CancelRequest, "code-32602", "close-4001", "LIMIT_FRAME", "type-Question") {
		if !known[id] {
			t.Errorf("%s has no address", id)
		}
	}
}

// Headings go down one step at a time, and the page loads nothing.
func TestForm(t *testing.T) {
	text := rendered(t)
	last := 0
	for _, m := range heads.FindAllStringSubmatch(text, -1) {
		level := int(m[1][0] - '0')
		if level > last+1 {
			t.Fatalf("h%d follows h%d", level, last)
		}
		last = level
	}
	withoutExamples := regexp.MustCompile(`(?s)<pre.*?</pre>`).ReplaceAllString(text, "")
	if found := loads.FindString(withoutExamples); found != "" {
		t.Errorf("the page may load something: %s", found)
	}
	for _, once := range []string{"<h1>", "<style>", "<script>", "<main ", `lang="en"`} {
		if n := strings.Count(text, once); n != 1 {
			t.Errorf("%s is there %d times", once, n)
		}
	}
	if regexp.MustCompile(`\s(style|on[a-z]+)="`).MatchString(withoutExamples) {
		t.Error("there is a style or a script in an attribute, which the page's policy forbids")
	}
}

// What the contract says is text, whatever it holds.
func TestWordsAreText(t *testing.T) {
	const evil = `</script><script>alert(1)</script>`
	doc := shape.Ordered{
		{Name: "info", Value: shape.Ordered{{Name: "title", Value: evil}, {Name: "description", Value: evil}}},
		{Name: "methods", Value: []shape.Ordered{{
			{Name: "name", Value: `a."><img src=x>`}, {Name: "summary", Value: evil},
			{Name: "params", Value: []shape.Ordered{{{Name: "name", Value: evil}, {Name: "description", Value: evil}, {Name: "schema", Value: shape.Ordered{{Name: "enum", Value: []string{evil}}, {Name: "default", Value: evil}}}}}},
			{Name: "result", Value: shape.Ordered{{Name: "schema", Value: shape.Ordered{{Name: "$ref", Value: "#/x/" + evil}}}}},
		}}},
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	page, err := Render(text)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(page, []byte("<script>")); n != 1 || bytes.Contains(page, []byte("<img")) {
		t.Errorf("%d scripts\n%s", n, page)
	}
}

func TestKinds(t *testing.T) {
	for text, want := range map[string]string{
		`{"type":"string","minLength":1,"maxLength":64}`:                                     "string: 1 to 64 characters",
		`{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}`:          "integer: ",
		`{"type":"integer","minimum":0,"maximum":5}`:                                         "integer: 0 to 5",
		`{"type":"string","minLength":0,"maxLength":5}`:                                      "string: at most 5 characters",
		`{"type":"integer","minimum":1,"maximum":9007199254740991}`:                          "integer: at least 1",
		`{"type":"array","items":{"type":"string","maxLength":3},"minItems":2,"maxItems":2}`: "list of string: exactly 2 elements, each at most 3 characters",
		`{"type":"object","additionalProperties":{"type":"number","minimum":0,"maximum":1}}`: "map to number: each 0 to 1",
		`{"enum":["a","<b>"]}`:                                        "<code>a</code>, <code>&lt;b&gt;</code>: ",
		`{"allOf":[{"$ref":"#/components/schemas/ID"}]}`:              `<a href="#type-ID">ID</a>: `,
		`{"anyOf":[{"type":"string"},{"type":"integer"}]}`:            "string or integer: ",
		`{"anyOf":[{"type":"string","maxLength":5},{"type":"null"}]}`: "string or null: at most 5 characters",
		`{"type":"string","format":"date-time","pattern":"^1"}`:       "string: date-time, pattern ^1",
		`{}`: "any: ",
	} {
		s, err := parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%s: %s", kind(s), strings.Join(rules(s), ", ")); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Small types are said where they are used.
func TestSmallTypesInShort(t *testing.T) {
	text := rendered(t)
	for _, want := range []string{
		`<a href="#type-ID">ID</a><br><span class="rules">string, 1 to 64 characters</span>`,
		`<a href="#type-Difficulty">Difficulty</a><br><span class="rules">easy, medium, hard</span>`,
		`<a href="#type-Time">Time</a></td>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("nowhere: %s", want)
		}
	}
}

func TestNoOpenRPC(t *testing.T) {
	for _, text := range []string{"", "{", `{"methods":[`, `[1`} {
		if _, err := Render([]byte(text)); err == nil {
			t.Errorf("%q is rendered", text)
		}
	}
}
