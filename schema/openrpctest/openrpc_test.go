// Package openrpctest lets an independent reader judge the OpenRPC document.
package openrpctest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"prepwire/schema"
)

// The reader comes from npm. In CI it is installed, and it is an error when it
// cannot be; elsewhere run `npm ci` in this folder once.
func TestIndependentReaderAcceptsTheDocument(t *testing.T) {
	dir := reader(t)
	document := filepath.Join(t.TempDir(), "openrpc.json")
	if err := os.WriteFile(document, schema.OpenRPC(), 0o600); err != nil {
		t.Fatal(err)
	}
	out := command(t, dir, "node", "check.js", document)
	var read struct {
		OpenRPC                string
		Methods, Notifications int
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatalf("check.js printed %q: %v", out, err)
	}
	if read.OpenRPC != "1.3.2" || read.Methods != len(schema.Methods()) || read.Notifications != len(schema.Notices()) {
		t.Errorf("read %+v, want 1.3.2, %d methods and %d notifications", read, len(schema.Methods()), len(schema.Notices()))
	}
}

// reader returns a folder in which check.js runs.
func reader(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat("node_modules"); err == nil {
		return "."
	}
	if os.Getenv("CI") != "true" {
		t.Skip("SKIPPED: no independent reader of openrpc.json here; run `npm ci` in schema/openrpctest, or set CI=true")
	}
	dir := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "check.js"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command(t, dir, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	return dir
}

func command(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		detail := ""
		if exit, ok := err.(*exec.ExitError); ok {
			detail = string(exit.Stderr)
		}
		t.Fatalf("%s %v: %v\n%s", name, args, err, detail)
	}
	return out
}
