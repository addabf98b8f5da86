package schema_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"prepwire/schema"
	"prepwire/schema/shape"
)

var wireName = regexp.MustCompile(`^[a-z]+\.[a-z][a-zA-Z]*$`)

// spontaneous are the notifications that no method causes: clocks, sockets and
// running calls do.
var spontaneous = []string{
	"$/progress", "session.deviceLeft", "session.expiring", "session.draining",
	"contest.started", "contest.questionOpened", "contest.ended",
}

func TestMethodsAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range schema.Methods() {
		if !wireName.MatchString(m.Name) || seen[m.Name] {
			t.Errorf("%s is no name of its own of the form namespace.camelCase", m.Name)
		}
		seen[m.Name] = true
		if m.Params.Kind != shape.Object {
			t.Errorf("%s: params are no object", m.Name)
		}
		if _, taken := m.Params.Member(shape.MetaName); taken {
			t.Errorf("%s: _meta belongs to the protocol", m.Name)
		}
		for _, cause := range m.Causes {
			if notice(cause) == nil {
				t.Errorf("%s causes %s, which does not exist", m.Name, cause)
			}
		}
		if m.Timeout <= 0 {
			t.Errorf("%s has no time to run", m.Name)
		}
	}
}

func notice(name string) *schema.Notice {
	i := slices.IndexFunc(schema.Notices(), func(n *schema.Notice) bool { return n.Name == name })
	if i < 0 {
		return nil
	}
	return schema.Notices()[i]
}

func TestNotificationsAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range schema.Notices() {
		if seen[n.Name] || !wireName.MatchString(n.Name) && n.Name != "$/progress" {
			t.Errorf("%s is no name of its own of the form namespace.camelCase", n.Name)
		}
		seen[n.Name] = true
		caused := slices.ContainsFunc(schema.Methods(), func(m *schema.Spec) bool { return slices.Contains(m.Causes, n.Name) })
		if caused == slices.Contains(spontaneous, n.Name) {
			t.Errorf("%s: caused by a method: %v, and by itself: %v", n.Name, caused, !caused)
		}
		meta, numbered := n.Params.Member(shape.MetaName)
		if numbered != (n.Kind == schema.Event) || numbered && (meta.Optional || meta.Type.Name != "EventMeta") {
			t.Errorf("%s is %s, but has _meta: %v", n.Name, n.Kind, numbered)
		}
		if n.Kind == schema.Event && n.Topic != schema.ToUser && n.Topic != schema.ToContest {
			t.Errorf("%s is an event without a topic that keeps a log", n.Name)
		}
	}
}

// Everything that strangers send has an upper bound.
func TestParamsAreBounded(t *testing.T) {
	types := []*shape.Type{shape.Of[schema.Meta](), shape.Of[schema.CancelParams]()}
	for _, m := range schema.Methods() {
		types = append(types, m.Params)
	}
	for _, p := range types {
		unbounded(p, p.Name, func(path string) { t.Errorf("%s has no bound", path) })
	}
}

func unbounded(t *shape.Type, path string, report func(string)) {
	bounded := true
	switch t.Kind {
	case shape.String:
		bounded = t.Enum != nil || t.Length.HasMax
	case shape.Scalar, shape.Array, shape.Map:
		bounded = t.Length.HasMax
	case shape.Number:
		bounded = t.Range.HasMin && t.Range.HasMax
	case shape.Any:
		bounded = false
	}
	if !bounded {
		report(path)
	}
	if t.Elem != nil {
		unbounded(t.Elem, path+"[]", report)
	}
	if t.Key != nil {
		unbounded(t.Key, path+" (a name)", report)
	}
	for _, f := range t.Fields {
		unbounded(f.Type, path+"."+f.Name, report)
	}
}

func TestCatalogueIsWellFormed(t *testing.T) {
	own := func(c schema.Code) bool { return c >= -32099 && c <= -32000 || c == schema.Cancelled }
	protocol := []schema.Code{schema.ParseError, schema.InvalidRequest, schema.MethodNotFound, schema.InvalidParams, schema.Internal}
	seen := map[schema.Reason]bool{}
	for _, r := range schema.Reasons() {
		if !own(r.Code) && !slices.Contains(protocol, r.Code) {
			t.Errorf("%s has code %d, which is neither of JSON-RPC nor ours to use", r.Reason, r.Code)
		}
		if seen[r.Reason] || r.Message == "" || !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(string(r.Reason)) {
			t.Errorf("%s is given twice, has no message or no proper name", r.Reason)
		}
		seen[r.Reason] = true
		if info, ok := r.Reason.Info(); !ok || info != r {
			t.Errorf("Info of %s is %v", r.Reason, info)
		}
	}
	if _, ok := schema.Reason("unheard_of").Info(); ok {
		t.Error("an unknown reason has a line in the catalogue")
	}
}

func TestLimitsAreNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range schema.DefaultLimits() {
		if seen[l.Name] || !strings.HasPrefix(l.Name, "LIMIT_") || l.Means == "" {
			t.Errorf("limit %+v", l)
		}
		seen[l.Name] = true
	}
}

// Every declared reason is in the catalogue, and whatever is exported says what it is.
func TestSourceKeepsItsPromises(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	catalogue := schema.Reason("").Values()
	reasons := 0
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, decl := range file.Decls {
			for _, name := range withoutComment(decl) {
				t.Errorf("%s: %s has no comment", path, name)
			}
			for _, reason := range declaredReasons(decl) {
				reasons++
				if !slices.Contains(catalogue, reason) {
					t.Errorf("%s is not in the catalogue", reason)
				}
			}
		}
	}
	if reasons != len(catalogue) {
		t.Errorf("%d reasons are declared, %d are in the catalogue", reasons, len(catalogue))
	}
}

// withoutComment lists the exported types, functions and methods that say nothing.
func withoutComment(decl ast.Decl) []string {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Name.IsExported() && decl.Doc == nil {
			return []string{decl.Name.Name}
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() && s.Doc == nil && decl.Doc == nil {
				return []string{s.Name.Name}
			}
		}
	}
	return nil
}

func declaredReasons(decl ast.Decl) []string {
	constants, ok := decl.(*ast.GenDecl)
	if !ok || constants.Tok != token.CONST {
		return nil
	}
	var out []string
	for _, spec := range constants.Specs {
		value := spec.(*ast.ValueSpec)
		if of, ok := value.Type.(*ast.Ident); ok && of.Name == "Reason" {
			out = append(out, strings.Trim(value.Values[0].(*ast.BasicLit).Value, `"`))
		}
	}
	return out
}
