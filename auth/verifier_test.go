package auth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestVerifyIdentity(t *testing.T) {
	v := newVerifier(t, VerifierConfig{})
	exp := noon.Add(time.Hour)
	cases := []struct {
		name, claims string
		want         Identity
	}{
		{"least", `{"sub":"ann","exp":%d}`, Identity{UserID: "ann", Roles: Roles(Student), ExpiresAt: exp}},
		{"all", `{"sub":"ann","name":"Ann Ő","roles":["author","admin"],"jti":"t1","iat":1772366400,"nbf":1772366400,"exp":%d,"other":{"a":[1]}}`,
			Identity{UserID: "ann", Name: "Ann Ő", Roles: RolesOf(Author, Admin), TokenID: "t1", IssuedAt: noon, FirstIssuedAt: noon, ExpiresAt: exp}},
		{"unknown roles are ignored", `{"sub":"ann","roles":["billing","author","Admin"],"exp":%d}`,
			Identity{UserID: "ann", Roles: RolesOf(Author), ExpiresAt: exp}},
		{"no role is no role", `{"sub":"ann","roles":[],"exp":%d}`, Identity{UserID: "ann", ExpiresAt: exp}},
		{"first issue", `{"sub":"ann","iat":1772366400,"auth_time":1772362800,"exp":%d}`,
			Identity{UserID: "ann", Roles: Roles(Student), IssuedAt: noon, FirstIssuedAt: noon.Add(-time.Hour), ExpiresAt: exp}},
		{"first issue cannot be later", `{"sub":"ann","iat":1772366400,"auth_time":1772370000,"exp":%d}`,
			Identity{UserID: "ann", Roles: Roles(Student), IssuedAt: noon, FirstIssuedAt: noon, ExpiresAt: exp}},
		{"fractions of a second", `{"sub":"ann","iat":1772366400.25,"exp":%d}`,
			Identity{UserID: "ann", Roles: Roles(Student), IssuedAt: noon.Add(250 * time.Millisecond),
				FirstIssuedAt: noon.Add(250 * time.Millisecond), ExpiresAt: exp}},
		{"names are exact", `{"sub":"ann","SUB":"eve","Roles":["admin"],"exp":%d}`,
			Identity{UserID: "ann", Roles: Roles(Student), ExpiresAt: exp}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			id, err := v.Verify(t.Context(), hs256(t, fmt.Sprintf(c.claims, exp.Unix())))
			if err != nil {
				t.Fatal(err)
			}
			if *id != c.want {
				t.Errorf("got  %+v\nwant %+v", *id, c.want)
			}
		})
	}
}

// TestVerifyClaims goes through everything the claims can get wrong.
func TestVerifyClaims(t *testing.T) {
	v := newVerifier(t, VerifierConfig{Issuer: "https://id.example.org", Audience: "prepwire"})
	good := map[string]any{"sub": "ann", "exp": noon.Unix() + 3600, "iss": "https://id.example.org", "aud": "prepwire"}
	type set = map[string]any
	now := noon.Unix()
	cases := []struct {
		name   string
		change set // nil values take a claim away
		want   error
	}{
		{"good", nil, nil},
		{"audience in a list", set{"aud": []string{"x", "prepwire"}}, nil},
		{"another issuer", set{"iss": "https://id.example.org/"}, ErrInvalid},
		{"no issuer", set{"iss": nil}, ErrInvalid},
		{"issuer of wrong type", set{"iss": []string{"https://id.example.org"}}, ErrInvalid},
		{"another audience", set{"aud": "prepwire2"}, ErrInvalid},
		{"no audience", set{"aud": nil}, ErrInvalid},
		{"empty audience", set{"aud": []string{}}, ErrInvalid},
		{"audience of wrong type", set{"aud": []any{"prepwire", 1}}, ErrInvalid},

		{"no sub", set{"sub": nil}, ErrInvalid},
		{"empty sub", set{"sub": ""}, ErrInvalid},
		{"numeric sub", set{"sub": 7}, ErrInvalid},
		{"64 characters of sub", set{"sub": strings.Repeat("é", 64)}, nil},
		{"65 characters of sub", set{"sub": strings.Repeat("é", 65)}, ErrInvalid},
		{"line break in sub", set{"sub": "ann\nroot"}, ErrInvalid},
		{"nul in sub", set{"sub": "ann\x00"}, ErrInvalid},
		{"128 characters of name", set{"name": strings.Repeat("n", 128)}, nil},
		{"129 characters of name", set{"name": strings.Repeat("n", 129)}, ErrInvalid},
		{"name of wrong type", set{"name": set{"first": "Ann"}}, ErrInvalid},
		{"129 characters of jti", set{"jti": strings.Repeat("j", 129)}, ErrInvalid},
		{"jti of wrong type", set{"jti": 1}, ErrInvalid},
		{"roles as a string", set{"roles": "admin"}, ErrInvalid},
		{"roles as an object", set{"roles": set{"admin": true}}, ErrInvalid},
		{"roles of numbers", set{"roles": []int{8}}, ErrInvalid},
		{"roles with null", set{"roles": []any{"admin", nil}}, ErrInvalid},

		{"no exp", set{"exp": nil}, ErrInvalid},
		{"exp as a string", set{"exp": "1900000000"}, ErrInvalid},
		{"negative exp", set{"exp": -1}, ErrInvalid},
		{"exp after the year 9999", set{"exp": 253402300800}, ErrInvalid},
		{"exp in milliseconds", set{"exp": now * 1000}, ErrInvalid},
		{"exp in the year 9999", set{"exp": 253402300799}, nil},
		{"expires this moment", set{"exp": now}, ErrExpired},
		{"expired by a second", set{"exp": now - 1}, ErrExpired},
		{"expires in a millisecond", set{"exp": float64(now) + 0.001}, nil},
		{"expired and another issuer", set{"exp": now - 1, "iss": "x"}, ErrInvalid},
		{"nbf within the leeway", set{"nbf": now + 30}, nil},
		{"nbf beyond the leeway", set{"nbf": now + 31}, ErrInvalid},
		{"nbf of wrong type", set{"nbf": true}, ErrInvalid},
		{"iat within the leeway", set{"iat": now + 30}, nil},
		{"iat beyond the leeway", set{"iat": now + 31}, ErrInvalid},
		{"iat of wrong type", set{"iat": []int{1}}, ErrInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			claims := set{}
			for k, x := range good {
				claims[k] = x
			}
			for k, x := range c.change {
				claims[k] = x
				if x == nil {
					delete(claims, k)
				}
			}
			checkVerify(t, v, mint(t, claims), c.want)
		})
	}
}

