package mongodb

import (
	"errors"
	"strings"
	"testing"

	"prepwire/store/mongodb/mongotest"
)

// A user who is not let in, or may not do what the store needs, is told so at
// once, and not by retries that cannot help. The password is in no answer.
func TestUserMayNot(t *testing.T) {
	for _, c := range []struct {
		what string
		user string
		code int32
		name string
	}{
		{"unknown user", "ann:" + password() + "@", 18, "AuthenticationFailed"},
		{"no login", "", 13, "Unauthorized"},
	} {
		uri := "mongodb://" + c.user + mongotest.Refusing(t, c.code, c.name) + "/db"
		db, err := Open(t.Context(), uri, patient())
		if err == nil {
			_ = db.Close()
		}
		if !errors.Is(err, ErrPermission) || strings.Contains(err.Error(), password()) || !strings.Contains(err.Error(), "readWrite") {
			t.Errorf("%s: got %v", c.what, err)
		}
	}
}
