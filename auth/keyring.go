package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

// The algorithms that are ever accepted.
const (
	algHS256 = "HS256"
	algRS256 = "RS256"
	algES256 = "ES256"
	algEdDSA = "EdDSA"
)

// Bounds of a key set. RSA below 2048 bits is too weak (RFC 7518 section 3.3),
// far above it only costs time.
const (
	maxKeys    = 100
	minRSABits = 2048
	maxRSABits = 8192
)

// keyring holds the keys of one reading of a JWKS, by the one algorithm each of
// them is for. So a token's alg chooses among keys made for it and can never
// turn a key to another use. It does not change once made.
type keyring map[string]keyfunc.Keyfunc

// lookup returns the key the token names, or all keys of its algorithm when it
// names none. The error wraps jwkset.ErrKeyNotFound when there is no such key.
func (k keyring) lookup(ctx context.Context, t *jwt.Token) (any, error) {
	keys, ok := k[t.Method.Alg()]
	if !ok {
		return nil, jwkset.ErrKeyNotFound
	}
	return keys.KeyfuncCtx(ctx)(t)
}

// parseKeyring reads a JWK set (RFC 7517). Keys that are not for verifying, or of
// a kind we do not use, are skipped; symmetric ones always are. It is an error
// when none is left, and when two keys of one algorithm share an id.
func parseKeyring(data []byte) (keyring, error) {
	var set jwkset.JWKSMarshal
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, errors.New("it is not a JWK set")
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("it has %d keys, more than %d", len(set.Keys), maxKeys)
	}
	byAlg := map[string][]jwkset.JWK{}
	for _, m := range set.Keys {
		key, alg, ok := usable(m)
		if !ok {
			continue
		}
		if m.KID != "" && slices.ContainsFunc(byAlg[alg], func(k jwkset.JWK) bool { return k.Marshal().KID == m.KID }) {
			return nil, fmt.Errorf("two %s keys have the id %q", alg, m.KID)
		}
		byAlg[alg] = append(byAlg[alg], key)
	}
	if len(byAlg) == 0 {
		return nil, fmt.Errorf("none of its %d keys verifies RS256, ES256 or EdDSA", len(set.Keys))
	}
	return newKeyring(byAlg)
}

func newKeyring(byAlg map[string][]jwkset.JWK) (keyring, error) {
	ring := keyring{}
	for alg, keys := range byAlg {
		storage := jwkset.NewMemoryStorage()
		if err := storage.KeyReplaceAll(context.Background(), keys); err != nil {
			return nil, err
		}
		kf, err := keyfunc.New(keyfunc.Options{Storage: storage})
		if err != nil {
			return nil, err
		}
		ring[alg] = kf
	}
	return ring, nil
}

// usable returns the public key and the algorithm it verifies.
func usable(m jwkset.JWKMarshal) (key jwkset.JWK, alg string, ok bool) {
	if m.USE != "" && m.USE != jwkset.UseSig {
		return key, "", false
	}
	if len(m.KEYOPS) > 0 && !slices.Contains(m.KEYOPS, jwkset.KeyOpsVerify) {
		return key, "", false
	}
	// Private: false leaves private parts out and refuses symmetric keys. No
	// certificate is ever fetched (x5u): that takes a GetX5U.
	key, err := jwkset.NewJWKFromMarshal(m, jwkset.JWKMarshalOptions{Private: false}, jwkset.JWKValidateOptions{})
	if err != nil {
		return key, "", false
	}
	switch k := key.Key().(type) {
	case *rsa.PublicKey:
		if n := k.N.BitLen(); n >= minRSABits && n <= maxRSABits {
			alg = algRS256
		}
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P256() {
			alg = algES256
		}
	case ed25519.PublicKey:
		alg = algEdDSA
	}
	return key, alg, alg != "" && (m.ALG == "" || m.ALG.String() == alg)
}
