package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"prepwire/gemini"
	"prepwire/schema"
)

func TestEnvironmentFile(t *testing.T) {
	text := "\ufeff" + strings.Join([]string{
		"# a comment",
		"",
		"PLAIN=some value # and why",
		"HASH=a#b",
		"  export EXPORTED = yes\r",
		`DOUBLE="two\nlines \"and\" a # \\ \x" # so`,
		`SINGLE='taken \n as "it" is # all'`,
		"EMPTY=",
		"NOTHING= # only a comment",
		"QUOTED_EMPTY=''",
		"TWICE=first",
		"TWICE=second",
		"EQUALS=a=b=c",
	}, "\n")
	env := environment{}
	if err := env.parse(text); err != nil {
		t.Fatal(err)
	}
	want := environment{
		"PLAIN": "some value", "HASH": "a#b", "EXPORTED": "yes", "DOUBLE": "two\nlines \"and\" a # \\ \\x",
		"SINGLE": `taken \n as "it" is # all`, "TWICE": "second", "EQUALS": "a=b=c",
	}
	if !maps.Equal(env, want) {
		t.Errorf("got  %q\nwant %q", env, want)
	}
}

func TestEnvironmentFileFaults(t *testing.T) {
	for _, line := range []string{
		"no equals hush", "1ST=hush", "A B=hush", "=hush", `Q="hush`, `Q='hush`, `Q="a" hush`, `Q="hush\"`, "Ä=hush",
	} {
		err := environment{}.parse("GOOD=1\n" + line + "\n")
		if err == nil {
			t.Errorf("%q is taken", line)
		} else if text := err.Error(); !strings.Contains(text, "line 2") || strings.Contains(text, "hush") {
			t.Errorf("%q: said %q", line, text)
		}
	}
}

func FuzzEnvironmentFile(f *testing.F) {
	f.Add("A=1\nexport B='x' # y\nC=\"\\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		env := environment{}
		if env.parse(text) != nil {
			return
		}
		for name, value := range env {
			if !isVariable(name) || value == "" {
				t.Errorf("%q = %q", name, value)
			}
			again := environment{}
			if err := again.parse(name + "='" + value + "'"); !strings.ContainsAny(value, "'\n") && (err != nil || again[name] != value) {
				t.Errorf("%q reads again as %q, %v", value, again[name], err)
			}
		}
	})
}

func TestPrecedence(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, envFile, "NODE_ID=file\nLIMIT_BATCH=7\nLIMIT_FRAME=16KiB\nJWT_ISSUER=file\n")
	prog, _, err := parse([]string{"--limit-batch", "9"},
		[]string{"NODE_ID=real", "LIMIT_BATCH=8", "JWT_ISSUER=", "USER=root", "NAME=n", "HELP=1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if prog.NodeID != "real" || prog.LimitBatch != 9 || prog.LimitFrame != 16<<10 || prog.JWTIssuer != "file" || prog.LimitWaiting != 256 {
		t.Errorf("settings %+v", prog.config)
	}
}

func TestModelKeysComeFromEverywhere(t *testing.T) {
	t.Chdir(t.TempDir())
	key := func(c string) string { return strings.Repeat(c, 39) }
	write(t, "keys", "# more\n"+key("f")+"@p\n"+key("a")+"\n")
	prog, _, err := parse(nil, []string{
		"GEMINI_API_KEY_10=" + key("d"), "GEMINI_API_KEY_2=" + key("c"), "GEMINI_API_KEY=" + key("b"),
		"GEMINI_API_KEYS=" + key("a") + "@one, " + key("e"), "GEMINI_API_KEYS_FILE=keys",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := prog.modelKeys()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, k := range keys {
		ids = append(ids, k.ID()+"@"+k.Project())
	}
	want := []string{}
	for _, text := range []string{key("a") + "@one", key("e"), key("b"), key("c"), key("d"), key("f") + "@p"} {
		secret, project, _ := strings.Cut(text, "@")
		want = append(want, idOf(t, secret)+"@"+project)
	}
	if !slices.Equal(ids, want) {
		t.Errorf("keys %v\nwant %v", ids, want)
	}
}

func TestLimitsAreThoseOfTheContract(t *testing.T) {
	settings := settingsByVariable(t)
	for _, limit := range schema.DefaultLimits() {
		got, ok := settings[limit.Name]
		if !ok || got.Default != limit.Default {
			t.Errorf("%s defaults to %q here and to %q in the contract", limit.Name, got.Default, limit.Default)
		}
	}
}

func TestZeroTakesLimitsAway(t *testing.T) {
	t.Chdir(t.TempDir())
	var args []string
	for _, limit := range schema.DefaultLimits() {
		if limit.Name != "LIMIT_METHODS" {
			args = append(args, "--"+strings.ToLower(strings.ReplaceAll(limit.Name, "_", "-"))+"=0")
		}
	}
	prog, _, err := parse(args, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if l := prog.limits(); l.Frame != 0 || l.Batch != 0 || !l.CallsPerUser.Unlimited() || prog.keptEvents() < 1<<40 {
		t.Errorf("limits %+v", l)
	}
	r := start(t, ".", "LIMIT_FRAME=0", "LIMIT_BATCH=0", "LIMIT_INFLIGHT=0", "LIMIT_WAITING=0", "LIMIT_QUEUE=0", "LIMIT_REPLAY=0",
		"LIMIT_CONNS=0", "LIMIT_CONNECTS=0", "LIMIT_CONNS_PER_USER=0", "LIMIT_CONNS_PER_ADDRESS=0", "LIMIT_CONNECTS_PER_ADDRESS=0", "LIMIT_CALLS_PER_USER=0", "LIMIT_AI_PER_USER=0")
	r.dial(tokenFor(t, ".", nil, "--user", "a")).result("question.generate", `{"examType":"SAT","subject":"math"}`, &struct{}{})
	r.stop()
}

func TestLimitsReachTheServer(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".env"), "LIMIT_METHODS='question.taxonomy=1/h'\nLIMIT_CONNS_PER_ADDRESS=1\n")
	r := start(t, dir)
	tok := tokenFor(t, dir, nil, "--user", "a")
	c := r.dial(tok)
	c.result("question.taxonomy", "[]", &struct{}{})
	if m := c.call("question.taxonomy", "[]"); m.Error == nil || m.Error.Data.Reason != "rate_limited" || m.Error.Data.Scope != "LIMIT_METHODS" {
		t.Errorf("the second call got %+v", m)
	}
	if res, _ := r.get("/ws"); res.StatusCode != 429 || res.Header.Get("Retry-After") == "" {
		t.Errorf("the second connection got %s", res.Status)
	}
}

func idOf(t *testing.T, secret string) string {
	t.Helper()
	key, err := gemini.ParseKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	return key.ID()
}