// TestVerifyRaw takes claims that no encoder would write.
func TestVerifyRaw(t *testing.T) {
	v := newVerifier(t, VerifierConfig{})
	cases := []struct {
		name, claims string
		want         error
	}{
		{"good", `{"sub":"ann","exp":1900000000}`, nil},
		{"exponent", `{"sub":"ann","exp":1.9e9}`, nil},
		{"duplicate sub", `{"sub":"ann","sub":"eve","exp":1900000000}`, ErrInvalid},
		{"duplicate exp", `{"sub":"ann","exp":1,"exp":1900000000}`, ErrInvalid},
		{"duplicate by escape", `{"sub":"ann","s\u0075b":"eve","exp":1900000000}`, ErrInvalid},
		{"duplicate unknown", `{"sub":"ann","x":1,"x":2,"exp":1900000000}`, ErrInvalid},
		{"infinite exp", `{"sub":"ann","exp":1e400}`, ErrInvalid},
		{"huge exp", `{"sub":"ann","exp":` + strings.Repeat("9", 400) + `}`, ErrInvalid},
		{"NaN", `{"sub":"ann","exp":NaN}`, ErrInvalid},
		{"null exp", `{"sub":"ann","exp":null}`, ErrInvalid},
		{"null name", `{"sub":"ann","name":null,"exp":1900000000}`, ErrInvalid},
		{"null roles", `{"sub":"ann","roles":null,"exp":1900000000}`, ErrInvalid},
		{"null claims", `null`, ErrInvalid},
		{"an array", `["sub","exp"]`, ErrInvalid},
		{"a string", `"sub"`, ErrInvalid},
		{"nothing", ``, ErrInvalid},
		{"something behind", `{"sub":"ann","exp":1900000000}{}`, ErrInvalid},
		{"cut", `{"sub":"ann","exp":1900000000`, ErrInvalid},
		{"not UTF-8", "{\"sub\":\"ann\xff\",\"exp\":1900000000}", ErrInvalid},
		{"half a surrogate", `{"sub":"ann\ud800","exp":1900000000}`, ErrInvalid},
		{"deep", `{"sub":"ann","exp":1900000000,"x":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`, nil},
		{"too many members", `{"sub":"ann","exp":1900000000` + manyMembers(200) + `}`, ErrInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { checkVerify(t, v, hs256(t, c.claims), c.want) })
	}
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"m%d":0`, i)
	}
	return b.String()
}

// TestVerifyAttacks goes through forged headers, signatures and shapes.
func TestVerifyAttacks(t *testing.T) {
	v := newVerifier(t, VerifierConfig{})
	const claims = `{"sub":"ann","exp":1900000000}`
	secret := []byte(testSecret())
	sign := func(header string) string {
		return rawToken(t, header, claims, jwt.SigningMethodHS256, secret)
	}
	good := sign(`{"alg":"HS256"}`)
	head, rest, _ := strings.Cut(good, ".")
	body, sig, _ := strings.Cut(rest, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	cases := []struct {
		name, token string
		want        error
	}{
		{"good", good, nil},
		{"empty", "", ErrMissing},
		{"two dots only", "..", ErrInvalid},
		{"one dot", head + "." + body, ErrInvalid},
		{"three dots", good + ".", ErrInvalid},
		{"no signature", head + "." + body + ".", ErrInvalid},
		{"alg none", none + "." + body + ".", ErrInvalid},
		{"alg none with a signature", none + "." + body + "." + sig, ErrInvalid},
		{"alg none signed by the library", rawToken(t, `{"alg":"none"}`, claims, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType), ErrInvalid},
		{"alg None", sign(`{"alg":"None"}`), ErrInvalid},
		{"alg hs256", sign(`{"alg":"hs256"}`), ErrInvalid},
		{"no alg", sign(`{"typ":"JWT"}`), ErrInvalid},
		{"alg a number", sign(`{"alg":256}`), ErrInvalid},
		{"alg null", sign(`{"alg":null}`), ErrInvalid},
		{"alg twice", sign(`{"alg":"none","alg":"HS256"}`), ErrInvalid},
		{"crit", sign(`{"alg":"HS256","crit":["b64"],"b64":false}`), ErrInvalid},
		{"kid a number", sign(`{"alg":"HS256","kid":1}`), ErrInvalid},
		{"kid is no path", sign(`{"alg":"HS256","kid":"../../dev/null"}`), nil},
		{"header an array", sign(`["HS256"]`), ErrInvalid},
		{"HS512 with our secret", rawToken(t, `{"alg":"HS512"}`, claims, jwt.SigningMethodHS512, secret), ErrInvalid},
		{"RS256 without a JWKS", sign(`{"alg":"RS256"}`), ErrInvalid},
		{"another secret", rawToken(t, `{"alg":"HS256"}`, claims, jwt.SigningMethodHS256, []byte(strings.Repeat("x", 32))), ErrInvalid},
		{"empty secret", rawToken(t, `{"alg":"HS256"}`, claims, jwt.SigningMethodHS256, []byte{}), ErrInvalid},
		{"other claims under a good signature", head + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"eve","exp":1900000000}`)) + "." + sig, ErrInvalid},
		{"padding", good + "=", ErrInvalid},
		{"line break inside", head + "\n." + rest, ErrInvalid},
		{"space behind", good + " ", ErrInvalid},
		{"standard alphabet", strings.ReplaceAll(good, ".", "+."), ErrInvalid},
		{"two tokens", good + ", " + good, ErrInvalid},
		{"last bits changed", good[:len(good)-1] + nextChar(good[len(good)-1]), ErrInvalid},
		{"8 KiB and a byte", good + strings.Repeat("A", MaxTokenBytes+1-len(good)), ErrInvalid},
		{"a megabyte of dots", strings.Repeat(".", 1<<20), ErrInvalid},
		{"not ASCII", "é.é.é", ErrInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { checkVerify(t, v, c.token, c.want) })
	}
}

