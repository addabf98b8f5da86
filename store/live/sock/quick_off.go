//go:build !linux || race

package sock

// quick says that the scheduler is not told. Tests set it under the race detector.
var quick = false
