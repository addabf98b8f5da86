package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows say which packages of ours a package may import. A pattern ending in
// /... means everything below. The first pattern that fits a package counts.
var arrows = []struct {
	from string
	to   []string
}{
	{"schema/scan", nil},
	{"schema/shape", []string{"schema/scan"}},
	{"schema", []string{"schema/shape", "schema/scan"}},
	{"auth", nil},
	{"store", nil},
	{"store/storetest", []string{"store"}},
	{"store/live", nil},
	{"store/live/livetest", []string{"store/live"}},
	{"store/live/sock", nil},
	{"store/live/*", []string{"store/live", "store/live/sock"}}, // a driver knows its interface only
	{"store/live/redis/redistest", []string{"store/porttest"}},
	{"store/mongodb/mongotest", []string{"store/porttest"}},
	{"store/porttest", nil},
	{"store/*", []string{"store"}},
	{"gemini", nil},
	{"gemini/geminitest", nil},

	{"rpc", []string{"schema", "schema/...", "auth", "store/live", "store/live/sock"}},
	{"rpc/rpctest", []string{"rpc", "schema", "schema/...", "auth", "store/live", "store/live/memory"}},
	{"rpc/question/itembank", nil},
	{"rpc/recommendations/learner", nil},
	{"rpc/recommendations/learner/choose", []string{"rpc/recommendations/learner"}},
	{"rpc/coaching/strategies", nil},
	{"rpc/coaching/triggers", nil},
	{"rpc/storetime", []string{"store"}},
	{"rpc/session/current", []string{"rpc", "schema", "schema/...", "store"}},
	{"rpc/recommendations/students", []string{"schema", "schema/...", "store", "rpc/recommendations/learner", "rpc/recommendations/learner/choose"}},
	{"rpc/question/judge", nil},
	{"rpc/question/vet", []string{"rpc/question/glyph"}},
	{"rpc/question/likeness", nil},
	{"rpc/question/glyph", nil},
	{"rpc/question/excerpt", []string{"rpc/question/glyph", "rpc/question/itembank"}}, // the latter in tests
	{"rpc/question/picture", nil},
	{"rpc/question/partial", nil},
	{"rpc/session/mergepatch", []string{"schema/scan"}},
	{"rpc/contest/scoring", []string{"rpc/question/judge"}},
	{"rpc/contest/answerlog", []string{"rpc/contest/scoring"}},
	{"rpc/contest/board", []string{"rpc/contest/scoring"}},
	// A service never knows another service, a driver or the model.
	{"rpc/question", []string{"rpc", "schema", "schema/...", "auth", "store", "store/live", "rpc/question/...", "rpc/session/current"}},
	{"rpc/recommendations", []string{"rpc", "schema", "schema/...", "auth", "store", "store/live", "rpc/recommendations/...", "rpc/question/itembank", "rpc/session/current"}},
	{"rpc/analytics", []string{"rpc", "schema", "schema/...", "auth", "store", "store/live", "rpc/recommendations/students", "rpc/session/current"}},
	{"rpc/contest", []string{"rpc", "schema", "schema/...", "auth", "store", "store/live", "rpc/contest/...", "rpc/question/judge", "rpc/storetime"}},
	{"rpc/coaching", []string{"rpc", "schema", "schema/...", "auth", "store", "store/live", "rpc/coaching/...", "rpc/question/vet", "rpc/question/partial"}},
	{"rpc/session", []string{"rpc", "schema", "schema/...", "auth", "store", "store/live", "rpc/session/mergepatch"}},
	{"rpc/extension", []string{"rpc", "schema", "schema/...", "auth", "store", "store/live", "rpc/session/mergepatch"}},
	{"rpc/*", []string{"rpc", "schema", "schema/...", "auth", "store", "store/live"}},

	{"cmd/schemagen", []string{"schema", "schema/...", "cmd/schemagen/..."}},
	{"cmd/schemagen/breaking", nil},
	{"cmd/schemagen/reference", []string{"schema/shape"}},
	{"cmd/prepwire", []string{"schema", "auth", "gemini", "store", "store/...", "rpc", "rpc/...", "cmd/prepwire/..."}},
	{"cmd/prepwire/top", nil},
	{"cmd/prepwire/traces", []string{"store/live"}},
	{"cmd/prepwire/traces/tracestest", nil},
	{"cmd/prepbench", []string{"..."}},
	{"cmd/prepbench/oracle", nil}, // it judges the rest
	{"cmd/prepbench/...", []string{"..."}},
}

// Packages that help tests belong in tests.
func isTestHelper(pkg string) bool {
	name := path.Base(pkg)
	return strings.HasSuffix(name, "test") && name != "contest"
}

func TestImportsPointOneWay(t *testing.T) {
	imports := importsOfModule(t)
	for _, need := range []string{"schema", "auth", "store", "store/live", "gemini", "rpc", "rpc/question", "store/sqlite", "cmd/prepwire"} {
		if _, ok := imports[need]; !ok {
			t.Errorf("package %s was not found: the arrows no longer fit the house", need)
		}
	}
	for _, from := range slices.Sorted(maps.Keys(imports)) {
		allowed, known := allowedFrom(from)
		if !known && len(imports[from]) > 0 {
			t.Errorf("no arrow begins at package %s; say in arrows what it may import", from)
			continue
		}
		for _, to := range imports[from] {
			if !matchesAny(allowed, to) {
				t.Errorf("%s imports %s; it may import %v", from, to, allowed)
			}
			if isTestHelper(to) && !isTestHelper(from) && !strings.HasPrefix(from, "cmd/prepbench") {
				t.Errorf("%s imports the test helper %s outside its tests", from, to)
			}
		}
	}
}

func TestArrowsAreFollowed(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"rpc", "store", false},
		{"rpc", "gemini", false},
		{"rpc", "store/live", true},
		{"rpc/session", "rpc/question", false},
		{"rpc/question", "gemini", false},
		{"rpc/question", "store/sqlite", false},
		{"rpc/question/itembank", "schema", false},
		{"rpc/system", "store", true},
		{"store/sqlite", "store/live", false},
		{"store/live/redis", "store", false},
		{"auth", "schema", false},
		{"cmd/prepwire", "store/sqlite", true},
	} {
		allowed, known := allowedFrom(c.from)
		if got := known && matchesAny(allowed, c.to); got != c.want {
			t.Errorf("%s may import %s: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func allowedFrom(pkg string) (allowed []string, known bool) {
	for _, a := range arrows {
		if matches(a.from, pkg) {
			return a.to, true
		}
	}
	return nil, false
}

func matchesAny(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, pkg) })
}

func matches(pattern, pkg string) bool {
	if folder, ok := strings.CutSuffix(pattern, "..."); ok {
		return strings.HasPrefix(pkg, folder)
	}
	ok, _ := path.Match(pattern, pkg)
	return ok
}

// importsOfModule reads which packages of the module each package imports
// outside its tests.
func importsOfModule(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	imports := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return enter(root, file, d.Name())
		case !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(dir)
		ours, err := importsOfFile(file)
		imports[pkg] = append(imports[pkg], ours...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

// enter skips folders without code of this module.
func enter(root, dir, name string) error {
	if dir == root {
		return nil
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	if err == nil || name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".") {
		return filepath.SkipDir
	}
	return nil
}

func importsOfFile(file string) ([]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var ours []string
	for _, spec := range parsed.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if pkg, ok := strings.CutPrefix(name, "prepwire/"); ok {
			ours = append(ours, pkg)
		}
	}
	return ours, nil
}
