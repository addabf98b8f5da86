package storetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The list of racing tests is that of tests that call together.
func TestRacingIsComplete(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found, groups := make(map[string]bool), make(map[string]string) // tests by variable; groups by variable
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g, is := d.(*ast.GenDecl)
			if !is || g.Tok != token.VAR {
				ast.Inspect(d, func(n ast.Node) bool { return noteGroup(n, groups) })
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				if tests, is := v.Values[0].(*ast.CompositeLit); is {
					noteRacing(tests, v.Names[0].Name, found)
				}
			}
		}
	}
	named := make(map[string]bool)
	for key := range found {
		variable, test, _ := strings.Cut(key, "/")
		named[groups[variable]+"/"+test] = true
	}
	if !maps.Equal(named, racing) {
		t.Errorf("racing should be %v", named)
	}
}

// noteGroup notes {"Name", variable} of the list in RunBut.
func noteGroup(n ast.Node, groups map[string]string) bool {
	if lit, is := n.(*ast.CompositeLit); is && len(lit.Elts) == 2 {
		name, isText := lit.Elts[0].(*ast.BasicLit)
		variable, isName := lit.Elts[1].(*ast.Ident)
		if isText && isName {
			groups[variable.Name], _ = strconv.Unquote(name.Value)
		}
	}
	return true
}

func noteRacing(tests *ast.CompositeLit, variable string, found map[string]bool) {
	for _, e := range tests.Elts {
		test, is := e.(*ast.KeyValueExpr)
		if !is {
			continue
		}
		name, is := test.Key.(*ast.BasicLit)
		if !is {
			continue
		}
		ast.Inspect(test.Value, func(n ast.Node) bool {
			if call, is := n.(*ast.CallExpr); is {
				if f, is := call.Fun.(*ast.Ident); is && f.Name == "together" {
					plain, _ := strconv.Unquote(name.Value)
					found[variable+"/"+plain] = true
				}
			}
			return true
		})
	}
}
