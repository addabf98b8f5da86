// Package redis keeps what is only true now in Redis, for many nodes:
//
//	Append ─► script: log + publish, one act ─► Redis ─► feed ─► worker ─► topic ─► subscribers
//	                                                     one connection a node and Redis server
//
// Redis 7.0 or newer, one server or a Redis Cluster, is what it is tested with.
//
// # The log of a topic
//
// A topic has one name in Redis, of a list and of a channel. The list has the
// topic's events; the header of each entry has what was known of the log when it
// was appended, so that the last entry is the log's state (epoch, last offset,
// sizes), and the message to subscribers too. Append changes and publishes in
// one script. Appends of a node to one topic that come while a few others are on
// their way go together in the next script; none waits for others to come. While a
// node has few commands on their way each append has a connection of its own, of
// four a server at most, which its caller writes and reads; many go through one
// pipeline, with all else. Over TLS, and elsewhere than on Linux, all do.
//
// The epoch is bound to the replication id of the server, which stands in each
// entry and which every script reads: Redis makes a new one whenever a server
// starts and whenever a replica becomes a master. So no log goes on after a
// restart (from whatever snapshot), a failover or a FLUSHALL: the first script
// that meets it gives it a new epoch.
// The same happens, once, when a server gets its first replica. A node whose
// Append failed gives the topic a new epoch as soon as Redis answers, and at
// the latest with its next Append to it.
//
// # Subscribers
//
// A node subscribes to the channel of a topic once, whatever number of
// subscribers it has: first to the channel, then it asks where the log ends.
// What comes is held against the position reached: a repeat is dropped, a gap
// is filled from the log, and where the log cannot, or has another epoch,
// subscribers hear Broken. The same is done for each topic after every loss
// of the connection, and once in Options.Patrol for what got lost silently.
// Channels are sharded (SSUBSCRIBE) where Redis can; else plain.
//
// Topics are spread over a few workers, each of which keeps the order of its
// topics: a message to thousands of connections delays no other worker's.
//
// Client-side caching (CLIENT TRACKING) is not used: everything read here is
// either read once in the life of a subscription or changes with every call.
package redis
