package main

import (
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"prepwire/schema"
)

func TestDocumentsAreFresh(t *testing.T) {
	if err := run(true); err != nil {
		t.Fatal(err)
	}
}

func TestGenerationIsDeterministic(t *testing.T) {
	first, second := generateAll(t), generateAll(t)
	for i := range first {
		if string(first[i].text) != string(second[i].text) {
			t.Errorf("%s differs from run to run", first[i].name)
		}
		if text := string(first[i].text); !strings.HasSuffix(text, "}\n") && !strings.HasSuffix(text, "</html>\n") {
			t.Errorf("%s does not end in one newline", first[i].name)
		}
		if !strings.Contains(string(first[i].text), generated) {
			t.Errorf("%s is not marked as generated", first[i].name)
		}
	}
}

func generateAll(t *testing.T) []document {
	t.Helper()
	documents, err := generate("../../schema")
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

func TestStaleDocumentNamesTheCommand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "schema.json")
	if err := os.WriteFile(path, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := document{"schema.json", []byte("{\"a\":1}\n")}.compare(path)
	if err == nil || !strings.Contains(err.Error(), command) || !strings.Contains(err.Error(), "schema.json") {
		t.Errorf("error %v does not say what to run", err)
	}
}

func TestEverythingOnTheWireHasWords(t *testing.T) {
	c, err := readComments("../../schema")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range undocumented(c) {
		t.Errorf("%s has no comment", name)
	}
}

// undocumented lists what the documents show without a word about it.
func undocumented(c *comments) []string {
	var out []string
	for _, m := range schema.Methods() {
		if c.wire[m.Name] == "" {
			out = append(out, m.Name)
		}
	}
	for _, n := range schema.Notices() {
		if c.wire[n.Name] == "" {
			out = append(out, n.Name)
		}
	}
	for name, doc := range c.types {
		if doc == "" && ast.IsExported(name) {
			out = append(out, "type "+name)
		}
	}
	for name, numbers := range c.numbers {
		for _, n := range numbers {
			if n.comment == "" {
				out = append(out, name+" "+n.name)
			}
		}
	}
	slices.Sort(out)
	return out
}
