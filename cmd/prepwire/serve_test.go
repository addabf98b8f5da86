package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"prepwire/schema"
)

func TestNewcomerIsServed(t *testing.T) {
	r := start(t, t.TempDir())
	if !regexp.MustCompile(`^ws://127\.0\.0\.1:[1-9]\d*/ws$`).MatchString(r.url) {
		t.Errorf("url %q", r.url)
	}
	printed := r.stderr.find(t, `websocat --jsonrpc (\S+) -H='Authorization: Bearer (\S+)'`)
	if printed[1] != r.url {
		t.Fatalf("another address than %s:\n%s", r.url, r.stderr)
	}
	r.stderr.await(t, "question.generate", 1)
	c := r.dial(printed[2])
	var who schema.Connected
	c.result("session.resume", "{}", &who)
	if who.UserID != "dev" || len(who.Roles) != 4 || who.Limits.Batch != 100 || who.Limits.FrameBytes != 8<<20 {
		t.Errorf("connected as %+v", who)
	}
	c.ws.Close(websocket.StatusNormalClosure, "")
	r.stop()
}

// The same inside the test's own process, where the leak check of TestMain sees
// what a whole life leaves behind.
func TestWholeLifeLeavesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	signals, stderr := make(chan os.Signal, 1), newLines()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run([]string{"--addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0"}, nil, process{stdout: in, stderr: stderr, signals: signals})
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, url: strings.TrimSpace(strings.TrimPrefix(line, "listening on ")), stderr: stderr}
	c := r.dial(tokenFor(t, ".", nil, "--user", "alice"))
	c.result("question.generate", `{"examType":"SAT","subject":"math"}`, &struct{}{})
	r.dial("")
	signals <- os.Interrupt
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// A node that waits for something at its start is stopped like any other, and
// has no fault then.
func TestStoppedWhileItStarts(t *testing.T) {
	t.Chdir(t.TempDir())
	asked, over := make(chan struct{}, 8), make(chan struct{})
	issuer := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}))
	defer issuer.Close()
	defer close(over)
	signals, stderr := make(chan os.Signal, 1), newLines()
	ended := make(chan error, 1)
	go func() {
		ended <- run([]string{"--addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0"}, []string{"JWKS_URL=" + issuer.URL}, process{stdout: io.Discard, stderr: stderr, signals: signals})
	}()
	<-asked
	signals <- syscall.SIGTERM
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	stderr.await(t, "stopped before it served", 1)
}

// Who begins a handshake and does not end it is let go.
func TestHalfAHandshakeEnds(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.base(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: webso"); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(conn); err != nil {
		t.Errorf("still open: %v", err)
	}
}

func TestHugeHeadersAreRefused(t *testing.T) {
	r := start(t, t.TempDir())
	res, _ := r.get("/healthz", func(req *http.Request) { req.Header.Set("X-Huge", strings.Repeat("x", 64<<10)) })
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%s", res.Status)
	}
}

func TestQuestionsSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	tok := tokenFor(t, dir, nil, "--user", "alice", "--name", "Alice", "--roles", "student,author", "--ttl", "1h")
	var made struct{ Questions []schema.Question }
	r.dial(tok).result("question.generate", `{"examType":"SAT","subject":"math","count":2}`, &made)
	if len(made.Questions) != 2 {
		t.Fatalf("%d questions", len(made.Questions))
	}
	r.stop()

	r = start(t, dir)
	var kept schema.Question
	r.dial(tok).result("question.get", `{"questionId":"`+string(made.Questions[0].ID)+`"}`, &kept)
	if kept.Stem != made.Questions[0].Stem {
		t.Errorf("stem %q, want %q", kept.Stem, made.Questions[0].Stem)
	}
	r.stop()
}

func TestTermDrains(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "DRAIN_SPREAD=1ms")
	c := r.dial(tokenFor(t, dir, nil, "--user", "alice"))
	c.result("system.ping", "[]", &struct{}{})
	r.signal(syscall.SIGTERM)
	told := false
	for {
		m, err := c.read()
		if err != nil {
			if got := websocket.CloseStatus(err); got != websocket.StatusGoingAway {
				t.Errorf("closed with %d: %v", got, err)
			}
			break
		}
		told = told || m.Method == "session.draining"
	}
	if !told {
		t.Error("nobody said session.draining")
	}
	if code, _ := r.wait(); code != 0 {
		t.Errorf("exit code %d\n%s", code, r.stderr)
	}
}

func TestReadyFailsWhileDraining(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "DRAIN_SPREAD=1h", "DRAIN_TIMEOUT=1h")
	tok := tokenFor(t, dir, nil, "--user", "alice")
	for range 2 { // one of them is to stay for half the spread
		r.dial(tok).result("system.ping", "[]", &struct{}{})
	}
	if res, _ := r.get("/readyz"); res.StatusCode != http.StatusOK {
		t.Errorf("ready: %s", res.Status)
	}
	r.signal(syscall.SIGTERM)
	r.stderr.await(t, "msg=draining", 1)
	for {
		res, body := r.get("/readyz")
		if res.StatusCode == http.StatusServiceUnavailable {
			if !strings.Contains(body, "draining") {
				t.Errorf("body %s", body)
			}
			break
		}
	}
	if res, _ := r.get("/healthz"); res.StatusCode != http.StatusOK {
		t.Errorf("health: %s", res.Status)
	}
	r.signal(os.Interrupt) // the second signal ends it at once
	if code, _ := r.wait(); code != 0 {
		t.Errorf("exit code %d\n%s", code, r.stderr)
	}
}

