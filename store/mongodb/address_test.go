package mongodb

import (
	"net/url"
	"testing"
)

// withDatabase is an address with its database replaced.
func withDatabase(t testing.TB, uri, database string) string {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(realMongoDB + " cannot be read")
	}
	if query := u.Query(); u.Path != "" && u.Path != "/" && !query.Has("authSource") {
		query.Set("authSource", u.Path[1:]) // where the user is known
		u.RawQuery = query.Encode()
	}
	u.Path = "/" + database
	return u.String()
}
