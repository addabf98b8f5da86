// Package partial reads a JSON object that is still being written, so that people
// can follow a model while it writes. It is pure.
package partial

import (
	"encoding/json"
	"strings"
)

// Member is a member of the object, as far as it is written.
type Member struct {
	Name  string
	Text  string // a string; the strings of an array, one a line; empty for other values
	Whole bool   // nothing more will come
}

// Members returns the members of the object that text begins with, in their
// order. What stands before the first brace is passed over. At what is no JSON
// the list ends; so it does at the end of the text, which may cut a value
// anywhere: of an escape that is cut, nothing is told.
//
// When text grows, the list and each member's text only grow, too.
func Members(text string) []Member {
	start := strings.IndexByte(text, '{')
	if start < 0 {
		return nil
	}
	r := reader{rest: text[start+1:]}
	var members []Member
	for r.skipTo('"', ',') {
		name, whole, ok := r.text()
		if !ok || !whole || !r.skipTo(':', 0) {
			return members
		}
		r.rest = r.rest[1:]
		m := Member{Name: name}
		m.Text, m.Whole, ok = r.value()
		if !ok {
			return members
		}
		members = append(members, m)
		if !m.Whole {
			return members
		}
	}
	return members
}

// reader reads from the front of what is left.
type reader struct{ rest string }

// skipTo passes over white space, and pass where it is given, and says whether
// then comes want.
func (r *reader) skipTo(want, pass byte) bool {
	r.rest = strings.TrimLeft(r.rest, " \t\r\n")
	if pass != 0 && strings.HasPrefix(r.rest, string(pass)) {
		r.rest = strings.TrimLeft(r.rest[1:], " \t\r\n")
	}
	return r.rest != "" && r.rest[0] == want
}

// value reads a value of any type.
func (r *reader) value() (text string, whole, ok bool) {
	r.rest = strings.TrimLeft(r.rest, " \t\r\n")
	switch {
	case r.rest == "":
		return "", false, true
	case r.rest[0] == '"':
		return r.text()
	case r.rest[0] == '[':
		return r.list()
	}
	return "", r.pass(), true
}

// list reads an array. Its strings become lines; other elements are passed over.
func (r *reader) list() (text string, whole, ok bool) {
	r.rest = r.rest[1:]
	var lines []string
	for {
		r.skipTo(']', ',')
		switch {
		case r.rest == "":
			return strings.Join(lines, "\n"), false, true
		case r.rest[0] == ']':
			r.rest = r.rest[1:]
			return strings.Join(lines, "\n"), true, true
		case r.rest[0] != '"':
			if !r.pass() {
				return strings.Join(lines, "\n"), false, true
			}
			continue
		}
		line, whole, ok := r.text()
		if !ok {
			return "", false, false
		}
		lines = append(lines, line)
		if !whole {
			return strings.Join(lines, "\n"), false, true
		}
	}
}

// pass passes over a value that is no string, and says whether it is whole: a
// number is when something follows it.
func (r *reader) pass() bool {
	depth, quoted := 0, false
	for i := 0; i < len(r.rest); i++ {
		switch c := r.rest[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case depth == 0 && (c == ',' || c == '}' || c == ']'):
			r.rest = r.rest[i:]
			return i > 0
		case c == '}' || c == ']':
			depth--
		}
	}
	r.rest = ""
	return false
}

// text reads a string, or what there is of it.
func (r *reader) text() (text string, whole, ok bool) {
	body := r.rest[1:]
	end := ends(body)
	whole = end < len(body) && body[end] == '"'
	err := json.Unmarshal([]byte(`"`+body[:end]+`"`), &text)
	if whole {
		r.rest = body[end+1:]
	}
	return text, whole, err == nil
}

// ends is where a string ends: at its quote, or before an escape that is cut,
// or with the text.
func ends(body string) int {
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '"':
			return i
		case '\\':
			n := escape(body[i:])
			if n == 0 {
				return i
			}
			i += n - 1
		}
	}
	return len(body)
}

// escape is the length of the escape that s begins with, 0 when it is cut. The
// first half of a surrogate pair is cut until the second is there.
func escape(s string) int {
	switch {
	case len(s) < 2:
		return 0
	case s[1] != 'u':
		return 2
	case len(s) < 6:
		return 0
	}
	if strings.ContainsRune("89abAB", rune(s[3])) && (s[2] == 'd' || s[2] == 'D') && strings.HasPrefix(`\u`, s[6:min(8, len(s))]) {
		if len(s) < 12 {
			return 0
		}
		return 12
	}
	return 6
}
