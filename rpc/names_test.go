package rpc_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"prepwire/rpc"
	"prepwire/rpc/coaching"
	"prepwire/rpc/contest"
	"prepwire/rpc/extension"
	"prepwire/rpc/question"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/rpc/system"
	"prepwire/schema"
	"prepwire/store/live"
)

// unserved are the methods of the contract that nobody serves yet: they answer
// -32601. Whoever serves one takes it off the list.
var unserved = []string{
	"recommendations.request", "recommendations.subscribe", "recommendations.unsubscribe", "recommendations.refresh",
	"analytics.recordAnswer", "analytics.get", "analytics.performance", "analytics.progress",
}

// everyService registers every service there is, none of which is called.
func everyService(g *rpctest.Gateway, mux *rpc.Mux) {
	session.New(session.Config{Store: struct{ session.Store }{}, Bus: g.Bus}).Register(mux)
	system.New(system.Config{Contract: schema.OpenRPC()}).Register(mux)
	questions := question.New(question.Config{Store: struct{ question.Store }{}, Bus: g.Bus, Bank: itembank.New()})
	questions.Register(mux)
	extension.New(extension.Config{Analyze: questions.Analyze, Store: struct{ extension.Store }{}, Bus: g.Bus}).Register(mux)
	coaching.New(coaching.Config{Store: struct{ coaching.Store }{}, Bus: g.Bus, Questions: questions}).Register(mux)
	contest.New(contest.Config{Store: struct{ contest.Store }{}, Bus: g.Bus, Presence: struct{ live.Presence }{}}).Register(mux)
}

func TestWhatIsServed(t *testing.T) {
	var mux *rpc.Mux
	g := rpctest.Start(t, func(g *rpctest.Gateway, m *rpc.Mux) {
		everyService(g, m)
		mux = m
	})
	for _, m := range schema.Methods() {
		switch listed := slices.Contains(unserved, m.Name); {
		case !mux.Serves(m.Name) && !listed:
			t.Errorf("nobody serves %s", m.Name)
		case mux.Serves(m.Name) && listed:
			t.Errorf("%s is served now: take it off the list of the unserved", m.Name)
		}
	}
	c := g.As(t, "root", "admin")
	for _, name := range unserved {
		if r := c.Call(name, "{}"); r.Error == nil || r.Error.Code != -32601 {
			t.Errorf("%s answers %+v", name, r)
		}
		if !slices.ContainsFunc(schema.Methods(), func(m *schema.Spec) bool { return m.Name == name }) {
			t.Errorf("%s is not in the contract", name)
		}
	}
}

// Everything about a method follows from its name: the file and the method of
// its handler, and the conversation that tells it.
func TestNamesTellWhereThingsAre(t *testing.T) {
	var mux *rpc.Mux
	rpctest.Start(t, func(g *rpctest.Gateway, m *rpc.Mux) {
		everyService(g, m)
		mux = m
	})
	for _, m := range schema.Methods() {
		if !mux.Serves(m.Name) {
			continue
		}
		folder, file, handler := place(m.Name)
		source, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			t.Errorf("%s: its handler belongs in rpc/%s/%s: %v", m.Name, folder, file, err)
		} else if !strings.Contains(string(source), "\nfunc (s *Service) "+handler+"(") {
			t.Errorf("%s: rpc/%s/%s has no method %s of *Service", m.Name, folder, file, handler)
		}
		if !told(t, folder, m.Name) {
			t.Errorf("%s: no conversation in rpc/%s/testdata calls it", m.Name, folder)
		}
	}
}

// place says where the handler of a method is. The namespaces rpc and admin
// live with system.
func place(method string) (folder, file, handler string) {
	space, name, _ := strings.Cut(method, ".")
	snake := &strings.Builder{}
	for _, r := range name {
		if unicode.IsUpper(r) {
			snake.WriteByte('_')
		}
		snake.WriteRune(unicode.ToLower(r))
	}
	switch space {
	case "admin":
		return "system", "admin_" + snake.String() + ".go", name
	case "rpc":
		return "system", snake.String() + ".go", name
	}
	return space, snake.String() + ".go", name
}

// told reports whether a conversation of a package calls a method.
func told(t *testing.T, folder, method string) bool {
	files, err := filepath.Glob(filepath.Join(folder, "testdata", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `"method":"`+method+`"`) {
			return true
		}
	}
	return false
}
