package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store/mongodb/mongotest"
)

// A user is erased while a node serves the user and others: the tokens are taken
// back first, others notice nothing, and in the end no document names the user
// but the revocation.
func TestUserIsErasedWhileANodeWorks(t *testing.T) {
	const user = "ann-4711"
	uri := mongotest.Start(t).URI("prepwire")
	env := []string{"MONGODB_URI=" + uri, "JWT_SECRET=" + secret(), "LIMIT_CALLS_PER_USER=0"}
	dir := t.TempDir()
	node := start(t, dir, env...)
	token := tokenFor(t, dir, env, "--user", user, "--name", "Ann Lee")
	ann := node.dial(token)
	bob := node.dial(tokenFor(t, dir, env, "--user", "bob"))
	begun, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- ann.actUntilClosed(begun) }()
	select {
	case <-begun:
	case err := <-ended:
		t.Fatal(err)
	}
	erased := make(chan string, 1)
	go func() {
		code, out, errs := userRun(t, dir, env, "erase", user, "--yes", "--revoke")
		erased <- fmt.Sprint(code, out, errs)
	}()
	var said string
	for n := 0; said == ""; n++ { // others work on meanwhile
		var done any
		bob.result("extension.sync", fmt.Sprintf(`{"extensionId":"x","state":{"currentUrl":"https://example.org/%d"}}`, n), &done)
		select {
		case said = <-erased:
		default:
		}
	}
	if !strings.HasPrefix(said, "0") || !strings.Contains(said, "is erased") {
		t.Fatalf("erase: %s", said)
	}
	if err := <-ended; t.Context().Err() != nil {
		t.Fatalf("the user went on until %v", err)
	}
	header := http.Header{"Authorization": {"Bearer " + token}}
	if _, res, err := websocket.Dial(t.Context(), node.url, &websocket.DialOptions{HTTPHeader: header}); err == nil || res == nil || res.StatusCode != http.StatusUnauthorized {
		t.Errorf("the token still counts: %v", err)
	}
	node.stop() // what it was doing is done
	if code, out, errs := userRun(t, dir, env, "erase", user, "--yes"); code != 0 {
		t.Errorf("again: %d %s%s", code, out, errs)
	}
	if strings.Contains(node.stderr.String(), "level=ERROR") {
		t.Errorf("the node complains:\n%s", node.stderr)
	}
	counts := namedIn(t, uri, user)
	if len(counts) != 1 || counts["revocations"] != 1 {
		t.Errorf("documents that name the user: %v", counts)
	}
	if counts := namedIn(t, uri, "bob"); counts["extensions"] != 1 {
		t.Errorf("documents that name the other: %v", counts)
	}
}

// actUntilClosed does what a student does, again and again. begun is closed after
// the first round.
func (c *caller) actUntilClosed(begun chan struct{}) error {
	for n := 0; ; n++ {
		question := ""
		for _, act := range [][2]string{
			{"session.start", `{"kind":"practice","state":{}}`},
			{"extension.sync", fmt.Sprintf(`{"extensionId":"x","state":{"currentUrl":"https://example.org/%d"}}`, n)},
			{"question.generate", `{"examType":"SAT","subject":"math"}`},
			{"question.answer", `{"questionId":"%s","answer":"A"}`},
			{"coaching.hint", `{"questionId":"%s"}`},
		} {
			params := act[1]
			if strings.Contains(params, "%s") {
				params = fmt.Sprintf(params, question)
			}
			m, err := c.ask(act[0], params)
			if err != nil {
				return err
			}
			var made struct{ Questions []struct{ ID string } }
			if json.Unmarshal(m.Result, &made) == nil && len(made.Questions) == 1 {
				question = made.Questions[0].ID
			}
		}
		if n == 0 {
			close(begun)
		}
	}
}

// ask is call for other goroutines than the test's. Replies that refuse are
// replies: a question may have been erased by then.
func (c *caller) ask(method, params string) (message, error) {
	c.n++
	frame := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, c.n, method, params)
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	if err := c.ws.Write(ctx, websocket.MessageText, []byte(frame)); err != nil {
		return message{}, err
	}
	for {
		if m, err := c.read(); err != nil || m.ID == c.n {
			return m, err
		}
	}
}

// namedIn counts the documents of each collection that hold a text.
func namedIn(t *testing.T, uri, text string) map[string]int {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Disconnect(context.WithoutCancel(t.Context())) }()
	names, err := client.Database("prepwire").ListCollectionNames(t.Context(), bson.D{})
	if err != nil || len(names) < 10 {
		t.Fatalf("%v, %v", names, err)
	}
	counts := map[string]int{}
	for _, name := range names {
		found, err := client.Database("prepwire").Collection(name).Find(t.Context(), bson.D{})
		if err != nil {
			t.Fatal(err)
		}
		var documents []bson.Raw
		if err := found.All(t.Context(), &documents); err != nil {
			t.Fatal(err)
		}
		for _, d := range documents {
			if bytes.Contains(d, []byte(text)) {
				counts[name]++
			}
		}
	}
	return counts
}
