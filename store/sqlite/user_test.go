package sqlite

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"prepwire/store/storetest"
)

// leftOfUsers are the columns in which a user's id stays, and why.
var leftOfUsers = map[string]string{
	"revocations.user_id": "a token that is still around would count again",
	"revocations.by":      "who took a token back answers for it",
}

// TestUserIsErasedEverywhere walks the whole schema: every column of every table
// has something in it after FillUser, and the user's id in none of them after
// EraseUser, save where leftOfUsers says why. So a new table or column fails it
// until FillUser, and EraseUser where it names users, know of it.
func TestUserIsErasedEverywhere(t *testing.T) {
	const user = "zoë-4711"
	db := openTemp(t)
	storetest.FillUser(t, db, user, "f")
	storetest.FillUser(t, db, "other", "g") // fills what a user who is erased would leave empty
	storetest.FillRest(t, db)
	named := 0
	for column, values := range columns(t, db) {
		if strings.Join(values, "") == "" {
			t.Errorf("%s is empty: fill it in storetest.FillUser, and erase it in EraseUser if it can hold a user's id", column)
		}
		if strings.Contains(strings.Join(values, "\n"), user) {
			named++
		}
	}
	if named < 20 {
		t.Errorf("only %d columns name the user before", named)
	}
	if err := db.EraseUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for column, values := range columns(t, db) {
		for _, v := range values {
			if strings.Contains(v, user) {
				left[column] = true
			}
		}
	}
	for column := range left {
		if leftOfUsers[column] == "" {
			t.Errorf("%s still names the user: erase it in EraseUser, or say in leftOfUsers why it stays", column)
		}
	}
	for column := range leftOfUsers {
		if !left[column] {
			t.Errorf("%s names nobody: strike it from leftOfUsers", column)
		}
	}
}

// columns are all values of all tables as text, by table and column.
func columns(t *testing.T, db *DB) map[string][]string {
	t.Helper()
	found, err := db.read.QueryContext(t.Context(), `SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := collect(found, func(row scanner) (name [2]string, err error) { return name, row.Scan(&name[0], &name[1]) })
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, name := range names {
		found, err := db.read.QueryContext(t.Context(), fmt.Sprintf(`SELECT coalesce(CAST("%s" AS BLOB), '') FROM "%s"`, name[1], name[0]))
		if err != nil {
			t.Fatal(err)
		}
		values, err := collect(found, func(row scanner) (v string, err error) { return v, row.Scan(&v) })
		if err != nil {
			t.Fatal(err)
		}
		all[name[0]+"."+name[1]] = values
	}
	return all
}

// After Compact the files hold nothing either, neither the database nor its log.
func TestCompactLeavesNothingInTheFiles(t *testing.T) {
	const user = "zoe-4711"
	dir := t.TempDir()
	db := openDir(t, dir)
	storetest.FillUser(t, db, user, "f")
	if n := inFiles(t, dir, user); n == 0 {
		t.Fatal("the files never held it")
	}
	if err := db.EraseUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, dir, "I am "+user) == 0 {
		t.Fatal("nothing was left in the files without Compact, so the test cannot tell")
	}
	if err := db.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	revocations := 2 // and an index or more
	if n := inFiles(t, dir, user); n > revocations {
		t.Errorf("the files name the user %d times", n)
	}
	for _, text := range []string{"I am " + user, "Hello " + user, user + " says so", "“" + user + "”"} {
		if inFiles(t, dir, text) > 0 {
			t.Errorf("the files hold %q", text)
		}
	}
	h, err := db.Holdings(t.Context(), user) // readers and the writer go on
	if err != nil || h.Erasable() {
		t.Errorf("%+v, %v", h, err)
	}
	storetest.FillUser(t, db, user, "h")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Compact(t.Context()); err == nil {
		t.Error("compacted when closed")
	}
}

// inFiles counts a text in the database's files.
func inFiles(t *testing.T, dir, text string) (n int) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, databaseName+"*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(content, []byte(text))
	}
	return n
}
