package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
)

// Bounds of what a token may say, in characters unless named otherwise.
const (
	MaxTokenBytes = 8 << 10 // the whole token
	MaxUserID     = 64      // sub
	MaxName       = 128     // name
	MaxTokenID    = 128     // jti

	maxMembers = 128 // top-level members of the header or the claims
)

// maxTime is the end of the year 9999: later times cannot be written as RFC 3339.
const maxTime = 253402300799

// claims are the claims we look at; all others are skipped. Decoding is strict
// on names, types and ranges; what the values mean is judged afterwards.
type claims struct {
	jwt.RegisteredClaims
	name     string
	roles    Roles
	hasRoles bool
	authTime *jwt.NumericDate
}

// UnmarshalJSON decodes the claims set. A name twice, a known name with a value
// of another type (null too), and bytes that are not UTF-8 are errors. Names are
// compared exactly, so "SUB" is just an unknown claim.
func (c *claims) UnmarshalJSON(data []byte) error {
	return members(data, c.member)
}

func (c *claims) member(name string, value json.RawMessage) (err error) {
	switch name {
	case "sub":
		c.Subject, err = text(value)
	case "iss":
		c.Issuer, err = text(value)
	case "jti":
		c.ID, err = text(value)
	case "name":
		c.name, err = text(value)
	case "aud":
		c.Audience, err = audience(value)
	case "exp":
		c.ExpiresAt, err = date(value)
	case "nbf":
		c.NotBefore, err = date(value)
	case "iat":
		c.IssuedAt, err = date(value)
	case "auth_time":
		c.authTime, err = date(value)
	case "roles":
		c.hasRoles = true
		c.roles, err = roles(value)
	}
	return err
}

var errClaims = errors.New("malformed claims")

// members calls visit for each member of the JSON object in data.
func members(data []byte, visit func(name string, value json.RawMessage) error) error {
	if !utf8.Valid(data) {
		return errClaims
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return errClaims
	}
	seen := make([]string, 0, 16)
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		if err != nil || !ok || len(seen) == maxMembers || slices.Contains(seen, name) {
			return errClaims
		}
		seen = append(seen, name)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return errClaims
		}
		if err := visit(name, value); err != nil {
			return err
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('}') {
		return errClaims
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errClaims
	}
	return nil
}

// text decodes a JSON string and nothing else.
func text(value json.RawMessage) (string, error) {
	if len(value) == 0 || value[0] != '"' {
		return "", errClaims
	}
	var s string
	if err := json.Unmarshal(value, &s); err != nil {
		return "", errClaims
	}
	return s, nil
}

// texts decodes a JSON array of strings and nothing else.
func texts(value json.RawMessage) ([]string, error) {
	if len(value) == 0 || value[0] != '[' {
		return nil, errClaims
	}
	var list []*string // a null would pass for "" in a []string
	if err := json.Unmarshal(value, &list); err != nil || slices.Contains(list, nil) {
		return nil, errClaims
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = *s
	}
	return out, nil
}

// audience decodes one string or an array of them (RFC 7519 section 4.1.3).
func audience(value json.RawMessage) (jwt.ClaimStrings, error) {
	if s, err := text(value); err == nil {
		return jwt.ClaimStrings{s}, nil
	}
	return texts(value)
}

// roles decodes an array of role names. Names we do not know are ignored: an
// identity provider may keep roles of other services in the same claim. An empty
// array, or one of strangers only, is the empty set and not the default.
func roles(value json.RawMessage) (Roles, error) {
	names, err := texts(value)
	if err != nil {
		return 0, err
	}
	var set Roles
	for _, name := range names {
		if r, ok := ParseRole(name); ok {
			set |= Roles(r)
		}
	}
	return set, nil
}

// date decodes seconds since 1970, fractions allowed, from 0 to the year 9999,
// to the nearest millisecond.
func date(value json.RawMessage) (*jwt.NumericDate, error) {
	f, err := strconv.ParseFloat(string(value), 64)
	if err != nil || !(f >= 0 && f <= maxTime) {
		return nil, errClaims
	}
	return &jwt.NumericDate{Time: time.UnixMilli(int64(math.Round(f * 1000))).UTC()}, nil
}

// erasedPrefix begins what the store keeps in the place of users who were erased
// (store.Erased). Nobody may come as one of them and find what they left.
const erasedPrefix = "erased:"

// checkUserID returns what is wrong with the id of a user, which is called name
// there, or "".
func checkUserID(name, s string) string {
	if s == "" {
		return name + " is missing"
	}
	if strings.HasPrefix(s, erasedPrefix) {
		return name + " stands for a user who was erased"
	}
	return checkText(name, s, MaxUserID)
}

func checkName(s string) string { return checkText("name", s, MaxName) }

func checkTokenID(s string) string { return checkText("jti", s, MaxTokenID) }

// checkText returns what is wrong with a claim, or "". It goes into topic names
// and logs, hence no control characters; a replacement character stands for
// bytes that were lost, so that two users could look like one.
func checkText(claim, s string, most int) string {
	switch {
	case utf8.RuneCountInString(s) > most:
		return fmt.Sprintf("%s is longer than %d characters", claim, most)
	case !clean(s):
		return claim + " has characters that are not allowed"
	}
	return ""
}

func clean(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r)
	})
}
