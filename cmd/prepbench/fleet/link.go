package fleet

import "prepwire/cmd/prepbench/fault"

// Link is a node's network to a server. A nil Link is none.
type Link struct{ *fault.Proxy }

func newLink(target string) (*Link, error) {
	p, err := fault.Listen(target)
	if err != nil {
		return nil, err
	}
	return &Link{p}, nil
}

func (l *Link) close() error {
	if l == nil {
		return nil
	}
	return l.Close()
}
