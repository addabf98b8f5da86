package schema

import (
	"time"

	"prepwire/schema/shape"
)

// Version names the protocol, and the WebSocket subprotocol that carries it.
const Version = "prepwire.v1"

// Access says who may call a method.
type Access uint8

// Who may call. An admin may call everything; otherwise a role allows only its
// own methods, and every role allows those of User.
const (
	Anyone    Access = iota // also before authentication
	User                    // any authenticated caller
	Author                  // role author
	Organizer               // role organizer
	Admin                   // role admin
)

// String names the access as documents show it.
func (a Access) String() string {
	return [...]string{"anyone", "user", "author", "organizer", "admin"}[a]
}

// Weight says what a call costs the gateway. Under overload the heaviest are
// refused first.
type Weight uint8

// Weights, from the last to be refused to the first.
const (
	Essential Weight = iota // never refused for overload: submits, identity
	Light                   // most calls
	Join                    // subscribes a connection and builds a snapshot
	List                    // reads many records
	Model                   // asks the model; also limited by LIMIT_AI_PER_USER
)

// Weighed are params that say how many calls of LIMIT_AI_PER_USER they are.
type Weighed interface{ ModelCalls() int }

// DefaultTimeout bounds a call whose Spec states no other.
const DefaultTimeout = 10 * time.Second

// Spec is what the gateway and the documents need to know of a method.
type Spec struct {
	Name       string
	Access     Access
	Weight     Weight
	Idempotent bool          // honours _meta.idempotencyKey
	Barrier    bool          // later messages of the connection wait for it
	Timeout    time.Duration // 0 means DefaultTimeout

	// OutsideContests: who has joined a contest that has not ended is refused.
	OutsideContests bool

	Causes []string // notifications it can cause
	Params *shape.Type
	Result *shape.Type
}

// Method ties a wire name to the Go types of its params and result.
type Method[P, R any] struct{ Spec *Spec }

var methods []*Spec

// Methods returns every method of the contract in the order of its documents.
// The slice is shared: do not change it.
func Methods() []*Spec { return methods }

func method[P, R any](s Spec) Method[P, R] {
	s.Params, s.Result = shape.Of[P](), shape.Of[R]()
	if s.Timeout == 0 {
		s.Timeout = DefaultTimeout
	}
	methods = append(methods, &s)
	return Method[P, R]{&s}
}

// Kind says what a notification promises.
type Kind uint8

// Event notifications are numbered per topic, replayed after a reconnect and
// never silently lost. Of State notifications only the newest of a key
// matters: an unsent older one is replaced.
const (
	Event Kind = iota + 1
	State
)

// String names the kind as documents show it.
func (k Kind) String() string { return [...]string{"", "event", "state"}[k] }

// Topic says whom a notification reaches.
type Topic uint8

// Where notifications go.
const (
	ToConnection Topic = iota + 1 // the calling connection only
	ToUser                        // topic user:<sub>, every device of a user
	ToContest                     // topic contest:<id>, everybody who joined
	ToEveryone                    // every connection of every node
)

// String names the topic as documents show it.
func (t Topic) String() string {
	return [...]string{"", "connection", "user:<sub>", "contest:<id>", "everyone"}[t]
}

// Notice is what the gateway and the documents need to know of a notification.
type Notice struct {
	Name   string
	Kind   Kind
	Topic  Topic
	Params *shape.Type
}

// Notification ties a wire name to the Go type of its params.
type Notification[P any] struct{ Notice *Notice }

var notices []*Notice

// Notices returns every notification of the contract in the order of its
// documents. The slice is shared: do not change it.
func Notices() []*Notice { return notices }

func notification[P any](name string, kind Kind, topic Topic) Notification[P] {
	n := &Notice{Name: name, Kind: kind, Topic: topic, Params: shape.Of[P]()}
	notices = append(notices, n)
	return Notification[P]{n}
}
