package redis

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"prepwire/store/live"
)

// What goes through a topic's channel begins with a letter:
//
//	e<epoch> <offset> <ms> <name>\n<params>    an event
//	b<epoch>                                   the log has a new epoch
//	s<len> <len>\n<name><key><params>          a state: lengths of name and key
type message struct {
	kind  byte
	epoch string
	event live.Event
	state live.State
}

// body is an event as the script takes it.
func body(name string, params []byte) string {
	var b strings.Builder
	b.Grow(len(name) + 1 + len(params))
	b.WriteString(name)
	b.WriteByte('\n')
	b.Write(params)
	return b.String()
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
	m.kind, text = text[0], text[1:]
	switch m.kind {
	case 'b':
		m.epoch = text
		return m, text != ""
	case 's':
		m.state, ok = decodeState(text)
		return m, ok
	case 'e':
		epoch, rest, found := strings.Cut(text, " ")
		offset, rest, found2 := strings.Cut(rest, " ")
		n, err := strconv.ParseUint(offset, 10, 64)
		if !found || !found2 || err != nil {
			return m, false
		}
		m.epoch = epoch
		m.event, ok = decodeEvent(rest)
		m.event.Offset = n
		return m, ok
	}
	return m, false
}

// decodeEvent reads an event as it stands in the log, without its offset.
func decodeEvent(text string) (live.Event, bool) {
	at, rest, ok := strings.Cut(text, " ")
	name, params, ok2 := strings.Cut(rest, "\n")
	ms, err := strconv.ParseInt(at, 10, 64)
	if !ok || !ok2 || err != nil {
		return live.Event{}, false
	}
	return live.Event{At: time.UnixMilli(ms).UTC(), Name: name, Params: []byte(params)}, true
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
