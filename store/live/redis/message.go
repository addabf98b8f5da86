package redis

import (
	"fmt"
	"strconv"
	"strings"

	"prepwire/store/live"
)

// What goes through a topic's channel begins with a letter:
//
//	e<…>                                an event: its entry in the log, see entry
//	b<epoch>                            the log has a new epoch
//	s<len> <len>\n<name><key><params>   a state: lengths of name and key
type message struct {
	kind  byte
	epoch string
	event live.Event
	state live.State
}

func encodeState(s live.State) string {
	var b strings.Builder
	b.Grow(len(s.Name) + len(s.Key) + len(s.Params) + 16)
	fmt.Fprintf(&b, "s%d %d\n", len(s.Name), len(s.Key))
	b.WriteString(s.Name)
	b.WriteString(s.Key)
	b.Write(s.Params)
	return b.String()
}

// decode reads a message; ok is false for what is none of ours.
func decode(text string) (m message, ok bool) {
	if text == "" {
		return m, false
	}
	switch m.kind = text[0]; m.kind {
	case 'b':
		m.epoch = text[1:]
		return m, m.epoch != ""
	case 's':
		m.state, ok = decodeState(text[1:])
	case 'e':
		var at live.Position
		at, m.event, ok = decodeEntry(text)
		m.epoch = at.Epoch
	}
	return m, ok
}

func decodeState(text string) (live.State, bool) {
	lengths, rest, ok := strings.Cut(text, "\n")
	first, second, ok2 := strings.Cut(lengths, " ")
	name, err := strconv.Atoi(first)
	key, err2 := strconv.Atoi(second)
	if !ok || !ok2 || err != nil || err2 != nil || name < 0 || key < 0 || name > len(rest) || key > len(rest)-name {
		return live.State{}, false
	}
	s := live.State{Name: rest[:name], Key: rest[name : name+key]}
	if params := rest[name+key:]; params != "" {
		s.Params = []byte(params)
	}
	return s, true
}
