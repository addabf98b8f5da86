package fleet

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// RealMongoDB names a MongoDB to use in the place of FerretDB, as the tests of
// the store do.
const RealMongoDB = "PREPWIRE_TEST_MONGODB_URI"

// Store is the MongoDB-protocol server that the nodes share.
type Store struct {
	uri *url.URL
	cmd *exec.Cmd // nil of a MongoDB that was there before
	in  io.Closer
}

// Real reports whether the store is a MongoDB, not FerretDB.
func (s *Store) Real() bool { return s.cmd == nil }

// String names the store for whoever reads figures.
func (s *Store) String() string {
	if s.Real() {
		return "MongoDB"
	}
	return "FerretDB, one message at a time"
}

// startStore starts FerretDB, or takes the MongoDB that the environment names.
func startStore(ctx context.Context, program, dir string) (*Store, error) {
	if given := os.Getenv(RealMongoDB); given != "" {
		uri, err := url.Parse(given)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", RealMongoDB, err)
		}
		uri.Path = fmt.Sprintf("/prepbench%d", os.Getpid())
		return &Store{uri: uri}, nil
	}
	var err error
	if program == "" {
		if program, err = BuildFerretDB(ctx, dir); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "ferretdb")
	if err := os.Mkdir(data, 0o700); err != nil {
		return nil, err
	}
	s := &Store{cmd: exec.Command(program, "-dir", data)}
	s.cmd.Stderr = os.Stderr
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = s.close()
		return nil, fmt.Errorf("FerretDB says no address: %w", err)
	}
	s.uri = &url.URL{Scheme: "mongodb", Host: strings.TrimSpace(line), Path: "/prepwire"}
	return s, nil
}

// BuildFerretDB builds the server, a module of its own within this one, into a
// directory, and returns its path. It has no flags of its own, so that what others
// have compiled of that module is not compiled again.
func BuildFerretDB(ctx context.Context, dir string) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "prepwire").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	program := filepath.Join(dir, "ferretdb-server")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	cmd.Dir = filepath.Join(strings.TrimSpace(string(root)), "store", "mongodb", "ferretdb")
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build FerretDB: %w\n%s", err, out)
	}
	return program, nil
}

// Addr is where the server listens.
func (s *Store) Addr() string { return s.uri.Host }

// URI is the address of the database through a proxy.
func (s *Store) URI(proxy string) string {
	through := *s.uri
	through.Host = proxy
	if query := through.Query(); !query.Has("directConnection") {
		query.Set("directConnection", "true") // else a replica set's own addresses are used
		through.RawQuery = query.Encode()
	}
	return through.String()
}

func (s *Store) close() error {
	if s.cmd == nil {
		return nil
	}
	_ = s.in.Close() // it ends with its input
	return s.cmd.Wait()
}
