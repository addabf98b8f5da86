package main

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"prepwire/store/mongodb/mongotest"
)

// refused runs the program, which must end by itself with exit code 1, nothing
// on stdout and one line on stderr.
func refused(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	code, stdout, stderr := finish(t, command(t, dir, env, args...))
	line := strings.TrimSuffix(stderr, "\n")
	if code != 1 || stdout != "" || line == "" || strings.Contains(line, "\n") {
		t.Fatalf("exit code %d, stdout %q, stderr %q", code, stdout, line)
	}
	return line
}

func TestRefusals(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "no directory")
	junk := t.TempDir()
	write(t, filepath.Join(junk, "prepwire.db"), "this is not a database, whatever its name says")
	short := secret()[:31]
	used := start(t, t.TempDir())
	opened := t.TempDir()
	write(t, filepath.Join(opened, secretFile), secret())
	if err := os.Chmod(filepath.Join(opened, secretFile), 0o644); err != nil {
		t.Fatal(err)
	}
	newer := newerData(t)
	var said strings.Builder

	for name, c := range map[string]struct {
		env  []string
		args []string
		says []string // the setting, and the cure
	}{
		"port taken":           {env: []string{"ADDR=" + taken.Addr().String()}, says: []string{"ADDR ", "taken", "another port"}},
		"admin port taken":     {env: []string{"ADMIN_ADDR=" + taken.Addr().String()}, says: []string{"ADMIN_ADDR ", "taken", "another port"}},
		"no such address":      {env: []string{"ADDR=192.0.2.1:0", "JWT_SECRET=" + secret()}, says: []string{"ADDR", "host:port"}},
		"short secret":         {env: []string{"JWT_SECRET=" + short}, says: []string{"JWT_SECRET", "31 bytes", "32", "openssl"}},
		"no secret":            {env: []string{"DEV=false"}, says: []string{"DEV=false", "JWT_SECRET", "JWKS_URL"}},
		"public development":   {env: []string{"ADDR=0.0.0.0:0"}, says: []string{"DEV", "JWT_SECRET", "127.0.0.1"}},
		"everywhere":           {env: []string{"ADDR=:0"}, says: []string{"DEV", "127.0.0.1"}},
		"public admin in dev":  {env: []string{"ADMIN_ADDR=0.0.0.0:0"}, says: []string{"DEV", "127.0.0.1"}},
		"dev with a secret":    {env: []string{"DEV=true", "ADDR=0.0.0.0:0", "JWT_SECRET=" + secret()}, says: []string{"DEV", "127.0.0.1"}},
		"data is a file":       {env: []string{"DATA_DIR=" + file}, says: []string{"DATA_DIR", "read and write"}},
		"data is not ours":     {env: []string{"DATA_DIR=" + junk}, says: []string{"DATA_DIR", "not a database"}},
		"data is used":         {env: []string{"DATA_DIR=" + filepath.Join(used.dir, "data")}, says: []string{"DATA_DIR", "another gateway"}},
		"data is newer":        {env: []string{"DATA_DIR=" + newer}, says: []string{"DATA_DIR", "newer"}},
		"secret is open":       {env: []string{"DATA_DIR=" + opened}, says: []string{"DATA_DIR", "read by others", "delete"}},
		"redis alone":          {env: []string{"REDIS_URL=redis://127.0.0.1"}, says: []string{"REDIS_URL", "this node alone", "ALLOW_LOCAL_STORE=true"}},
		"bad redis":            {env: []string{"REDIS_URL=http://127.0.0.1"}, says: []string{"REDIS_URL", "redis://user:password@host"}},
		"mongodb user":         {env: []string{"MONGODB_URI=mongodb://ann:" + short + "@" + mongotest.Refusing(t, 18, "AuthenticationFailed") + "/db"}, says: []string{"MONGODB_URI", "name and password", "readWrite"}},
		"mongodb role":         {env: []string{"MONGODB_URI=mongodb://" + mongotest.Refusing(t, 13, "Unauthorized") + "/db"}, says: []string{"MONGODB_URI", "readWrite"}},
		"bad mongodb":          {env: []string{"MONGODB_URI=127.0.0.1:27017"}, says: []string{"MONGODB_URI", "mongodb://HOST"}},
		"bad rate":             {env: []string{"LIMIT_CALLS_PER_USER=many"}, says: []string{"LIMIT_CALLS_PER_USER", "many"}},
		"bad size":             {env: []string{"LIMIT_FRAME=8 elephants"}, says: []string{"LIMIT_FRAME", "8MiB"}},
		"size too large":       {env: []string{"LIMIT_FRAME=4GiB"}, says: []string{"LIMIT_FRAME", "below 2GiB"}},
		"negative count":       {env: []string{"LIMIT_BATCH=-1"}, says: []string{"LIMIT_BATCH", "0 for no limit"}},
		"bad method rate":      {env: []string{"LIMIT_METHODS=question.get"}, says: []string{"LIMIT_METHODS", "contest.create=10/m"}},
		"unknown method":       {env: []string{"LIMIT_METHODS=question.eat=1/s"}, says: []string{"LIMIT_METHODS", "question.eat"}},
		"bad network":          {env: []string{"TRUSTED_PROXIES=10.0.0.0/99"}, says: []string{"TRUSTED_PROXIES", "10.0.0.0/99"}},
		"bad origin":           {env: []string{"ALLOWED_ORIGINS=https://a b"}, says: []string{"ALLOWED_ORIGINS", "https://a b"}},
		"bad duration":         {env: []string{"DRAIN_TIMEOUT=soon"}, says: []string{"DRAIN_TIMEOUT", "soon"}},
		"spread over timeout":  {env: []string{"DRAIN_SPREAD=1m"}, says: []string{"DRAIN_SPREAD", "DRAIN_TIMEOUT"}},
		"bad log level":        {env: []string{"LOG_LEVEL=loud"}, says: []string{"LOG_LEVEL", "debug"}},
		"half a certificate":   {env: []string{"TLS_CERT=chain.pem"}, says: []string{"TLS_CERT", "TLS_KEY", "both"}},
		"no certificate":       {env: []string{"TLS_CERT=chain.pem", "TLS_KEY=key.pem"}, says: []string{"TLS_CERT", "chain.pem"}},
		"no key file":          {env: []string{"GEMINI_API_KEYS_FILE=nowhere"}, says: []string{"GEMINI_API_KEYS_FILE", "nowhere"}},
		"model without a wait": {env: []string{"GEMINI_MAX_WAIT=0"}, says: []string{"GEMINI_MAX_WAIT", "such as 5s"}},
		"negative wait":        {env: []string{"GEMINI_MAX_WAIT=-1s"}, says: []string{"GEMINI_MAX_WAIT", "such as 5s"}},
		"no window":            {env: []string{"GEMINI_WINDOW=0s"}, says: []string{"GEMINI_WINDOW", "such as 60s"}},
		"no token keys":        {env: []string{"JWKS_URL=nowhere.json"}, says: []string{"JWKS_URL"}},
		"unknown flag":         {args: []string{"--colour=red"}, says: []string{"--colour", "--help"}},
		"bad flag":             {args: []string{"--limit-batch=x"}, says: []string{"LIMIT_BATCH", "--limit-batch"}},
		"token of nobody":      {args: []string{"token"}, says: []string{"--user"}},
		"token of no name":     {args: []string{"token", "--user="}, says: []string{"user", "missing"}},
		"token of no role":     {args: []string{"token", "--user=a", "--roles=king"}, says: []string{"--roles", "king", "organizer"}},
		"token without a time": {args: []string{"token", "--user=a", "--ttl=0s"}, says: []string{"a second"}},
		"token of another":     {env: []string{"JWKS_URL=nowhere.json"}, args: []string{"token", "--user=a"}, says: []string{"JWKS_URL", "JWT_SECRET"}},
	} {
		t.Run(name, func(t *testing.T) {
			line := refused(t, t.TempDir(), c.env, c.args...)
			said.WriteString(line + "\n")
			for _, word := range c.says {
				if !strings.Contains(line, word) {
					t.Errorf("%q does not say %q", line, word)
				}
			}
			if strings.Contains(line, short) {
				t.Errorf("%q tells the secret", line)
			}
		})
	}
	readmeExplains(t, said.String())
}

