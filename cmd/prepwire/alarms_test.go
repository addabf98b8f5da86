package main

import (
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"prepwire/schema"
)

// described are the labels of each metric of the gateway, by its name.
func described(t *testing.T) map[string][]string {
	t.Helper()
	t.Chdir(t.TempDir())
	prog, _, err := parse(nil, []string{"ADDR=127.0.0.1:0", "ADMIN_ADDR=off"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	g, err := assemble(t.Context(), &prog.config, prog.logger(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.close)
	descs := make(chan *prometheus.Desc)
	go func() { // ends with the descriptions, which are read to their end below
		g.registry().Describe(descs)
		close(descs)
	}()
	known := map[string][]string{}
	form := regexp.MustCompile(`fqName: "([^"]+)".*variableLabels: \{([^}]*)\}`)
	for d := range descs {
		if m := form.FindStringSubmatch(d.String()); m != nil {
			known[m[1]] = strings.FieldsFunc(m[2], func(r rune) bool { return r == ',' })
		}
	}
	return known
}

// expressions are the queries of the board and of the alert rules.
func expressions(t *testing.T) []string {
	t.Helper()
	var board struct {
		Panels []struct{ Targets []struct{ Expr string } }
	}
	if err := json.Unmarshal([]byte(readDeploy(t, "grafana.json")), &board); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range board.Panels {
		for _, target := range p.Targets {
			out = append(out, target.Expr)
		}
	}
	rules := regexp.MustCompile(`(?m)^ +expr: (.+)$`).FindAllStringSubmatch(readDeploy(t, "alerts.yaml"), -1)
	for _, m := range rules {
		out = append(out, m[1])
	}
	if len(rules) < 10 || len(out)-len(rules) < 20 {
		t.Fatalf("only %d rules and %d queries were found", len(rules), len(out)-len(rules))
	}
	return out
}

// What the board and the alert rules ask for is what the gateway tells: metrics,
// their labels, methods and codes.
func TestAlarmsAskForWhatThereIs(t *testing.T) {
	queries := expressions(t)
	known := described(t)
	var methods, codes []string
	for _, m := range schema.Methods() {
		methods = append(methods, m.Name)
	}
	for _, r := range schema.Reasons() {
		codes = append(codes, strconv.Itoa(int(r.Code)))
	}
	metric := regexp.MustCompile(`\b((?:prepwire|go|process)_[a-z_]+)(?:\{([^}]*)\})?`)
	for _, q := range queries {
		if strings.Count(q, "(") != strings.Count(q, ")") {
			t.Errorf("brackets: %s", q)
		}
		var labels []string
		for _, m := range metric.FindAllStringSubmatch(q, -1) {
			has, ok := labelsOf(known, m[1])
			if !ok {
				t.Errorf("there is no metric %s: %s", m[1], q)
			}
			labels = append(labels, has...)
			for _, l := range regexp.MustCompile(`(\w+)([!=]~?|=)"([^"]*)"`).FindAllStringSubmatch(m[2], -1) {
				switch name, value := l[1], l[3]; {
				case name == "instance":
				case !slices.Contains(has, name):
					t.Errorf("%s has no label %s: %s", m[1], name, q)
				case name == "method" && !slices.Contains(methods, value):
					t.Errorf("there is no method %s: %s", value, q)
				case name == "code" && value != "0" && !slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(strings.Split(value, "|"), c) }):
					t.Errorf("there is no code %s: %s", value, q)
				}
			}
		}
		for _, by := range regexp.MustCompile(`by \(([^)]*)\)`).FindAllStringSubmatch(q, -1) {
			for _, name := range strings.Split(by[1], ", ") {
				if name != "le" && name != "instance" && !slices.Contains(labels, name) {
					t.Errorf("no metric has the label %s: %s", name, q)
				}
			}
		}
	}
}

// labelsOf finds a metric, also by the names of a histogram's series.
func labelsOf(known map[string][]string, name string) ([]string, bool) {
	if labels, ok := known[name]; ok {
		return labels, true
	}
	for _, end := range []string{"_bucket", "_count", "_sum"} {
		if base, cut := strings.CutSuffix(name, end); cut {
			labels, ok := known[base]
			return labels, ok
		}
	}
	return nil, false
}
