package schema

// Limit is a bound that every client meets and an operator may change.
type Limit struct {
	Name    string // of the environment variable
	Default string // as the environment variable is written; 0 means off
	Means   string
}

var limits = []Limit{
	{"LIMIT_FRAME", "8MiB", "size of one message, 16KiB before authentication, and of the replies to one batch together; what is left of a batch then answers too_many_calls"},
	{"LIMIT_BATCH", "100", "messages in one batch"},
	{"LIMIT_INFLIGHT", "64", "calls of a connection that run at once; before authentication one"},
	{"LIMIT_WAITING", "256", "calls of a connection that wait for a place"},
	{"LIMIT_QUEUE", "1MiB", "bytes that wait to be sent to a connection; a single message is always admitted to an empty queue"},
	{"LIMIT_CONNS", "100000", "connections of a node"},
	{"LIMIT_CONNECTS", "1000/s", "new connections of a node; those that come faster wait up to 2 s, whoever is in a running contest before all others"},
	{"LIMIT_CONNS_PER_USER", "20", "connections of a user; the oldest goes"},
	{"LIMIT_CONNS_PER_ADDRESS", "2000", "connections from one address, of IPv6 from one /64"},
	{"LIMIT_CONNECTS_PER_ADDRESS", "200/s", "new connections from one address, of IPv6 from one /64"},
	{"LIMIT_CALLS_PER_USER", "50/s", "calls of a user"},
	{"LIMIT_AI_PER_USER", "20/m", "calls of a user that ask the model; question.generate is one for each five questions begun, coaching.hint and coaching.strategy are none unless the model is asked"},
	{"LIMIT_METHODS", "", "calls of a user to single methods, such as contest.create=10/m"},
	{"LIMIT_REPLAY", "1000", "events of a topic that are kept for a reconnect, for at most 24h"},
}

// DefaultLimits returns every limit with its default. The slice is shared: do
// not change it.
func DefaultLimits() []Limit { return limits }
