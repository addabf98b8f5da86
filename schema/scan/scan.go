// Package scan reads JSON that strangers sent, in place and without copies.
//
// Check looks at a whole text once and says whether it is JSON and how deep
// it nests. Everything else in the package works on a text that has passed
// Check and therefore never has to look for faults again:
//
//	if fault := scan.Check(frame, 64); fault != scan.OK { … }
//	it := scan.Members(frame, scan.Space(frame, 0))
//	for it.Next() {
//		it.Key, frame[it.Start:it.End]
//	}
package scan

// A Fault is what Check found wrong with a text.
type Fault uint8

// The faults that Check reports.
const (
	OK      Fault = iota // the text is one JSON value
	Syntax               // the text is not JSON (RFC 8259)
	TooDeep              // arrays and objects nest deeper than allowed
)

// Check reports the first fault of b, read from the left: a text that nests
// too deep and is also broken further on is TooDeep. Depth counts arrays and
// objects around a value, so `[]` has depth 1. UTF-8 is not checked.
func Check(b []byte, maxDepth int) Fault {
	i, fault := value(b, Space(b, 0), maxDepth)
	if fault != OK {
		return fault
	}
	if Space(b, i) != len(b) {
		return Syntax
	}
	return OK
}

// Space returns the index of the first byte at or after i that is not JSON
// white space, or len(b).
func Space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

func value(b []byte, i, depth int) (int, Fault) {
	if i >= len(b) {
		return i, Syntax
	}
	switch b[i] {
	case '{':
		return object(b, i+1, depth)
	case '[':
		return array(b, i+1, depth)
	case '"':
		return text(b, i+1)
	case 't':
		return literal(b, i, "true")
	case 'f':
		return literal(b, i, "false")
	case 'n':
		return literal(b, i, "null")
	default:
		return number(b, i)
	}
}

func object(b []byte, i, depth int) (int, Fault) { return list(b, i, depth, '}', member) }

func array(b []byte, i, depth int) (int, Fault) { return list(b, i, depth, ']', value) }

// list checks items up to the closing bracket, from the byte after the opening one.
func list(b []byte, i, depth int, end byte, item func(b []byte, i, depth int) (int, Fault)) (int, Fault) {
	if depth == 0 {
		return i, TooDeep
	}
	i = Space(b, i)
	if i < len(b) && b[i] == end {
		return i + 1, OK
	}
	for {
		var fault Fault
		if i, fault = item(b, i, depth-1); fault != OK {
			return i, fault
		}
		if i = Space(b, i); i >= len(b) {
			return i, Syntax
		}
		switch b[i] {
		case end:
			return i + 1, OK
		case ',':
			i = Space(b, i+1)
		default:
			return i, Syntax
		}
	}
}

// member checks a name and its value.
func member(b []byte, i, depth int) (int, Fault) {
	if i >= len(b) || b[i] != '"' {
		return i, Syntax
	}
	i, fault := text(b, i+1)
	if fault != OK {
		return i, fault
	}
	if i = Space(b, i); i >= len(b) || b[i] != ':' {
		return i, Syntax
	}
	return value(b, Space(b, i+1), depth)
}

// text checks a string from the byte after its opening quote.
func text(b []byte, i int) (int, Fault) {
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			return i + 1, OK
		case c < 0x20:
			return i, Syntax
		case c != '\\':
			i++
		case i+1 < len(b) && b[i+1] == 'u':
			if i+6 > len(b) || !hex4(b[i+2:i+6]) {
				return i, Syntax
			}
			i += 6
		case i+1 < len(b) && simpleEscape(b[i+1]):
			i += 2
		default:
			return i, Syntax
		}
	}
	return i, Syntax
}

func simpleEscape(c byte) bool {
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	}
	return false
}

func hex4(b []byte) bool {
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

func literal(b []byte, i int, word string) (int, Fault) {
	if len(b)-i < len(word) || string(b[i:i+len(word)]) != word {
		return i, Syntax
	}
	return i + len(word), OK
}

func number(b []byte, i int) (int, Fault) {
	if i < len(b) && b[i] == '-' {
		i++
	}
	start := i
	i = digits(b, i)
	if i == start || (b[start] == '0' && i > start+1) {
		return i, Syntax
	}
	if i < len(b) && b[i] == '.' {
		start = i + 1
		if i = digits(b, start); i == start {
			return i, Syntax
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		start = i
		if i = digits(b, start); i == start {
			return i, Syntax
		}
	}
	return i, OK
}

func digits(b []byte, i int) int {
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	return i
}