// readmeExplains looks whether what the README explains is really said.
func readmeExplains(t *testing.T, said string) {
	t.Helper()
	rows := strings.Split(strings.TrimSpace(readmePart(t, "refusals")), "\n")
	if len(rows) < 3 {
		t.Fatalf("README.md explains %q", rows)
	}
	for _, row := range rows[2:] {
		if phrase := strings.TrimSpace(strings.Split(row, "|")[1]); !strings.Contains(said, phrase) {
			t.Errorf("README.md explains %q, which no refusal says", phrase)
		}
	}
}

// newerData is a data directory that a program with more migrations has used.
func newerData(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	start(t, dir).stop()
	file, err := os.OpenFile(filepath.Join(dir, "data", "prepwire.db"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	const userVersion = 60 // where a database of SQLite keeps it, big-endian
	_, err = file.WriteAt([]byte{0, 0, 0xff, 0xff}, userVersion)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

func TestDataDirectoryBelongsToOne(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	line := refused(t, dir, nil)
	if !strings.Contains(line, "DATA_DIR") || !strings.Contains(line, "another gateway") {
		t.Errorf("said %q", line)
	}
	r.stop()
	start(t, dir).stop()
}

// A directory that others can write is served, since volumes are often made
// so, and complained of.
func TestOpenDataDirectoryIsComplainedOf(t *testing.T) {
	for mode, complains := range map[os.FileMode]bool{0o777: true, 0o770: true, 0o755: false, 0o700: false} {
		dir := t.TempDir()
		data := filepath.Join(dir, "data")
		if err := errors.Join(os.Mkdir(data, 0o700), os.Chmod(data, mode)); err != nil {
			t.Fatal(err)
		}
		r := start(t, dir)
		r.stop()
		if said := strings.Contains(r.stderr.String(), "DATA_DIR can be written by others"); said != complains {
			t.Errorf("mode %o: complained %v\n%s", mode, said, r.stderr)
		}
	}
}

func TestDevelopmentSecretIsPrivate(t *testing.T) {
	dir := t.TempDir()
	before := tokenFor(t, dir, nil, "--user", "alice")
	path := filepath.Join(dir, "data", secretFile)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, err %v", info.Mode(), err)
	}
	r := start(t, dir)
	r.dial(before).result("system.health", "[]", &struct{}{})
	r.stop()

	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if line := refused(t, dir, nil); !strings.Contains(line, "read by others") {
		t.Errorf("said %q", line)
	}
	write(t, path, "short")
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if line := refused(t, dir, nil); !strings.Contains(line, "damaged") {
		t.Errorf("said %q", line)
	}
}
