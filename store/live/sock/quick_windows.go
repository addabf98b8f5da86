package sock

import "errors"

// Read and Write are for systems where one can wait for a socket without a buffer.
func Read(uintptr, []byte) (int, error)  { return 0, errors.ErrUnsupported }
func Write(uintptr, []byte) (int, error) { return 0, errors.ErrUnsupported }

// Tells reports whether Quiet can tell.
const Tells = false

// Quiet reports whether nothing has come through a socket that was not read. It
// cannot tell.
func Quiet(uintptr) bool { return false }
