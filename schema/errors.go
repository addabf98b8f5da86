package schema

// Code is the code of an error reply.
type Code int

// Error codes. Those of JSON-RPC 2.0 itself come first.
const (
	ParseError       Code = -32700 // the frame is not JSON
	InvalidRequest   Code = -32600 // the frame is JSON but not a request, or has more than 64 members beside those of JSON-RPC
	MethodNotFound   Code = -32601 // no such method, or not served here
	InvalidParams    Code = -32602 // params break the contract; data.errors names every fault
	Internal         Code = -32603 // our fault; data.ref finds it in the log
	Cancelled        Code = -32800 // the caller cancelled the call
	NotAuthenticated Code = -32001 // no valid token yet
	NotAllowed       Code = -32002 // the caller may not do this
	NotFound         Code = -32003 // no such object, or not one the caller may see
	TooLarge         Code = -32004 // an image, state or text over its limit
	Limited          Code = -32005 // too much at once; data.retryAfterMs says when to come back
	Unavailable      Code = -32006 // something this call needs is not there now
	TimedOut         Code = -32007 // the call took longer than it may
	WrongState       Code = -32008 // the object is not in a state that allows this
	Conflict         Code = -32009 // somebody, or an earlier call, was first
	Blocked          Code = -32010 // the model refused the content
	QuotaExhausted   Code = -32012 // the model's quota is used up; data.retryAfterMs is true
)

// Reason says precisely what an error is about. Clients branch on it.
type Reason string

// Values returns every reason.
func (Reason) Values() []string {
	var out []string
	for _, r := range reasons {
		out = append(out, string(r.Reason))
	}
	return out
}

// Reasons, by the code they come with.
const (
	ReasonParseError     Reason = "parse_error"
	ReasonInvalidRequest Reason = "invalid_request"
	BatchTooLarge        Reason = "batch_too_large"
	TooDeep              Reason = "too_deep"
	ReasonMethodNotFound Reason = "method_not_found"
	ReasonInvalidParams  Reason = "invalid_params"
	ReasonInternal       Reason = "internal"
	ReasonCancelled      Reason = "cancelled"

	TokenMissing Reason = "token_missing"
	TokenInvalid Reason = "token_invalid"
	TokenExpired Reason = "token_expired"
	TokenRevoked Reason = "token_revoked"

	RoleRequired    Reason = "role_required"
	NotOwner        Reason = "not_owner"
	KeyHolder       Reason = "key_holder"
	SubjectMismatch Reason = "subject_mismatch"

	ReasonNotFound Reason = "not_found"
	ReasonTooLarge Reason = "too_large"

	RateLimited  Reason = "rate_limited"
	Overloaded   Reason = "overloaded"
	TooManyCalls Reason = "too_many_calls"

	StoreUnavailable Reason = "store_unavailable"
	BusUnavailable   Reason = "bus_unavailable"
	AIUnavailable    Reason = "ai_unavailable"
	AINotConfigured  Reason = "ai_not_configured"
	AIBadOutput      Reason = "ai_bad_output"
	KeysUnavailable  Reason = "keys_unavailable"
	RenewUnavailable Reason = "renew_unavailable"
	Draining         Reason = "draining"

	DeadlineExceeded Reason = "deadline_exceeded"
	AITimeout        Reason = "ai_timeout"

	ContestNotStarted  Reason = "contest_not_started"
	ContestIsOver      Reason = "contest_ended"
	ContestIsCancelled Reason = "contest_cancelled"
	ContestRunning     Reason = "contest_running"
	ContestFrozen      Reason = "contest_frozen"
	ContestFull        Reason = "contest_full"
	QuestionNotOpen    Reason = "question_not_open"
	NotRegistered      Reason = "not_registered"
	RegistrationClosed Reason = "registration_closed"
	InviteRequired     Reason = "invite_required"
	UnknownQuestion    Reason = "unknown_question"
	SessionIsOver      Reason = "session_ended"

	VersionConflict     Reason = "version_conflict"
	AlreadyExists       Reason = "already_exists"
	AlreadyAnswered     Reason = "already_answered"
	IdempotencyMismatch Reason = "idempotency_mismatch"

	AIBlocked Reason = "ai_blocked"
	AIQuota   Reason = "ai_quota"
)

// ReasonInfo is one line of the error catalogue.
type ReasonInfo struct {
	Code      Code
	Reason    Reason
	Message   string // for people; clients branch on Reason
	Retryable bool   // the same call may succeed later, unchanged
}

