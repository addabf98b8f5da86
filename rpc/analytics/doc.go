// Package analytics serves the namespace analytics: what is known of a student,
// over all that the student answered, wherever that was.
//
//	question.answer, contests ─► store.Attempts ─► rpc.Facts ─► updated.go ─► analytics.updated
//	analytics.recordAnswer ────┘        └──► students.Keeper ──► figures.go ──► analytics.get
//
// Every number is a fold over kept attempts; nothing is counted up.
package analytics
