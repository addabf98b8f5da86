// Package typescript lets go test judge what is written in TypeScript here: the
// client, its types and its behaviour against the gateway.
package typescript

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWorkspace runs the checks of the npm workspace. They need Node and what
// `npm ci` installs; in CI it is an error when these are missing.
func TestWorkspace(t *testing.T) {
	needWorkspace(t)
	t.Parallel()
	gateway := filepath.Join(t.TempDir(), "prepwire")
	run(t, root(t), nil, "go", "build", "-buildvcs=false", "-o", gateway, "./cmd/prepwire")
	for _, script := range []string{"fresh", "types", "lint", "size", "test"} {
		t.Run(script, func(t *testing.T) {
			t.Log(run(t, ".", []string{"PREPWIRE=" + gateway, "NO_COLOR=1"}, "npm", "run", "--silent", script))
		})
	}
}

// A field that gets another name in Go is one that neither the handlers nor a
// client in TypeScript know any more. The sources themselves stay as they are:
// the compiler is told to read others.
func TestRenamedFieldBreaksBothSides(t *testing.T) {
	needWorkspace(t)
	t.Parallel()
	const (
		before = "Answer      string `json:\"answer\" is:\"len=0..2000\"`"
		after  = "Reply       string `json:\"reply\" is:\"len=0..2000\"`"
	)
	house, dir := root(t), t.TempDir()
	source := filepath.Join(house, "schema", "contest.go")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	_, params, found := strings.Cut(string(text), "type ContestSubmitAnswerParams struct {")
	if !found || !strings.Contains(params[:strings.Index(params, "}")], before) {
		t.Fatalf("schema/contest.go: ContestSubmitAnswerParams has no line %q any more", before)
	}
	renamed := strings.Replace(string(text), params, strings.Replace(params, before, after, 1), 1)

	// The same contract with the new name, in a place of its own.
	copied := filepath.Join(dir, "schema")
	copySources(t, filepath.Dir(source), copied)
	write(t, filepath.Join(dir, "go.mod"), "module prepwire\n")
	write(t, filepath.Join(copied, "contest.go"), renamed)
	overlay := filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {source: filepath.Join(copied, "contest.go")}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, overlay, string(replace))

	out := fails(t, house, "go", "build", "-overlay", overlay, "./rpc/contest")
	if !strings.Contains(out, "Answer undefined") {
		t.Errorf("the handlers do not complain of the field:\n%s", out)
	}

	schemagen := filepath.Join(dir, "schemagen")
	run(t, house, nil, "go", "build", "-buildvcs=false", "-overlay", overlay, "-o", schemagen, "./cmd/schemagen")
	run(t, dir, nil, schemagen)
	out = fails(t, ".", "node", "scripts/consumer.mjs", filepath.Join(copied, "schema.json"))
	if !strings.Contains(out, "consumer.ts") || !strings.Contains(out, "'answer' does not exist") {
		t.Errorf("the consumer does not complain of the field:\n%s", out)
	}
	run(t, ".", nil, "node", "scripts/consumer.mjs", filepath.Join(house, "schema", "schema.json"))
}

func needWorkspace(t *testing.T) {
	t.Helper()
	_, missing := exec.LookPath("node")
	if missing == nil {
		_, missing = os.Stat("node_modules/vitest")
	}
	switch {
	case missing == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("%v; run `npm ci` in schema/typescript", missing)
	default:
		t.Skipf("SKIPPED: %v; the TypeScript client is not tested. Run `npm ci` in schema/typescript, or set CI=true", missing)
	}
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func copySources(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Mkdir(to, 0o700); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(from, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(to, filepath.Base(name)), string(text))
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run returns what a program prints, and fails the test when it fails.
func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	out, err := command(t, dir, env, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

// fails returns what a program prints that has to fail.
func fails(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	out, err := command(t, dir, nil, name, args...)
	if _, exited := err.(*exec.ExitError); !exited {
		t.Fatalf("%s %s: %v, want it to fail\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func command(t *testing.T, dir string, env []string, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}
