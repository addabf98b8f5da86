package main

import (
	"strings"
	"testing"
)

// What ran, what failed, what was left out, and what is missing altogether is
// in the table, and each thing that did not run has its reason below.
func TestMatrixHidesNothing(t *testing.T) {
	const said = `{"Action":"start","Package":"p"}
{"Action":"output","Test":"TestStore/A/one","Output":"=== RUN   TestStore/A/one\n"}
{"Action":"pass","Test":"TestStore/A/one"}
{"Action":"fail","Test":"TestStore/A/two"}
{"Action":"fail","Test":"TestStore/A"}
{"Action":"output","Test":"TestStore/B/three","Output":"    x_test.go:1: it cannot\n"}
{"Action":"skip","Test":"TestStore/B/three"}
{"Action":"output","Test":"TestStore/B/four","Output":"left out: one node only\n"}
{"Action":"pass","Test":"TestStore/B/four"}
{"Action":"pass","Test":"TestStore/B"}
{"Action":"pass","Test":"TestStore"}
not a line of json
`
	results, lines, err := readEvents(strings.NewReader(said))
	if err != nil {
		t.Fatal(err)
	}
	cells := make(map[string]map[string]*cell)
	count(implementation{name: "x", test: "TestStore"}, results, cells)
	cells["A"]["y"] = &cell{passed: 7}
	if got := lines["TestStore/B/three"]; len(got) != 1 || !strings.HasSuffix(got[0], "it cannot") {
		t.Errorf("reason: %q", got)
	}
	var out strings.Builder
	err = printMatrix(&out, "suite", []string{"x", "y"}, cells, []string{"x: three: it cannot"})
	if err == nil || !strings.Contains(err.Error(), "B on y") {
		t.Errorf("got %v", err)
	}
	for _, want := range []string{"A      1, 1 FAILED   7\n", "B      0, 2 skipped  NOT RUN\n", "  not run: x: three: it cannot\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}
