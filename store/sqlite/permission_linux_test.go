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
