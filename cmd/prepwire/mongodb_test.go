package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store/mongodb/mongotest"
)

// awaitStatus asks for a path until it answers a status. Health is looked at
// once a second, so it takes a few.
func (r *running) awaitStatus(path string, want int) string {
	r.t.Helper()
	said := ""
	eventually(r.t, fmt.Sprint(path, " answers ", want), func() error {
		res, body := r.get(path)
		if said = body; res.StatusCode != want {
			return fmt.Errorf("%s %s\n%s", res.Status, body, r.stderr)
		}
		return nil
	})
	return said
}

// A node starts without its MongoDB, says so, and works as soon as it is there;
// it lives through its absence, and keeps what was kept.
func TestMongoDBComesAndGoes(t *testing.T) {
	t.Parallel()
	server := mongotest.Start(t)
	server.Stop()
	env := []string{"MONGODB_URI=" + server.URI("prepwire"), "JWT_SECRET=" + secret(), "DEV=true"}
	dir := t.TempDir()
	node := start(t, dir, env...)
	if body := node.awaitStatus("/readyz", http.StatusServiceUnavailable); !strings.Contains(body, `"store":"unavailable"`) {
		t.Fatalf("readyz: %s", body)
	}
	caller := node.dial(tokenFor(t, dir, env, "--user", "ann", "--roles", "author"))
	list := func() message { return caller.call("question.list", `{}`) }
	if m := list(); m.Error == nil || m.Error.Data.Reason != "store_unavailable" || m.Error.Code != -32006 {
		t.Fatalf("without a store: %+v", m.Error)
	}
	server.Run(t)
	node.awaitStatus("/readyz", http.StatusOK)
	made := caller.call("question.generate", `{"examType":"SAT","subject":"math"}`)
	if made.Error != nil {
		t.Fatalf("generate: %+v\n%s", made.Error, node.stderr)
	}
	server.Stop()
	node.awaitStatus("/readyz", http.StatusServiceUnavailable)
	server.Run(t)
	node.awaitStatus("/readyz", http.StatusOK)
	if m := list(); m.Error != nil || !strings.Contains(string(m.Result), `"SAT"`) {
		t.Fatalf("after all: %+v %s", m.Error, m.Result)
	}
	node.stop()
}

// A second node on one MongoDB is refused, by name; one that takes the place of
// a dead one waits until that is certain; one that was replaced stops.
func TestOneNodeOnAMongoDB(t *testing.T) {
	t.Parallel()
	server := mongotest.Start(t)
	env := func(node string) []string {
		return []string{"MONGODB_URI=" + server.URI("prepwire"), "NODE_ID=" + node}
	}
	first := start(t, t.TempDir(), env("first")...)
	said := refused(t, t.TempDir(), append(env("second"), "LOG_LEVEL=warn"))
	for _, part := range []string{"MONGODB_URI", "another gateway (first)", "REDIS_URL"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q does not say %q", said, part)
		}
	}
	first.kill()
	third := start(t, t.TempDir(), env("third")...) // once the lease has ended
	third.stop()
	fourth := start(t, t.TempDir(), env("fourth")...) // at once: the lease was given back
	if strings.Contains(fourth.stderr.String(), "another gateway") {
		t.Errorf("a lease was left behind: %s", fourth.stderr)
	}

	client, err := mongo.Connect(options.Client().ApplyURI(server.URI("prepwire")))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Disconnect(t.Context()) }()
	_, err = client.Database("prepwire").Collection("leases").UpdateOne(t.Context(), bson.D{{Key: "_id", Value: tenancyName}},
		bson.D{{Key: "$set", Value: bson.D{{Key: "holder", Value: "usurper#1"}, {Key: "until", Value: time.Now().Add(time.Hour)}}}})
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := fourth.wait(); code != 1 || !strings.Contains(fourth.stderr.String(), "another gateway (usurper)") {
		t.Fatalf("exit code %d\n%s", code, fourth.stderr)
	}
}

// Nodes with Redis share a MongoDB, also while that Redis is away, and a node
// without stays out.
func TestManyNodesOnAMongoDB(t *testing.T) {
	t.Parallel()
	server := mongotest.Start(t)
	env := []string{"MONGODB_URI=" + server.URI("prepwire"), "LOG_LEVEL=warn"}
	with := append(env[:2:2], "REDIS_URL=redis://127.0.0.1:1")
	first, second := start(t, t.TempDir(), with...), start(t, t.TempDir(), with...)
	if said := refused(t, t.TempDir(), env); !strings.Contains(said, "another gateway (with REDIS_URL)") {
		t.Errorf("said %q", said)
	}
	first.stop()
	second.stop()
}

// What is wrong with MONGODB_URI is said without what is in it.
func TestMongoDBAddress(t *testing.T) {
	hidden := "pw" + strings.Repeat("y", 12)
	said := refused(t, t.TempDir(), []string{"MONGODB_URI=mongodb://ann:" + hidden + "/@host/"})
	if strings.Contains(said, hidden) || !strings.Contains(said, "MONGODB_URI") || !strings.Contains(said, "mongodb://HOST") {
		t.Fatalf("said %q", said)
	}
}
