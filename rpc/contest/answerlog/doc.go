// Package answerlog is a contest's log: what is in an entry, how entries are
// chained, and how anyone checks them without the server. It is pure.
//
//	Chain ─► entry, line ─► the store, an export ─► Checker, Verify, Replay
//
// A log is lines of canonical JSON (RFC 8785), one entry each. The first entry
// opens the contest: rules, questions and the commitment to the key. Then come
// the answers, in the order in which they were accepted. The last one closes
// it and shows the key and the salt of the commitment.
//
// Every entry names the hash of the one before, so the hash of the last one,
// the head, stands for all of them: with a known head no entry can be altered,
// left out, added or moved unseen.
//
//	hash       = hex SHA-256(canonical JSON of the entry without "hash")
//	prevHash   = the hash of the entry before; 64 zeros in the first
//	commitment = hex SHA-256(salt bytes ‖ canonical JSON {questionId: correct answer})
package answerlog