func TestAdminDrains(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "DRAIN_SPREAD=1ms")
	r.dial(tokenFor(t, dir, nil, "--user", "root", "--roles", "admin")).result("admin.drain", "{}", &struct{}{})
	if code, _ := r.wait(); code != 0 {
		t.Errorf("exit code %d\n%s", code, r.stderr)
	}
}

func TestRevocationsSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	tok := tokenFor(t, dir, nil, "--user", "mallory")
	r := start(t, dir)
	var done struct{ RevokedAt string }
	r.dial(tokenFor(t, dir, nil, "--user", "root", "--roles", "admin")).result("admin.revoke", `{"userId":"mallory"}`, &done)
	r.stop()
	r = start(t, dir)
	res, _ := r.get("/ws", func(req *http.Request) { req.Header.Set("Authorization", "Bearer "+tok) })
	if done.RevokedAt == "" || res.StatusCode != http.StatusUnauthorized {
		t.Errorf("revoked at %q, then %s", done.RevokedAt, res.Status)
	}
	r.stop()
}

func TestHangupReadsSettingsAgain(t *testing.T) {
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys.txt")
	write(t, keys, strings.Repeat("a", 39)+"\n")
	write(t, filepath.Join(dir, ".env"), "ALLOWED_ORIGINS=https://one.example\n")
	r := start(t, dir, "GEMINI_API_KEYS_FILE="+keys)
	allowed := func(origin string) bool {
		res, _ := r.get("/healthz", func(req *http.Request) { req.Header.Set("Origin", origin) })
		return res.Header.Get("Access-Control-Allow-Origin") == origin
	}
	if !allowed("https://one.example") || allowed("https://two.example") {
		t.Error("origins before the signal are wrong")
	}
	write(t, filepath.Join(dir, ".env"), "ALLOWED_ORIGINS=https://two.example\n")
	write(t, keys, strings.Repeat("b", 39)+"\n"+strings.Repeat("c", 39)+"@other\n")
	r.signal(syscall.SIGHUP)
	r.stderr.await(t, "msg=reloaded", 1)
	if allowed("https://one.example") || !allowed("https://two.example") {
		t.Error("origins after the signal are wrong")
	}
	var ai schema.AIStats
	c := r.dial(tokenFor(t, dir, nil, "--user", "root", "--roles", "admin"))
	c.result("admin.ai", "{}", &ai)
	if !ai.Configured || len(ai.Keys) != 2 {
		t.Errorf("model after the signal: %+v", ai)
	}

	write(t, filepath.Join(dir, ".env"), "ALLOWED_ORIGINS=not an origin\n")
	r.signal(syscall.SIGHUP)
	r.stderr.await(t, "msg=reloaded", 2)
	if !allowed("https://two.example") {
		t.Error("a bad setting replaced a good one")
	}
	if text := r.stderr.String(); strings.Contains(text, strings.Repeat("b", 39)) || strings.Contains(text, strings.Repeat("a", 39)) {
		t.Error("the log holds a key")
	}
	c.ws.Close(websocket.StatusNormalClosure, "")
	r.stop()
}

func TestTLSFilesAreReadAgain(t *testing.T) {
	dir := t.TempDir()
	chain, key := filepath.Join(dir, "chain.pem"), filepath.Join(dir, "key.pem")
	certify(t, chain, key, 1)
	r := start(t, dir, "TLS_CERT="+chain, "TLS_KEY="+key)
	addr := strings.TrimSuffix(strings.TrimPrefix(r.url, "wss://"), "/ws")
	if serial := serialOf(t, addr); serial != 1 {
		t.Errorf("serial %d", serial)
	}
	certify(t, chain, key, 2)
	r.signal(syscall.SIGHUP)
	r.stderr.await(t, "msg=reloaded", 1)
	if serial := serialOf(t, addr); serial != 2 {
		t.Errorf("serial %d after the signal", serial)
	}
	r.stop()
}

// certify writes a certificate for this machine with that serial number.
func certify(t *testing.T, chain, key string, serial int64) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "prepwire test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write(t, chain, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})))
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
}

func serialOf(t *testing.T, addr string) int64 {
	t.Helper()
	conn, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true}) // the serial is all that is asked
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

func TestLogIsOneLineEach(t *testing.T) {
	r := start(t, t.TempDir(), "LOG_FORMAT=json", "LOG_LEVEL=debug", "JWT_SECRET="+secret())
	r.stop()
	for line := range strings.Lines(r.stderr.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %q", line)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
