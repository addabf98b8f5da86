// Typecheck checks whether the program and its tests compile for other systems
// than this one, such as windows/amd64, in a fraction of the time of a build: it
// makes no code, and of packages that are not ours it reads no function bodies.
//
//	go run .ci/typecheck/main.go SYSTEM/ARCHITECTURE …
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir string
	GoFiles         []string
	ImportMap       map[string]string
	Module          *struct{ Main bool }
	ForTest         string
	Error           *struct{ Err string }
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: typecheck SYSTEM/ARCHITECTURE …")
		os.Exit(2)
	}
	bad := false
	for _, target := range os.Args[1:] {
		begun := time.Now()
		n, err := check(target)
		if err != nil {
			bad = true
			fmt.Fprintf(os.Stderr, "%s:\n%v\n", target, err)
			continue
		}
		fmt.Printf("%s: %d packages in %.1fs\n", target, n, time.Since(begun).Seconds())
	}
	if bad {
		os.Exit(1)
	}
}

// check reads every package that ours need on that system, those first that
// others import.
func check(target string) (int, error) {
	system, arch, ok := strings.Cut(target, "/")
	if !ok {
		return 0, errors.New("must be SYSTEM/ARCHITECTURE")
	}
	packages, err := list(system, arch)
	if err != nil {
		return 0, err
	}
	c := &checker{fset: token.NewFileSet(), sizes: types.SizesFor("gc", arch), done: map[string]*types.Package{"unsafe": types.Unsafe}}
	if c.sizes == nil {
		return 0, errors.New("there is no such architecture")
	}
	for _, p := range packages {
		if err := c.check(p); err != nil {
			return 0, err
		}
	}
	return len(packages), errors.Join(c.faults...)
}

func list(system, arch string) ([]*listed, error) {
	cmd := exec.Command("go", "list", "-deps", "-test", "-e", "-json=ImportPath,Dir,GoFiles,ImportMap,Module,ForTest,Error", "./...")
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var packages []*listed
	for d := json.NewDecoder(out); ; {
		p := new(listed)
		if err := d.Decode(p); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if p.Error != nil {
			return nil, fmt.Errorf("%s: %s", p.ImportPath, p.Error.Err)
		}
		if p.ImportPath != "unsafe" && !strings.HasSuffix(p.ImportPath, ".test") { // the latter are made by go test
			packages = append(packages, p)
		}
	}
	return packages, cmd.Wait()
}

type checker struct {
	fset   *token.FileSet
	sizes  types.Sizes
	done   map[string]*types.Package
	faults []error
}

// check reads one package whose imports are read.
func (c *checker) check(p *listed) error {
	ours := p.Module != nil && p.Module.Main
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(c.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if !ours {
			withoutBodies(f)
		}
		files = append(files, f)
	}
	config := types.Config{
		Importer: importer(func(path string) (*types.Package, error) {
			if mapped, ok := p.ImportMap[path]; ok {
				path = mapped
			}
			if known := c.done[path]; known != nil {
				return known, nil
			}
			return nil, fmt.Errorf("%s is not there", path)
		}),
		IgnoreFuncBodies: !ours, FakeImportC: true, Sizes: c.sizes,
		Error: func(err error) {
			if ours {
				c.faults = append(c.faults, err)
			}
		},
	}
	c.done[p.ImportPath], _ = config.Check(strings.Fields(p.ImportPath)[0], c.fset, files, nil) // faults are told above
	return nil
}

// withoutBodies frees what is not looked at.
func withoutBodies(f *ast.File) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			fn.Body = nil
		}
	}
}

type importer func(path string) (*types.Package, error)

// Import implements types.Importer.
func (i importer) Import(path string) (*types.Package, error) { return i(path) }