var reasons = []ReasonInfo{
	{ParseError, ReasonParseError, "Parse error", false},
	{InvalidRequest, ReasonInvalidRequest, "Invalid request", false},
	{InvalidRequest, BatchTooLarge, "The batch has too many messages", false},
	{InvalidRequest, TooDeep, "The message nests too deep", false},
	{MethodNotFound, ReasonMethodNotFound, "Method not found", false},
	{InvalidParams, ReasonInvalidParams, "Invalid params", false},
	{Internal, ReasonInternal, "Internal error", false},
	{Cancelled, ReasonCancelled, "The call was cancelled", false},

	{NotAuthenticated, TokenMissing, "Authenticate first", false},
	{NotAuthenticated, TokenInvalid, "The token is not valid", false},
	{NotAuthenticated, TokenExpired, "The token has expired", false},
	{NotAuthenticated, TokenRevoked, "The token was revoked", false},

	{NotAllowed, RoleRequired, "This needs a role that the token does not give", false},
	{NotAllowed, NotOwner, "This belongs to somebody else", false},
	{NotAllowed, KeyHolder, "Whoever knows the answers may not take part", false},
	{NotAllowed, SubjectMismatch, "The token names another user", false},

	{NotFound, ReasonNotFound, "Not found", false},
	{TooLarge, ReasonTooLarge, "Too large", false},

	{Limited, RateLimited, "Too many calls in too short a time", true},
	{Limited, Overloaded, "The gateway is busy", true},
	{Limited, TooManyCalls, "Too many calls are waiting on this connection", true},

	{Unavailable, StoreUnavailable, "The store cannot be reached", true},
	{Unavailable, BusUnavailable, "Live delivery cannot be reached", true},
	{Unavailable, AIUnavailable, "The model cannot be reached", true},
	{Unavailable, AINotConfigured, "This needs a model, and none is configured", false},
	{Unavailable, AIBadOutput, "The model gave nothing that could be used", true},
	{Unavailable, KeysUnavailable, "The keys that this token needs cannot be read now", true},
	{Unavailable, RenewUnavailable, "This token cannot be renewed", false},
	{Unavailable, Draining, "This node is shutting down; connect again", true},

	{TimedOut, DeadlineExceeded, "The call took too long", true},
	{TimedOut, AITimeout, "The model took too long", true},

	{WrongState, ContestNotStarted, "The contest has not started", true},
	{WrongState, ContestIsOver, "The contest has ended", false},
	{WrongState, ContestIsCancelled, "The contest was cancelled", false},
	{WrongState, ContestRunning, "Not while the contest is running", true},
	{WrongState, ContestFrozen, "The contest can no longer be changed", false},
	{WrongState, ContestFull, "The contest is full", false},
	{WrongState, QuestionNotOpen, "The question is not open yet", true},
	{WrongState, NotRegistered, "Register first", false},
	{WrongState, RegistrationClosed, "Registration is closed", false},
	{WrongState, InviteRequired, "This contest needs an invite code", false},
	{WrongState, UnknownQuestion, "The contest has no such question", false},
	{WrongState, SessionIsOver, "The session has ended", false},

	{Conflict, VersionConflict, "Somebody changed it in between", false},
	{Conflict, AlreadyExists, "It exists already", false},
	{Conflict, AlreadyAnswered, "Another answer was given first", false},
	{Conflict, IdempotencyMismatch, "The idempotency key was used with other params", false},

	{Blocked, AIBlocked, "The model refused this content", false},
	{QuotaExhausted, AIQuota, "The model's quota is used up", true},
}

// Reasons returns the error catalogue. The slice is shared: do not change it.
func Reasons() []ReasonInfo { return reasons }

var reasonIndex = indexReasons()

func indexReasons() map[Reason]ReasonInfo {
	out := make(map[Reason]ReasonInfo, len(reasons))
	for _, r := range reasons {
		out[r.Reason] = r
	}
	return out
}

// Info returns the catalogue line of r.
func (r Reason) Info() (ReasonInfo, bool) {
	info, ok := reasonIndex[r]
	return info, ok
}

// ErrorData is the data member of every error reply.
type ErrorData struct {
	Reason       Reason       `json:"reason"`
	Retryable    bool         `json:"retryable"`              // the same call may succeed later, unchanged
	RetryAfterMs int64        `json:"retryAfterMs,omitempty"` // when to come back
	Errors       []ParamError `json:"errors,omitempty"`       // every fault of the params
	Scope        string       `json:"scope,omitempty"`        // which limit was reached, or which filter emptied the choice
	Current      any          `json:"current,omitempty"`      // the object as it is now, after a version_conflict
	Ref          string       `json:"ref,omitempty"`          // finds the fault in the gateway's log
}

// ParamError is one fault of the params.
type ParamError struct {
	Pointer string `json:"pointer"` // JSON pointer from params, such as /subject
	Message string `json:"message"` // what would be right
}

// CloseCode is a WebSocket close code of this protocol.
type CloseCode int

// Close codes beside those of RFC 6455. After 4001, 4003, 4009 and 4100 do not
// reconnect with the same token; after 4008, 1001, 1006 and 1011 to 1013
// reconnect with full jitter.
const (
	CloseGoingAway    CloseCode = 1001 // the node drains
	CloseBinary       CloseCode = 1003 // a binary frame
	CloseNotUTF8      CloseCode = 1007 // a text frame that is not UTF-8
	CloseTooBig       CloseCode = 1009 // a frame over LIMIT_FRAME
	CloseTryAgain     CloseCode = 1013 // something the connection needs is not there now
	ClosePolicy       CloseCode = 1008 // a frame that was not finished in time
	CloseTokenExpired CloseCode = 4001 // 15 s after the token's exp, or an expired token at the upgrade
	CloseTokenInvalid CloseCode = 4003 // an invalid or revoked token
	CloseTooSlow      CloseCode = 4008 // the reader fell behind live traffic; resume
	CloseReplaced     CloseCode = 4009 // over the connections of one user the oldest goes
	CloseAuthTimeout  CloseCode = 4100 // no session.authenticate within 10 s
)
