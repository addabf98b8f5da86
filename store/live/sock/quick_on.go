//go:build linux && !race

package sock

// quick says that the scheduler is not told.
var quick = true
