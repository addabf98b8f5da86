package question

import (
	"fmt"
	"strings"
	"unicode"

	"prepwire/schema"
)

// textFault says why a text must not be shown to others, empty for no reason.
// Control characters could steer a terminal, and overrides of the direction
// could show an option as another one. Of the control characters, line feed
// and tab are text, but not in a name, which is one line. Isolates and marks
// do for Arabic and Hebrew what embeddings did, and stay within their text.
func textFault(s string, name bool) string {
	for _, r := range s {
		switch {
		case (r == '\n' || r == '\t') && !name:
		case unicode.IsControl(r):
			return fmt.Sprintf("must not hold the control character %U", r)
		case '\u202a' <= r && r <= '\u202e':
			return fmt.Sprintf("must not hold %U, which overrides the direction of writing; isolates (U+2066 to U+2069) may", r)
		case r == unicode.ReplacementChar:
			return "must not hold U+FFFD, which stands for characters that were lost"
		}
	}
	return ""
}

// texts gathers the faults of many texts.
type texts []schema.ParamError

// add looks at a text that must not be blank.
func (t *texts) add(pointer, s string, name bool) {
	message := textFault(s, name)
	if message == "" && strings.TrimSpace(s) == "" {
		message = "must not be blank"
	}
	if message != "" {
		*t = append(*t, fault(pointer, message))
	}
}

// addOptional looks at a text that may be blank.
func (t *texts) addOptional(pointer, s string, name bool) {
	if message := textFault(s, name); message != "" {
		*t = append(*t, fault(pointer, message))
	}
}

// addList looks at each text of a list.
func (t *texts) addList(pointer string, list []string, names bool) {
	for i, s := range list {
		t.add(fmt.Sprintf("%s/%d", pointer, i), s, names)
	}
}
