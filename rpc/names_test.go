package rpc_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"prepwire/rpc"
	"prepwire/rpc/analytics"
	"prepwire/rpc/coaching"
	"prepwire/rpc/contest"
	"prepwire/rpc/extension"
	"prepwire/rpc/question"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/recommendations"
	"prepwire/rpc/recommendations/students"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/rpc/system"
	"prepwire/schema"
	"prepwire/store/live"
)

// noQuestions are none to recommend.
type noQuestions struct{ recommendations.Questions }

func (noQuestions) Varieties() []recommendations.Variety { return nil }

// everyService registers every service there is, none of which is called.
func everyService(g *rpctest.Gateway, mux *rpc.Mux) {
	session.New(session.Config{Store: struct{ session.Store }{}, Bus: g.Bus}).Register(mux)
	system.New(system.Config{Contract: schema.OpenRPC()}).Register(mux)
	questions := question.New(question.Config{Store: struct{ question.Store }{}, Bus: g.Bus, Bank: itembank.New()})
	questions.Register(mux)
	extension.New(extension.Config{Analyze: questions.Analyze, Store: struct{ extension.Store }{}, Bus: g.Bus}).Register(mux)
	coaching.New(coaching.Config{Store: struct{ coaching.Store }{}, Bus: g.Bus, Questions: questions}).Register(mux)
	keeper := students.New(students.Config{Store: struct{ students.Store }{}})
	analytics.New(analytics.Config{Store: struct{ analytics.Store }{}, Bus: g.Bus, Keeper: keeper}).Register(mux)
	recommendations.New(recommendations.Config{Store: struct{ recommendations.Store }{}, Bus: g.Bus, Presence: struct{ live.Presence }{},
		Keeper: keeper, Questions: noQuestions{}}).Register(mux)
	contest.New(contest.Config{Store: struct{ contest.Store }{}, Bus: g.Bus, Presence: struct{ live.Presence }{}}).Register(mux)
}

func TestWhatIsServed(t *testing.T) {
	var mux *rpc.Mux
	rpctest.Start(t, func(g *rpctest.Gateway, m *rpc.Mux) {
		everyService(g, m)
		mux = m
	})
	for _, m := range schema.Methods() {
		if !mux.Serves(m.Name) {
			t.Errorf("nobody serves %s", m.Name)
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
