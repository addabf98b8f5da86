package gemini

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

// A Key is one API key and, optionally, the label of the project that owns it.
// Quota belongs to projects, so keys with the same label share it. However a Key
// is printed, logged or encoded, only its ID appears. The zero Key is no key.
type Key struct {
	// The secret is behind a pointer so that even a print of a struct that holds
	// a Key in an unexported field, which fmt shows without asking Format, gives
	// an address and not the secret.
	secret  *string
	project string
}

var (
	secretPattern  = regexp.MustCompile(`^[!-~]{1,512}$`)
	projectPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)
)

// ParseKey reads "secret" or "secret@project". The secret is any run of 1 to 512
// printable ASCII characters: Google issues keys of more than one form, so the
// form is not checked. The error never repeats the text.
func ParseKey(text string) (Key, error) {
	secret := strings.TrimSpace(text)
	project := ""
	if at := strings.LastIndexByte(secret, '@'); at >= 0 {
		secret, project = secret[:at], secret[at+1:]
		if !projectPattern.MatchString(project) {
			return Key{}, errors.New("read key: the project label after @ must be letters, digits, '.', '_' or '-'")
		}
	}
	if !secretPattern.MatchString(secret) {
		return Key{}, errors.New("read key: a key must be 1 to 512 printable characters without spaces")
	}
	return Key{secret: &secret, project: project}, nil
}

// ParseKeys reads a list of keys separated by commas or line ends, as found in an
// environment variable or a file; a line that begins with # is a comment. White
// space around a key does not count, and within one it is an error: half a key
// would be refused by the server only. A key listed twice counts once, at its
// first place, with the project label that one of them has; two labels are an
// error. An empty list is no error. Errors tell the place in the list and never
// the key.
func ParseKeys(list string) ([]Key, error) {
	var keys []Key
	known := map[string]int{} // by secret: index in keys
	place := 0
	for line := range strings.Lines(list) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for text := range strings.SplitSeq(line, ",") {
			if strings.TrimSpace(text) == "" {
				continue
			}
			place++
			key, err := ParseKey(text)
			if err != nil {
				return nil, fmt.Errorf("key %d: %w", place, err)
			}
			i, again := known[*key.secret]
			if !again {
				known[*key.secret] = len(keys)
				keys = append(keys, key)
				continue
			}
			if keys[i].project == "" {
				keys[i].project = key.project
			} else if key.project != "" && key.project != keys[i].project {
				return nil, fmt.Errorf("key %d: it is listed before with another project label", place)
			}
		}
	}
	return keys, nil
}

// ID names the key safely: "k-" and the first six hexadecimal digits of the
// SHA-256 of the secret. The zero Key has the ID "k-none".
func (k Key) ID() string {
	if k.secret == nil {
		return "k-none"
	}
	sum := sha256.Sum256([]byte(*k.secret))
	return "k-" + hex.EncodeToString(sum[:3])
}

// Project returns the label of the project that owns the key, or "".
func (k Key) Project() string { return k.project }

// String returns the ID.
func (k Key) String() string { return k.ID() }

// Format prints the ID for every verb and flag.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.ID()) }

// MarshalJSON encodes the ID.
func (k Key) MarshalJSON() ([]byte, error) { return []byte(`"` + k.ID() + `"`), nil }

// MarshalText encodes the ID.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.ID()), nil }

// LogValue logs the ID.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.ID()) }

// A redactor takes keys out of text that came from outside: the configured ones,
// in every spelling a server may use, and anything that looks like one.
// Keys once known stay known: calls with them may still run.
type redactor struct {
	known atomic.Pointer[strings.Replacer]

	mu   sync.Mutex
	keys []Key
}

var keyLike = regexp.MustCompile(`AIza[\w-]{20,}|\bAQ\.[\w.-]+`)

// add makes more keys known.
func (r *redactor) add(keys []Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range keys {
		if !slices.ContainsFunc(r.keys, func(old Key) bool { return *old.secret == *k.secret }) {
			r.keys = append(r.keys, k)
		}
	}
	type pair struct{ from, to string }
	var pairs []pair
	for _, k := range r.keys {
		for _, spelling := range spellings(*k.secret) {
			pairs = append(pairs, pair{spelling, k.ID()})
		}
	}
	// The replacer prefers earlier pairs: a key that begins with another key must
	// be replaced whole.
	sort.SliceStable(pairs, func(i, j int) bool { return len(pairs[i].from) > len(pairs[j].from) })
	flat := make([]string, 0, 2*len(pairs))
	for _, p := range pairs {
		flat = append(flat, p.from, p.to)
	}
	r.known.Store(strings.NewReplacer(flat...))
}

// spellings lists the secret as it is, as in an address, and as JSON encoders
// write it.
func spellings(secret string) []string {
	html := strings.NewReplacer(
		"=", `\u003d`, "&", `\u0026`, "<", `\u003c`, ">", `\u003e`, "'", `\u0027`, `"`, `\"`, `\`, `\\`).Replace(secret)
	all := []string{secret}
	for _, s := range []string{url.QueryEscape(secret), url.PathEscape(secret), html, strings.ReplaceAll(html, "/", `\/`)} {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func (r *redactor) clean(text string) string {
	if known := r.known.Load(); known != nil {
		text = known.Replace(text)
	}
	return keyLike.ReplaceAllString(text, "[key]")
}

// cleanBody cleans a body. One of JSON is decoded for it and written anew, since
// there a key can be spelt in more ways than can be listed.
func (r *redactor) cleanBody(body []byte) []byte {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var value any
	if dec.Decode(&value) == nil && !dec.More() {
		if out, err := json.Marshal(r.cleanValue(value)); err == nil {
			return out
		}
	}
	return []byte(r.clean(string(body)))
}

func (r *redactor) cleanValue(value any) any {
	switch v := value.(type) {
	case string:
		return r.clean(v)
	case []any:
		for i := range v {
			v[i] = r.cleanValue(v[i])
		}
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[r.clean(name)] = r.cleanValue(member)
		}
		return out
	}
	return value
}
