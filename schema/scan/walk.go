package scan

import (
	"bytes"
	"encoding/json"
)

// Skip returns the index after the value that begins at b[i].
// b must have passed Check and i must be where a value begins.
func Skip(b []byte, i int) int {
	switch b[i] {
	case '"':
		return skipText(b, i)
	case '{', '[':
		return skipNested(b, i)
	default:
		for i < len(b) && !ends(b[i]) {
			i++
		}
		return i
	}
}

// ends reports whether c stands after a number or literal.
func ends(c byte) bool {
	switch c {
	case ',', ']', '}', ' ', '\n', '\r', '\t':
		return true
	}
	return false
}

func skipText(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func skipNested(b []byte, i int) int {
	for depth := 0; ; i++ {
		switch b[i] {
		case '"':
			i = skipText(b, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
}

// item returns where the item after b[i] begins, and whether there is one: i is
// where an item or the opening bracket ended.
func item(b []byte, i int) (at int, more bool) {
	i = Space(b, i)
	if b[i] == ',' {
		i = Space(b, i+1)
	}
	return i, b[i] != '}' && b[i] != ']'
}

// An ObjectIter walks the members of an object in the order they were written.
type ObjectIter struct {
	Key        []byte // name of the member, unescaped; shares memory with the text where it can
	Start, End int    // where its value stands in the text

	b []byte
	i int
}

// Members begins a walk over the object at b[i].
// b must have passed Check.
func Members(b []byte, i int) ObjectIter { return ObjectIter{b: b, i: i + 1} }

// Next moves to the next member and reports whether there is one.
func (it *ObjectIter) Next() bool {
	i, more := item(it.b, it.i)
	if !more {
		return false
	}
	end := skipText(it.b, i)
	it.Key = name(it.b[i:end])
	it.Start = Space(it.b, Space(it.b, end)+1)
	it.End = Skip(it.b, it.Start)
	it.i = it.End
	return true
}

// name unquotes a member name without copying where nothing is escaped.
func name(token []byte) []byte {
	inner := token[1 : len(token)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	return []byte(Text(token))
}

// An ArrayIter walks the elements of an array.
type ArrayIter struct {
	Start, End int // where the element stands in the text

	b []byte
	i int
}

// Elements begins a walk over the array at b[i].
// b must have passed Check.
func Elements(b []byte, i int) ArrayIter { return ArrayIter{b: b, i: i + 1} }

// Next moves to the next element and reports whether there is one.
func (it *ArrayIter) Next() bool {
	i, more := item(it.b, it.i)
	if !more {
		return false
	}
	it.Start, it.End = i, Skip(it.b, i)
	it.i = it.End
	return true
}

// Text returns the string that a JSON string token, quotes included, stands
// for. A surrogate without its partner becomes U+FFFD, as in encoding/json.
func Text(token []byte) string {
	inner := token[1 : len(token)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	var s string
	if err := json.Unmarshal(token, &s); err != nil {
		return "" // cannot happen: the token has passed Check
	}
	return s
}

// Duplicate reports whether an object anywhere in the value at b[i] has two
// members of one name. b must have passed Check.
func Duplicate(b []byte, i int) bool {
	switch b[i] {
	case '{':
		return duplicateMember(b, i)
	case '[':
		for it := Elements(b, i); it.Next(); {
			if Duplicate(b, it.Start) {
				return true
			}
		}
	}
	return false
}

func duplicateMember(b []byte, i int) bool {
	seen := make(map[string]struct{})
	for it := Members(b, i); it.Next(); {
		if _, again := seen[string(it.Key)]; again {
			return true
		}
		seen[string(it.Key)] = struct{}{}
		if Duplicate(b, it.Start) {
			return true
		}
	}
	return false
}
