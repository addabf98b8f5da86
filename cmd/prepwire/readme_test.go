package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"prepwire/gemini"
)

var update = flag.Bool("update", false, "write the configuration table into README.md")

const (
	tableBegin = "<!-- configuration: made from cmd/prepwire/config.go; go test ./cmd/prepwire -run README -update -->\n"
	tableEnd   = "<!-- end of configuration -->\n"
)

func TestREADMEHoldsEverySetting(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), tableBegin)
	_, after, closed := strings.Cut(rest, tableEnd)
	if !ok || !closed {
		t.Fatalf("README.md has no place for the configuration table, from %q to %q", tableBegin, tableEnd)
	}
	want := before + tableBegin + table(t) + tableEnd + after
	if string(text) == want {
		return
	}
	if !*update {
		t.Fatal("the configuration table of README.md is stale; run: go test ./cmd/prepwire -run README -update")
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// readmePart is what the README has between two comments with that name.
func readmePart(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "<!-- "+name+" -->\n")
	part, _, closed := strings.Cut(rest, "<!-- end of "+name+" -->\n")
	if !ok || !closed {
		t.Fatalf("README.md has no part %q", name)
	}
	return part
}

// settings are the flags of config, in order.
func settings(t *testing.T) []*kong.Flag {
	t.Helper()
	k, err := kong.New(&program{}, kong.Vars{"geminiBaseURL": gemini.DefaultBaseURL, "geminiModel": gemini.DefaultModel, "topNode": topNode})
	if err != nil {
		t.Fatal(err)
	}
	var flags []*kong.Flag
	for _, f := range k.Model.Flags {
		if f.Name != "help" {
			flags = append(flags, f)
		}
	}
	return flags
}

func settingsByVariable(t *testing.T) map[string]*kong.Flag {
	t.Helper()
	byName := map[string]*kong.Flag{}
	for _, f := range settings(t) {
		byName[variable(f.Name)] = f
	}
	return byName
}

func table(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	group := ""
	for _, f := range settings(t) {
		if f.Group != nil && f.Group.Title != group {
			group = f.Group.Title
			fmt.Fprintf(&b, "\n**%s**\n\n| variable | default | meaning |\n|---|---|---|\n", group)
		}
		shown := f.Tag.Get("shows")
		switch {
		case shown == "" && f.Default != "":
			shown = "`" + f.Default + "`"
		case shown == "":
			shown = "none"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", variable(f.Name), shown, strings.ReplaceAll(f.Help, "|", `\|`))
	}
	return b.String() + "\n"
}

func TestEverySettingIsExplained(t *testing.T) {
	for _, f := range settings(t) {
		if !strings.HasSuffix(f.Help, ".") || f.Group == nil || len(f.Envs) > 0 {
			t.Errorf("--%s: help %q, group %v, variables %v", f.Name, f.Help, f.Group, f.Envs)
		}
	}
}

// What the README tells people to run is what the checks run.
func TestOneTestCommandEverywhere(t *testing.T) {
	const command = "go test -race -timeout 15m ./...\n"
	for _, name := range []string{"README.md", "Taskfile.yml", ".ci/run"} {
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), command) {
			t.Errorf("%s does not run %q", name, command)
		}
	}
}
