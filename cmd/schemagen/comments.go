package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// comments are the words of package schema, by what they describe.
type comments struct {
	types   map[string]string     // type
	members map[string]string     // type.field
	wire    map[string]string     // method or notification, by its name on the wire
	numbers map[string][]constant // declared integers of a type, in order
}

// constant is one declared integer.
type constant struct {
	name    string
	value   int
	comment string
}

func readComments(dir string) (*comments, error) {
	c := &comments{types: map[string]string{}, members: map[string]string{}, wire: map[string]string{}, numbers: map[string][]constant{}}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		c.read(file)
	}
	return c, nil
}

// of is the documentation of a type, or of its member when one is named.
func (c *comments) of(owner, member string) string {
	if member == "" {
		return c.types[owner]
	}
	return c.members[owner+"."+member]
}

func (c *comments) read(file *ast.File) {
	for _, decl := range file.Decls {
		decl, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				c.readType(spec, first(spec.Doc, decl.Doc))
			case *ast.ValueSpec:
				c.readValue(decl, spec)
			}
		}
	}
}

func (c *comments) readType(spec *ast.TypeSpec, doc *ast.CommentGroup) {
	name := spec.Name.Name
	c.types[name] = words(doc)
	object, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range object.Fields.List {
		for _, id := range f.Names {
			c.members[name+"."+id.Name] = words(first(f.Doc, f.Comment))
		}
	}
}

func (c *comments) readValue(decl *ast.GenDecl, spec *ast.ValueSpec) {
	if len(spec.Values) != 1 {
		return
	}
	if spec.Type != nil && decl.Tok == token.CONST {
		c.readConstant(spec)
		return
	}
	doc := spec.Doc
	if len(decl.Specs) == 1 {
		doc = first(doc, decl.Doc)
	}
	if name := wireName(spec.Values[0]); name != "" {
		c.wire[name] = withoutSubject(words(doc))
	}
}

func (c *comments) readConstant(spec *ast.ValueSpec) {
	of, ok := spec.Type.(*ast.Ident)
	if !ok {
		return
	}
	if n, ok := integer(spec.Values[0]); ok {
		c.numbers[of.Name] = append(c.numbers[of.Name], constant{spec.Names[0].Name, n, words(first(spec.Doc, spec.Comment))})
	}
}

func integer(e ast.Expr) (int, bool) {
	sign := 1
	if negated, ok := e.(*ast.UnaryExpr); ok && negated.Op == token.SUB {
		sign, e = -1, negated.X
	}
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.INT {
		return 0, false
	}
	n, err := strconv.Atoi(literal.Value)
	return sign * n, err == nil
}

// wireName finds the name in `method[…](Spec{Name: "…"})`,
// `notification[…]("…", …)` and a plain string.
func wireName(e ast.Expr) string {
	if s := unquote(e); s != "" {
		return s
	}
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return ""
	}
	switch arg := call.Args[0].(type) {
	case *ast.BasicLit:
		return unquote(arg)
	case *ast.CompositeLit:
		for _, e := range arg.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok && isIdent(pair.Key, "Name") {
				return unquote(pair.Value)
			}
		}
	}
	return ""
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func unquote(e ast.Expr) string {
	literal, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, err := strconv.Unquote(literal.Value)
	if err != nil {
		return ""
	}
	return s
}

func first(groups ...*ast.CommentGroup) *ast.CommentGroup {
	for _, g := range groups {
		if g != nil {
			return g
		}
	}
	return nil
}

// words is the text of a comment on one line.
func words(g *ast.CommentGroup) string {
	return strings.Join(strings.Fields(g.Text()), " ")
}

// withoutSubject turns "SessionGet returns a session." into "Returns a session."
func withoutSubject(text string) string {
	_, rest, _ := strings.Cut(text, " ")
	r, size := utf8.DecodeRuneInString(rest)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + rest[size:]
}
