package coaching

import (
	"context"

	"prepwire/rpc"
)

// maxReply is how many characters of a reply are kept.
const maxReply = 8000

// converse asks the model and checks what it says, while the call's
// progressToken, if there is one, hears it.
func (s *Service) converse(ctx context.Context, call *rpc.Call, t topic, message string) (reply string, err error) {
	asking, cancel := budget(ctx)
	defer cancel()
	told := &telling{call: call, view: t.shown}
	err = s.ask(asking, told, inquiry{
		request: func(fault string) (ModelRequest, error) { return t.request(message, fault) },
		accept: func(text string) (fault string) {
			reply = shortened(plain(text), maxReply)
			return t.unfit(reply)
		},
	})
	if err != nil {
		return "", refuse(ctx, err)
	}
	told.finish(reply)
	return reply, nil
}

// unfit says why a reply must not be shown, empty for no reason.
func (t topic) unfit(text string) string {
	switch {
	case text == "":
		return "the reply was empty"
	case t.question != nil && !t.attempted && keyOf(*t.question).ToldBy(text):
		return "the reply told the answer, which the student has yet to find"
	}
	return ""
}

// shown is what of a reply so far may be shown. While the key must not be told,
// a sentence waits for its end: it could tell the key up to its last letter
// before it can be seen to tell it.
func (t topic) shown(text string) string {
	if t.question != nil && !t.attempted {
		text = sentences(text)
	}
	text = shortened(plain(text), maxReply)
	if t.unfit(text) != "" {
		return ""
	}
	return text
}
