package main

import (
	"io/fs"
	"runtime"
)

// othersMay reports whether a file's mode gives others one of these rights. On
// Windows rights are not in the mode, which is the same for every file.
func othersMay(info fs.FileInfo, rights fs.FileMode) bool {
	return runtime.GOOS != "windows" && info.Mode().Perm()&rights != 0
}
