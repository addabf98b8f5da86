package contest

import (
	"fmt"
	"runtime/debug"
)

// contain turns a panic of f into an error. What is wrong with one contest
// must not take the node down, and with it all others.
func contain(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return f()
}
