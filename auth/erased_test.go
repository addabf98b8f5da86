package auth

import (
	"strings"
	"testing"
	"time"
)

// Nobody comes as a user who was erased, and finds what is left of that one.
func TestErasedUsersHaveNoTokens(t *testing.T) {
	for id, bad := range map[string]bool{"erased:p1": true, "erased:": true, "erased": false, "Erased:p1": false, "unerased:p1": false} {
		if fault := checkUserID("sub", id); strings.Contains(fault, "erased") != bad {
			t.Errorf("%q: %q", id, fault)
		}
	}
	signer, err := NewSigner(SignerConfig{Secret: NewSecret()})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := signer.Sign(Grant{UserID: "erased:p1", TTL: time.Hour}); err == nil {
		t.Error("signed")
	}
}
