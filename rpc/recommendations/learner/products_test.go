package learner

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// Every product of floats has to be the whole of a conversion or of a longer
// product, or a compiler may fuse it with an addition (see number.go).
func TestEveryProductIsRounded(t *testing.T) {
	fset := token.NewFileSet()
	var files []*ast.File
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	for _, fault := range unrounded(t, fset, files) {
		t.Error(fault)
	}
}

func TestAnUnroundedProductIsFound(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", `package x
func f(a, b, c float64) (float64, float64) { a *= b; d := a * b; return a*b + c, float64(a*b*2) + c + float64(2*(a+1)) + d }
`, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := unrounded(t, fset, []*ast.File{f}); len(got) != 3 {
		t.Errorf("found %q", got)
	}
}

func unrounded(t *testing.T, fset *token.FileSet, files []*ast.File) (faults []string) {
	t.Helper()
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := conf.Check("learner", fset, files, info); err != nil {
		t.Fatal(err)
	}
	product := func(n ast.Node) bool {
		b, ok := n.(*ast.BinaryExpr)
		if !ok || b.Op != token.MUL {
			return false
		}
		v := info.Types[b]
		basic, ok := v.Type.Underlying().(*types.Basic)
		return ok && basic.Info()&types.IsFloat != 0 && v.Value == nil
	}
	rounded := map[ast.Node]bool{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if info.Types[n.Fun].IsType() && len(n.Args) == 1 {
					rounded[n.Args[0]] = true
				}
			case *ast.BinaryExpr:
				if n.Op == token.MUL || n.Op == token.QUO {
					rounded[n.X] = true // a product within a product is added to nothing
				}
			case *ast.AssignStmt:
				if v := info.Types[n.Lhs[0]]; n.Tok == token.MUL_ASSIGN && v.Type != nil && types.Identical(v.Type.Underlying(), types.Typ[types.Float64]) {
					faults = append(faults, fset.Position(n.Pos()).String()+": *= of floats")
				}
			}
			if product(n) && !rounded[n] {
				faults = append(faults, fset.Position(n.Pos()).String()+": a product outside float64(…)")
			}
			return true
		})
	}
	return faults
}

func TestOwnFunctionsAgreeWithMath(t *testing.T) {
	for i := -3000; i <= 3000; i++ {
		x := float64(i) * 0.0137
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > 4e-16*want*4 {
			t.Errorf("exp(%v) = %v, want %v", x, got, want)
		}
		y := math.Exp(x)
		if got, want := log(y), math.Log(y); math.Abs(got-want) > 1e-15*(1+math.Abs(want)) {
			t.Errorf("log(%v) = %v, want %v", y, got, want)
		}
	}
	if got := exp(1e9); math.IsInf(got, 0) || math.IsNaN(got) {
		t.Errorf("exp(1e9) = %v", got)
	}
}
