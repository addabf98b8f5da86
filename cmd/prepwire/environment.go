package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
)

// envFile is read from the working directory when it is there.
const envFile = ".env"

// environment is what is set outside the command line: the .env file, and over
// it the real environment. An empty variable is as good as none.
type environment map[string]string

// readEnvironment joins the real environment, in the form of os.Environ, with
// the .env file at path. A missing file is no error.
func readEnvironment(environ []string, path string) (environment, error) {
	env := environment{}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", path, err)
	default:
		if err := env.parse(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	for _, line := range environ {
		if name, value, ok := strings.Cut(line, "="); ok && value != "" {
			env[name] = value
		}
	}
	return env, nil
}

// parse reads lines NAME=value. export before the name, spaces around the
// equals sign and comments are allowed; a value may stand in single quotes,
// taken as it is, or in double quotes, where \n, \t, \" and \\ are known. The
// error names the line and never the value.
func (e environment) parse(text string) error {
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, rest, ok := strings.Cut(line, "=")
		if after, exported := strings.CutPrefix(name, "export "); exported {
			name = after
		}
		name = strings.TrimSpace(name)
		if !ok || !isVariable(name) {
			return fmt.Errorf("line %d is not of the form NAME=value", i+1)
		}
		value, err := unquote(strings.TrimSpace(rest))
		if err != nil {
			return fmt.Errorf("line %d (%s): %w", i+1, name, err)
		}
		delete(e, name)
		if value != "" {
			e[name] = value
		}
	}
	return nil
}

func isVariable(name string) bool {
	for i, r := range name {
		if r != '_' && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

var errQuotes = errors.New("the quotes do not close, or something follows them")

// unquote returns a value without its quotes and the comment behind it. Without
// quotes a comment begins at a # after a space.
func unquote(s string) (string, error) {
	if s == "" || s[0] == '#' {
		return "", nil
	}
	if q := s[0]; q == '\'' || q == '"' {
		return unquoted(s, q)
	}
	for i := 1; i < len(s); i++ {
		if s[i] == '#' && (s[i-1] == ' ' || s[i-1] == '\t') {
			s = s[:i]
			break
		}
	}
	return strings.TrimSpace(s), nil
}

func unquoted(s string, quote byte) (string, error) {
	var b strings.Builder
	escapes := map[byte]byte{'n': '\n', 't': '\t', '"': '"', '\\': '\\', '$': '$'}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == quote:
			rest := strings.TrimSpace(s[i+1:])
			if rest != "" && rest[0] != '#' {
				return "", errQuotes
			}
			return b.String(), nil
		case c == '\\' && quote == '"' && i+1 < len(s) && escapes[s[i+1]] != 0:
			i++
			b.WriteByte(escapes[s[i]])
		default:
			b.WriteByte(c)
		}
	}
	return "", errQuotes
}

// telemetry are the variables that OpenTelemetry's SDK reads.
func (e environment) telemetry() map[string]string {
	out := map[string]string{}
	for name, value := range e {
		if strings.HasPrefix(name, "OTEL_") {
			out[name] = value
		}
	}
	return out
}

// value is the setting of a flag whose variable is name.
func (e environment) value(name string) string {
	if name == "GEMINI_API_KEYS" {
		return strings.Join(e.geminiKeys(), ",")
	}
	return e[name]
}

// geminiKeys are the lists in GEMINI_API_KEYS, GEMINI_API_KEY and the numbered
// GEMINI_API_KEY_1 and so on, in the order of their numbers.
func (e environment) geminiKeys() []string {
	const single = "GEMINI_API_KEY"
	var numbers []int
	for name := range e {
		if digits, ok := strings.CutPrefix(name, single+"_"); ok {
			if n, err := strconv.Atoi(digits); err == nil && strconv.Itoa(n) == digits {
				numbers = append(numbers, n)
			}
		}
	}
	slices.Sort(numbers)
	names := []string{"GEMINI_API_KEYS", single}
	for _, n := range numbers {
		names = append(names, fmt.Sprint(single, "_", n))
	}
	var lists []string
	for _, name := range names {
		if list := e[name]; list != "" {
			lists = append(lists, list)
		}
	}
	return lists
}
