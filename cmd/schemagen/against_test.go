package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"prepwire/schema"
)

// repository is a fresh one that holds nothing.
type repository struct {
	t    *testing.T
	root string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("git is missing")
		}
		t.Skip("SKIPPED: git is missing")
	}
	r := repository{t, t.TempDir()}
	r.git("init", "-q")
	return r
}

func (r repository) git(args ...string) {
	r.t.Helper()
	// No git of any kind of set-up signs anything, or tidies up in the background.
	with := []string{"-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false", "-c", "maintenance.auto=false", "-c", "gc.auto=0"}
	if _, err := git(r.root, append(with, args...)...); err != nil {
		r.t.Fatal(err)
	}
}

// commit puts a contract into the next commit; none for an empty text.
func (r repository) commit(text string) {
	r.t.Helper()
	if text != "" {
		r.write(text)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", "next")
}

func (r repository) write(text string) {
	r.t.Helper()
	path := filepath.Join(r.root, published)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r repository) check(file string) (string, error) {
	var out bytes.Buffer
	err := against(r.root, file, &out)
	return out.String(), err
}

func (r repository) passes(says string) {
	r.t.Helper()
	if out, err := r.check(""); err != nil || !strings.Contains(out, says) {
		r.t.Errorf("%v\n%s, want %q", err, out, says)
	}
}

func (r repository) fails(says string) {
	r.t.Helper()
	if out, err := r.check(""); !errors.Is(err, errBreaking) || !strings.Contains(out, says) {
		r.t.Errorf("%v\n%s, want %q", err, out, says)
	}
}

func TestBreakingSinceTheLastRelease(t *testing.T) {
	whole := string(schema.JSONSchema())
	renamed := strings.ReplaceAll(whole, `"system.ping"`, `"system.pong"`)
	tighter := strings.ReplaceAll(renamed, `"x-access": "anyone"`, `"x-access": "admin"`)
	r := newRepository(t)
	r.commit("")
	r.git("tag", "v0.0.1") // before there was a contract
	r.commit(whole)
	r.passes("release v0.0.1 has no schema/schema.json")
	r.git("tag", "v1.0.0")
	r.git("tag", "nightly") // no release
	r.commit("")
	r.passes("since release v1.0.0")
	r.write(renamed)
	r.fails("/properties/methods/properties/system.ping: method system.ping was removed")
	r.commit("")
	r.fails("system.ping was removed")
	r.git("tag", "-a", "v2.0.0", "-m", "next") // the release itself is held against the one before
	r.fails("system.ping was removed")
	r.write(tighter)
	r.commit("")
	out, err := r.check("")
	if !errors.Is(err, errBreaking) || strings.Contains(out, "system.ping") || !strings.Contains(out, "/x-access: ") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestNoReleaseYet(t *testing.T) {
	r := newRepository(t)
	r.commit(string(schema.JSONSchema()))
	r.passes("no release yet")
	r.git("tag", "v1.0.0") // the first one
	r.passes("no release yet")
}

func TestBreakingAgainstFile(t *testing.T) {
	r := newRepository(t)
	whole := string(schema.JSONSchema())
	r.write(strings.ReplaceAll(whole, `"system.ping"`, `"system.pong"`))
	old := filepath.Join(t.TempDir(), "old.json")
	if err := os.WriteFile(old, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := r.check(old); !errors.Is(err, errBreaking) || strings.Count(out, "removed") < 1 {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := r.check(old + ".none"); err == nil || errors.Is(err, errBreaking) {
		t.Errorf("a missing file: %v", err)
	}
}

// Without a repository nothing can be said, and that does not pass for good.
func TestBreakingOutsideARepository(t *testing.T) {
	r := newRepository(t)
	if err := os.RemoveAll(filepath.Join(r.root, ".git")); err != nil {
		t.Fatal(err)
	}
	r.write(string(schema.JSONSchema()))
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(r.root))
	if out, err := r.check(""); err == nil || !strings.Contains(err.Error(), "last release") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		check, breaks bool
		args          []string
	}{{true, true, nil}, {false, false, []string{"x"}}, {false, true, []string{"x", "y"}}} {
		if err := do(c.check, c.breaks, c.args); err == nil || !strings.Contains(err.Error(), "usage") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
