package picture

import "errors"

// Fault is what is wrong with a picture, in words for who sent it. The words
// follow a name, as in "image must be …", and hold nothing of the picture.
type Fault struct {
	Message string
	Large   bool // it is too large, and nothing else is known to be wrong
	err     error
}

// Error is the message.
func (f *Fault) Error() string { return f.Message }

// Unwrap returns what a decoder said, if one did.
func (f *Fault) Unwrap() error { return f.err }

// ErrBusy says that too many pictures wait for a darkroom.
var ErrBusy = errors.New("picture: too many pictures wait")

func wrong(message string) *Fault { return &Fault{Message: message} }

func tooLarge(message string) *Fault { return &Fault{Message: message, Large: true} }
