package auth_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prepwire/auth"
)

func Example() {
	ctx := context.Background()
	secret := auth.NewSecret()
	signer, err := auth.NewSigner(auth.SignerConfig{Secret: secret})
	if err != nil {
		panic(err)
	}
	revoked := new(auth.Revocations)
	verifier, err := auth.NewVerifier(ctx, auth.VerifierConfig{Secret: secret, Revocations: revoked})
	if err != nil {
		panic(err)
	}
	defer verifier.Close()

	token, _, err := signer.Sign(auth.Grant{UserID: "ann", Roles: auth.RolesOf(auth.Author), TTL: time.Hour})
	if err != nil {
		panic(err)
	}
	ann, err := verifier.Verify(ctx, token)
	fmt.Println(ann.UserID, ann.Roles, ann.Has(auth.Organizer), err)

	revoked.Add(auth.Revocation{UserID: "ann", At: time.Now(), Reason: "lost laptop"})
	_, err = verifier.Verify(ctx, token)
	fmt.Println(err, errors.Is(err, auth.ErrRevoked))
	// Output:
	// ann author false <nil>
	// token revoked true
}
