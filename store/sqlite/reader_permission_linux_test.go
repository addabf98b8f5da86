package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A reader needs the right to read and no other, whether the store is at rest
// or was left by a gateway that was killed. Without it, it says so.
func TestReaderNeedsToReadOnly(t *testing.T) {
	for _, crashed := range []bool{false, true} {
		parent, err := os.MkdirTemp("", "prepwire-permission-*") // t.TempDir lies in a closed one
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(parent, "data")
		t.Cleanup(func() { os.Chmod(dir, 0o700); os.RemoveAll(parent) })
		if err := errors.Join(os.Chmod(parent, 0o755), os.Mkdir(dir, 0o755)); err != nil {
			t.Fatal(err)
		}
		db := openDir(t, dir)
		contest(t, db, stormContests[0])
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if crashed {
			killAfter(t, dir, "attempts", 1)
		}
		open := func(files, folder fs.FileMode) error {
			t.Helper()
			for name := range modes(t, dir) {
				if err := os.Chmod(filepath.Join(dir, name), files); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(dir, folder); err != nil {
				t.Fatal(err)
			}
			return asNobody(func() error {
				r, err := OpenReader(t.Context(), dir)
				if err != nil {
					return err
				}
				_, err = r.Contest(t.Context(), stormContests[0])
				return errors.Join(err, r.Close())
			})
		}
		if err := open(0o444, 0o555); err != nil {
			t.Errorf("crashed %v, may only read: %v", crashed, err)
		}
		if err := open(0o000, 0o555); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("crashed %v, files cannot be read: got %v", crashed, err)
		}
		if err := open(0o444, 0o000); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("crashed %v, directory cannot be entered: got %v", crashed, err)
		}
	}
}
