// Package mergepatch changes JSON texts by merge patches (RFC 7396).
//
// It works on the texts themselves: numbers, escapes and the order of members
// stay as they were written, and a member is nothing but its name, whatever that
// is ("__proto__" too). Both texts must have passed scan.Check, so that they are
// JSON and not too deep, and name no member twice.
package mergepatch

import (
	"bytes"
	"encoding/json"

	"prepwire/schema/scan"
)

// Apply returns the target changed by the patch, without spaces. Members that
// were there keep their place, new ones follow. Without a target it starts from
// nothing: what a patch deletes is not there. The result is never deeper than
// the deeper one of the two.
func Apply(target, patch []byte) []byte {
	return merge(make([]byte, 0, len(target)+len(patch)), target, patch)
}

// Compact returns the text without spaces between its parts.
func Compact(text []byte) []byte { return compact(make([]byte, 0, len(text)), text) }

// member is what a patch says of one member.
type member struct {
	name  string
	value []byte
	met   bool // in the target
}

func (m *member) deletes() bool { return m.value[0] == 'n' }

func merge(out, target, patch []byte) []byte {
	target, patch = target[scan.Space(target, 0):], patch[scan.Space(patch, 0):]
	if patch[0] != '{' {
		return compact(out, patch)
	}
	members, byName := read(patch)
	out = append(out, '{')
	if len(target) > 0 && target[0] == '{' {
		for it := scan.Members(target, 0); it.Next(); {
			value := target[it.Start:it.End]
			m := byName[string(it.Key)]
			switch {
			case m == nil:
				out = compact(name(out, it.Key), value)
			case m.deletes():
				m.met = true
			default:
				m.met = true
				out = merge(name(out, it.Key), value, m.value)
			}
		}
	}
	for i := range members {
		if m := &members[i]; !m.met && !m.deletes() {
			out = merge(name(out, []byte(m.name)), nil, m.value)
		}
	}
	return append(out, '}')
}

func read(object []byte) ([]member, map[string]*member) {
	var members []member
	for it := scan.Members(object, 0); it.Next(); {
		members = append(members, member{name: string(it.Key), value: object[it.Start:it.End]})
	}
	byName := make(map[string]*member, len(members))
	for i := range members {
		byName[members[i].name] = &members[i]
	}
	return members, byName
}

// name writes the name of a member, and what stands before and after it.
func name(out, key []byte) []byte {
	if out[len(out)-1] != '{' {
		out = append(out, ',')
	}
	b := bytes.NewBuffer(out)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	_ = e.Encode(string(key)) // a string can always be written
	out = b.Bytes()
	out[len(out)-1] = ':' // in the place of the line feed
	return out
}

func compact(out, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ' ', '\n', '\r', '\t':
		case '"':
			end := scan.Skip(text, i)
			out = append(out, text[i:end]...)
			i = end - 1
		default:
			out = append(out, text[i])
		}
	}
	return out
}
