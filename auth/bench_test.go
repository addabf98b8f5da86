package auth

import (
	"testing"
	"time"
)

func BenchmarkVerify(b *testing.B) {
	signed, _, err := newSigner(b, SignerConfig{}).Sign(Grant{UserID: "ann", Name: "Ann", Roles: RolesOf(Student, Author), TTL: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	keys := []signKey{rsaKey(b, "r", 2048), p256Key(b, "e"), edKey(b, "d")}
	v := newVerifier(b, VerifierConfig{Secret: testSecret(), Revocations: new(Revocations),
		JWKS: keyFile(b, keySet(b, keys[0].jwk(b), keys[1].jwk(b), keys[2].jwk(b)))})
	tokens := map[string]string{"HS256": signed}
	for _, k := range keys {
		tokens[k.method.Alg()] = k.token(b)
	}
	for _, alg := range []string{"HS256", "RS256", "ES256", "EdDSA"} {
		b.Run(alg, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Verify(b.Context(), tokens[alg]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRevoked(b *testing.B) {
	var list Revocations
	list.Add(Revocation{UserID: "bob", At: noon})
	id := &Identity{UserID: "ann", TokenID: "t", IssuedAt: noon, FirstIssuedAt: noon}
	for b.Loop() {
		if list.Revoked(id) {
			b.Fatal("revoked")
		}
	}
}
