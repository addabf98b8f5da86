package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// readDeploy reads a file of the deploy folder.
func readDeploy(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("deploy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The compose file and the image set nothing that the gateway does not read, and
// the nodes that the balancer knows are those that are started.
func TestDeployFitsTheGateway(t *testing.T) {
	known := settingsByVariable(t)
	composed, image := readDeploy(t, "compose.yaml"), readDeploy(t, "Dockerfile")
	var names []string
	shared := composed[strings.Index(composed, "x-settings:"):strings.Index(composed, "services:")]
	for _, m := range regexp.MustCompile(`(?m)^  ([A-Z_]+):`).FindAllStringSubmatch(shared, -1) {
		names = append(names, m[1])
	}
	for _, m := range regexp.MustCompile(`\b([A-Z_]+)=`).FindAllStringSubmatch(regexp.MustCompile(`(?m)^ENV .*$`).FindString(image), -1) {
		names = append(names, m[1])
	}
	if len(names) < 9 {
		t.Fatalf("only %v were found", names)
	}
	for _, name := range append(names, "NODE_ID") {
		if _, ok := known[name]; !ok {
			t.Errorf("the gateway has no setting %s", name)
		}
	}
	nodes := func(text, pattern string) string {
		var found []string
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			found = append(found, m[1])
		}
		return strings.Join(found, " ")
	}
	started := nodes(composed, `(?m)^  (node\d+):`)
	balanced := nodes(readDeploy(t, "haproxy.cfg"), `(?m)^    server (node\d+) node\d+:3001$`)
	if started == "" || started != balanced {
		t.Errorf("started are %q, balanced among %q", started, balanced)
	}
	if strings.Contains(readDeploy(t, "haproxy.cfg"), "cookie") || !strings.Contains(composed, "${JWT_SECRET:?") {
		t.Error("clients are kept to a node, or a secret has a default")
	}
}
