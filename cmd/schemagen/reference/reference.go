// Package reference makes a page for people of openrpc.json: every method,
// notification, type, error, close code and limit, each with an address of its
// own, and examples that keep the rules.
//
//	openrpc.json ─► tree.go ─► reference.go ─► page.html ─► reference.html
//	                            kinds.go, examples.go   style.css, search.js
//
// The page is one file. It asks nobody for anything, and works without scripts;
// the one it has searches.
package reference

import (
	"bytes"
	_ "embed" // for the page
	"fmt"
	"html/template"
	"strings"

	"prepwire/schema/shape"
)

//go:embed page.html
var layout string

//go:embed style.css
var style string

//go:embed search.js
var script string

var page = template.Must(template.New("page").Parse(layout))

// Page is what the page shows.
type Page struct {
	Generated, Title, Version, Description string
	Namespaces                             []Namespace
	Notifications                          []Notification
	Types                                  []Type
	Errors, Codes, CloseCodes, Limits      []map[string]string

	Style  template.CSS
	Script template.JS
}

// Namespace is the methods that begin with the same word.
type Namespace struct {
	ID, Name string
	Methods  []Method
}

// Method is a method, or what a client sends without expecting a reply.
type Method struct {
	Name, Summary, Access, TimeoutMs string
	Idempotent, Notification         bool
	Causes, ExactlyOne, Errors       []string
	Params                           []Member
	Result                           template.HTML
	Request, Reply                   string // examples
}

// Notification is one that the gateway sends.
type Notification struct {
	Name, Summary, Kind, Topic string
	Params                     template.HTML
	Example                    string
}

// Type is a named schema.
type Type struct {
	Name, Description string
	Kind              template.HTML // of what is no object with members
	Rules             string
	Members           []Member
}

// Member is a member of an object, or a param.
type Member struct {
	Name, Description, Rules, Default string
	Required                          bool
	Kind                              template.HTML
}

// Render writes the page of an OpenRPC document.
func Render(openRPC []byte) ([]byte, error) {
	doc, err := parse(openRPC)
	if err != nil {
		return nil, fmt.Errorf("read openrpc.json: %w", err)
	}
	p, err := build(doc)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := page.Execute(&out, p); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func build(doc any) (*Page, error) {
	e := examples{get(doc, "components", "schemas")}
	p := &Page{
		Generated: text(doc, "x-generated"), Title: text(doc, "info", "title"), Version: text(doc, "info", "version"),
		Description: text(doc, "info", "description"),
		Errors:      rows(doc, "x-errors"), Codes: rows(doc, "x-codes"), CloseCodes: rows(doc, "x-closeCodes"), Limits: rows(doc, "x-limits"),
		Style: template.CSS(style), Script: template.JS(script), // our own files
	}
	for _, m := range objects(doc, "methods") {
		made, err := method(m, e)
		if err != nil {
			return nil, err
		}
		p.add(made)
	}
	for _, n := range objects(doc, "x-notifications") {
		made, err := notification(n, e)
		if err != nil {
			return nil, err
		}
		p.Notifications = append(p.Notifications, made)
	}
	for _, m := range object(doc, "components", "schemas") {
		p.Types = append(p.Types, typeOf(m.Name, m.Value, e.schemas))
	}
	return p, nil
}

// add puts a method under its namespace.
func (p *Page) add(m Method) {
	id, _, _ := strings.Cut(m.Name, ".")
	name := id
	if m.Notification {
		id, name = "client", "Sent by clients, without a reply"
	}
	if n := len(p.Namespaces); n == 0 || p.Namespaces[n-1].Name != name {
		p.Namespaces = append(p.Namespaces, Namespace{ID: id, Name: name})
	}
	last := &p.Namespaces[len(p.Namespaces)-1]
	last.Methods = append(last.Methods, m)
}

func method(m shape.Ordered, e examples) (Method, error) {
	out := Method{
		Name: text(m, "name"), Summary: text(m, "summary"), Access: text(m, "x-access"), TimeoutMs: text(m, "x-timeoutMs"),
		Idempotent: flag(m, "x-idempotent"), Causes: texts(m, "x-causes"), ExactlyOne: texts(m, "x-exactlyOne"),
		Notification: get(m, "result") == nil,
	}
	for _, ref := range list(m, "errors") {
		out.Errors = append(out.Errors, refersTo(ref))
	}
	for _, param := range objects(m, "params") {
		out.Params = append(out.Params, member(text(param, "name"), text(param, "description"), flag(param, "required"), get(param, "schema"), e.schemas))
	}
	request := shape.Ordered{{Name: "jsonrpc", Value: "2.0"}}
	if !out.Notification {
		request = append(request, shape.Member{Name: "id", Value: 1})
	}
	request = append(request, shape.Member{Name: "method", Value: out.Name}, shape.Member{Name: "params", Value: e.params(m)})
	var err error
	if out.Request, err = pretty(request); err != nil || out.Notification {
		return out, err
	}
	schema := get(m, "result", "schema")
	out.Result = kind(schema)
	out.Reply, err = pretty(shape.Ordered{{Name: "jsonrpc", Value: "2.0"}, {Name: "result", Value: e.value("", schema, 0)}, {Name: "id", Value: 1}})
	return out, err
}

func notification(n shape.Ordered, e examples) (Notification, error) {
	schema := get(n, "params")
	example, err := pretty(shape.Ordered{
		{Name: "jsonrpc", Value: "2.0"}, {Name: "method", Value: text(n, "name")}, {Name: "params", Value: e.notice(schema)},
	})
	return Notification{
		Name: text(n, "name"), Summary: text(n, "summary"), Kind: text(n, "kind"), Topic: text(n, "topic"),
		Params: kind(schema), Example: example,
	}, err
}

func typeOf(name string, s, schemas any) Type {
	out := Type{Name: name, Description: text(s, "description")}
	required := texts(s, "required")
	for _, p := range object(s, "properties") {
		must := false
		for _, r := range required {
			must = must || r == p.Name
		}
		out.Members = append(out.Members, member(p.Name, text(p.Value, "description"), must, p.Value, schemas))
	}
	if len(out.Members) == 0 {
		out.Kind, out.Rules = kind(s), strings.Join(rules(s), ", ")
	}
	return out
}

func member(name, description string, required bool, s, schemas any) Member {
	out := Member{Name: name, Description: description, Required: required, Kind: kind(s), Rules: strings.Join(rules(s), ", ")}
	if short := inShort(schemas, s); short != "" {
		out.Rules = short
	}
	if fallback := get(s, "default"); fallback != nil {
		out.Default = value(fallback)
	}
	return out
}

// objects reads a list of objects.
func objects(v any, names ...string) []shape.Ordered {
	var out []shape.Ordered
	for _, one := range list(v, names...) {
		if o, ok := one.(shape.Ordered); ok {
			out = append(out, o)
		}
	}
	return out
}

// rows reads a list of flat objects, for a table.
func rows(doc any, name string) []map[string]string {
	var out []map[string]string
	for _, o := range objects(doc, name) {
		row := map[string]string{}
		for _, m := range o {
			row[m.Name] = value(m.Value)
		}
		out = append(out, row)
	}
	return out
}
