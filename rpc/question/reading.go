package question

import (
	"strings"

	"prepwire/rpc/question/partial"
)

// reading is a look at what the model has read, off a picture or in a text: it
// may be a question that nobody is helped with now.
type reading struct {
	text string
	done chan struct{} // closed when err is there
	err  error
}

// look begins a reading of a text. When it is refused, the model stops.
func (n *insights) look(text string) *reading {
	r := &reading{text: text, done: make(chan struct{})}
	n.wait.Go(func() {
		defer close(r.done)
		if r.err = n.refuse(text); r.err != nil {
			n.stop()
		}
	})
	return r
}

// cleared says whether what the model has written so far of something unknown
// may be told: it has found a question, has read it whole and once, and that one
// was looked at. It does not wait.
func (n *insights) cleared(members []partial.Member) bool {
	if len(members) == 0 || members[0] != (partial.Member{Name: "found", Text: foundQuestion, Whole: true}) {
		return false
	}
	parts := map[string]partial.Member{}
	for _, m := range members {
		parts[m.Name] = m
	}
	if len(parts) < len(members) {
		return false // a member that comes twice is another one, which nobody has looked at
	}
	if n.read == nil {
		if !parts["stem"].Whole || !parts["options"].Whole {
			return false
		}
		n.read = n.look(n.m.readAs(parts["passage"].Text, parts["stem"].Text, parts["options"].Text))
	}
	select {
	case <-n.read.done:
		return n.read.err == nil
	default:
		return false
	}
}

// refused waits for the reading under way and answers why the call must end; nil
// for no reason.
func (n *insights) refused() error {
	if n.read == nil {
		return nil
	}
	<-n.read.done
	return n.read.err
}

// clear looks at an analysis that is whole, unless what was read of it has been
// looked at.
func (n *insights) clear(e explained) error {
	if text := n.m.readAs(e.Passage, e.Stem, strings.Join(e.Options, "\n")); n.read == nil || n.read.text != text {
		n.read = n.look(text)
	}
	return n.refused()
}

// readAs is what the model has read, beside what the caller has typed.
func (m matter) readAs(passage, stem, options string) string {
	return strings.Join([]string{m.text, passage, stem, options}, "\n")
}