// nextChar changes only the bits of the last character that encode nothing.
func nextChar(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, c)|1])
}

func checkVerify(t *testing.T, v *Verifier, token string, want error) {
	t.Helper()
	id, err := v.Verify(t.Context(), token)
	if !errors.Is(err, want) || (want == nil) != (id != nil) {
		t.Fatalf("got %v, %v; want error %v", id, err, want)
	}
	if err == nil {
		return
	}
	for part := range strings.SplitSeq(token, ".") {
		if len(part) > 8 && strings.Contains(err.Error(), part) {
			t.Errorf("the error holds a part of the token: %v", err)
		}
	}
}

func TestVerifyLargestToken(t *testing.T) {
	v := newVerifier(t, VerifierConfig{})
	with := func(n int) string {
		return hs256(t, `{"sub":"ann","exp":1900000000,"x":"`+strings.Repeat("x", n)+`"}`)
	}
	n := MaxTokenBytes / 4 * 3
	for len(with(n)) > MaxTokenBytes {
		n--
	}
	checkVerify(t, v, with(n), nil)
	checkVerify(t, v, with(n+3), ErrInvalid)
}

func TestVerifyRevoked(t *testing.T) {
	list := new(Revocations)
	v := newVerifier(t, VerifierConfig{Revocations: list})
	token := mint(t, map[string]any{"sub": "ann", "iat": noon.Unix() - 10, "exp": noon.Unix() + 60})
	checkVerify(t, v, token, nil)
	list.Add(Revocation{UserID: "ann", At: noon.Add(-10 * time.Second)})
	checkVerify(t, v, token, ErrRevoked)
	newer := mint(t, map[string]any{"sub": "ann", "iat": noon.Unix() - 9, "exp": noon.Unix() + 60})
	checkVerify(t, v, newer, nil)
	old := mint(t, map[string]any{"sub": "ann", "exp": noon.Unix() - 1})
	checkVerify(t, v, old, ErrExpired)
}

func TestNewVerifierRefuses(t *testing.T) {
	short := Secret(strings.Repeat("k", MinSecretBytes-1))
	for name, cfg := range map[string]VerifierConfig{
		"nothing":      {},
		"short secret": {Secret: short},
		"no such file": {JWKS: t.TempDir() + "/none.json"},
		"ftp":          {JWKS: "ftp://example.org/keys"},
		"no host":      {JWKS: "https:///keys"},
		"file host":    {JWKS: "file://elsewhere/keys"},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := NewVerifier(t.Context(), cfg)
			if err == nil {
				v.Close()
				t.Fatal("it was accepted")
			}
			if strings.Contains(err.Error(), string(short)) {
				t.Errorf("the error holds the secret: %v", err)
			}
		})
	}
}
