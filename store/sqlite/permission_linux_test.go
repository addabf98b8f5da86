package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// asNobody runs do without the right to pass over permissions, which the
// superuser has. The goroutine never gives its thread back, so the thread ends
// with it.
func asNobody(do func() error) error {
	result := make(chan error)
	go func() {
		runtime.LockOSThread()
		if os.Geteuid() == 0 {
			if err := syscall.Setfsuid(65534); err != nil {
				result <- err
				return
			}
		}
		result <- do()
	}()
	return <-result
}

func TestOpenWithoutPermission(t *testing.T) {
	for name, locked := range map[string]func(dir string) error{
		"directory cannot be written": func(dir string) error { return os.Chmod(dir, 0o555) },
		"directory cannot be entered": func(dir string) error { return os.Chmod(dir, 0o000) },
		"database cannot be read": func(dir string) error {
			return errors.Join(os.Chmod(dir, 0o777), os.WriteFile(filepath.Join(dir, databaseName), nil, 0o000))
		},
	} {
		t.Run(name, func(t *testing.T) {
			parent, err := os.MkdirTemp("", "prepwire-permission-*") // t.TempDir lies in a closed one
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(parent, "data")
			t.Cleanup(func() { os.Chmod(dir, 0o700); os.RemoveAll(parent) })
			if err := errors.Join(os.Chmod(parent, 0o755), os.Mkdir(dir, 0o755), locked(dir)); err != nil {
				t.Fatal(err)
			}
			err = asNobody(func() error {
				db, err := Open(t.Context(), dir, Options{})
				if err == nil {
					db.Close()
				}
				return err
			})
			if !errors.Is(err, fs.ErrPermission) {
				t.Fatalf("got %v, want a refusal of permission", err)
			}
		})
	}
}

// What students wrote is nobody else's to read, whatever the umask, and also
// when an older program or a copy left it open.
func TestFilesAreForTheirUserAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	dir := filepath.Join(t.TempDir(), "new", "data")
	for _, before := range []string{"new", "opened to all", "opened to all after a crash"} {
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if before != "new" {
			openToAll(t, dir, before == "opened to all after a crash")
		}
		db, err := Open(t.Context(), dir, Options{})
		if err != nil {
			t.Fatalf("%s: %v", before, err)
		}
		if _, err := db.RecordAttempt(t.Context(), attempt("a")); err != nil {
			t.Fatalf("%s: %v", before, err)
		}
		names := modes(t, dir)
		for _, name := range []string{databaseName, databaseName + "-wal", databaseName + "-shm", lockName} {
			if _, ok := names[name]; !ok {
				t.Errorf("%s: no %s", before, name)
			}
		}
		for name, mode := range names {
			if mode != 0o600 {
				t.Errorf("%s: %s has mode %o", before, name, mode)
			}
		}
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: directory has mode %v, error %v", before, info.Mode(), err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// openToAll lets everybody at the files in dir; with crashed, also at those
// that only a store which was not closed leaves behind.
func openToAll(t *testing.T, dir string, crashed bool) {
	t.Helper()
	if crashed {
		killAfter(t, dir, "attempts", 1)
	}
	for name := range modes(t, dir) {
		if err := os.Chmod(filepath.Join(dir, name), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func modes(t *testing.T, dir string) map[string]fs.FileMode {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]fs.FileMode)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		found[e.Name()] = info.Mode().Perm()
	}
	return found
}
