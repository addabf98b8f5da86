package schema

import "encoding/json"

// AuthenticateParams presents a token on an open connection.
type AuthenticateParams struct {
	Token  string     `json:"token" is:"len=1..8192"`            // a JWT
	Device string     `json:"device,omitempty" is:"len=1..64"`   // what the user calls this device, such as "phone"
	Resume []Position `json:"resume,omitempty" is:"len=0..1000"` // where to go on after a reconnect
}

// ResumeParams goes on after a reconnect, on a connection that has its token from the upgrade.
type ResumeParams struct {
	Device string     `json:"device,omitempty" is:"len=1..64"`   // what the user calls this device, such as "phone"
	Resume []Position `json:"resume,omitempty" is:"len=0..1000"` // where to go on
}

// Position is a place in a topic: everything up to offset has been seen.
type Position struct {
	Topic  string `json:"topic" is:"len=1..128"`
	Epoch  string `json:"epoch" is:"len=1..64"`
	Offset uint64 `json:"offset" is:"range=0.."`
}

// Connected says who the caller is, how the gateway treats the connection and
// where each topic goes on.
type Connected struct {
	ConnectionID ID             `json:"connectionId"`
	UserID       string         `json:"userId"`
	Name         string         `json:"name"`
	Roles        []Role         `json:"roles"`
	ExpiresAt    Time           `json:"expiresAt"`
	HeartbeatMs  int64          `json:"heartbeatMs"` // the server pings after so much silence
	Limits       Limits         `json:"limits"`
	Topics       []ResumedTopic `json:"topics"`
}

// Limits are the bounds that a client can run into.
type Limits struct {
	FrameBytes   int64   `json:"frameBytes"`
	Batch        int64   `json:"batch"`
	InFlight     int64   `json:"inFlight"`
	Waiting      int64   `json:"waiting"`
	CallsPerSec  float64 `json:"callsPerSecond"` // 0 means without limit
	AIPerMinute  float64 `json:"aiPerMinute"`    // 0 means without limit
	ReplayEvents int64   `json:"replayEvents"`
}

// Role is a right that a token gives.
type Role string

// Values returns the roles.
func (Role) Values() []string { return []string{"student", "author", "organizer", "admin"} }

// TopicPosition is the position from which nothing will be missed. While live
// delivery cannot be reached its epoch is "unknown", which no log has: once it
// can be, the connection is closed with 4008, and whoever resumes gets a snapshot.
type TopicPosition struct {
	Topic  string `json:"topic"`
	Epoch  string `json:"epoch"`
	Offset uint64 `json:"offset"`
}

// ResumedTopic is a subscribed topic. After recovered true exactly the missing
// events follow the reply; after recovered false the snapshot is the state.
type ResumedTopic struct {
	Topic     string          `json:"topic"`
	Epoch     string          `json:"epoch"`
	Offset    uint64          `json:"offset"`
	Recovered *bool           `json:"recovered,omitempty"`
	Reason    ResumeReason    `json:"reason,omitempty"`
	Snapshot  json.RawMessage `json:"snapshot,omitempty"` // of a user topic UserSnapshot, of a contest the result of contest.join
}

// ResumeReason says why a topic could not be recovered.
type ResumeReason string

// Why a topic was not recovered: its log is another one, it no longer reaches
// back so far, the caller may not read it, or there is no such topic.
const (
	ResumeEpoch     ResumeReason = "epoch"
	ResumeTooOld    ResumeReason = "too_old"
	ResumeForbidden ResumeReason = "forbidden"
	ResumeUnknown   ResumeReason = "unknown"
)

// Values returns the reasons.
func (ResumeReason) Values() []string { return []string{"epoch", "too_old", "forbidden", "unknown"} }

// UserSnapshot is the state of a user's topic.
type UserSnapshot struct {
	Session    *Session         `json:"session,omitempty"` // the active one
	Unread     int64            `json:"unread"`
	Extensions []ExtensionState `json:"extensions"`
}

// RenewResult is a newer token for the same user.
type RenewResult struct {
	Token     string `json:"token"`
	ExpiresAt Time   `json:"expiresAt"`
}

// SessionKind is what a study session is for.
type SessionKind string

// Values returns the kinds.
func (SessionKind) Values() []string { return []string{"practice", "review", "mock", "contest"} }

// SessionStatus says whether a session goes on.
type SessionStatus string

// Values returns the statuses.
func (SessionStatus) Values() []string { return []string{"active", "ended"} }

// Device is one connection of the user that is there and has told what the
// device is called. One whose node died is there for up to 90 s more.
type Device struct {
	ConnectionID ID     `json:"connectionId"`
	Device       string `json:"device"`
	Since        Time   `json:"since"`
}

// SessionSummary is what came of a session. First attempts at a question count.
type SessionSummary struct {
	Answered       int64           `json:"answered"`
	Correct        int64           `json:"correct"`
	BestStreak     int64           `json:"bestStreak"`     // most correct answers in a row
	TimeMs         int64           `json:"timeMs"`         // spent on the answers, as far as it was told
	MasteryChanges []MasteryChange `json:"masteryChanges"` // of the skills that were answered, by skill
}

// MasteryChange is how the estimate of a skill moved.
type MasteryChange struct {
	Skill  string  `json:"skill"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// Session is a study session, shared by all devices of a user. Events may come
// out of the order of versions when two devices change it at once: keep the one
// with the greatest version.
type Session struct {
	ID        ID              `json:"id"`
	UserID    string          `json:"userId"`
	Kind      SessionKind     `json:"kind"`
	Goals     []string        `json:"goals"`
	Status    SessionStatus   `json:"status"`
	State     StateObject     `json:"state"`   // numbers and the order of members stay as they were written
	Version   int64           `json:"version"` // one more with each change of the state, and with the end
	StartedAt Time            `json:"startedAt"`
	EndedAt   Time            `json:"endedAt,omitzero"`
	Devices   []Device        `json:"devices"` // of an active session; empty also while it cannot be told who is there
	Summary   *SessionSummary `json:"summary,omitempty"`
}

// SessionStartParams begins a session. An older active one is ended first.
// Goals hold no control characters.
type SessionStartParams struct {
	Kind  SessionKind `json:"kind"`
	Goals []string    `json:"goals,omitempty" is:"len=0..20 items=1..200"`
	State StateObject `json:"state,omitempty"` // at most 32 KiB without spaces; {} by default
}

// SessionRef names a session, the active one by default.
type SessionRef struct {
	SessionID ID `json:"sessionId,omitempty"`
}

// PageParams asks for one page of a list, newest first.
type PageParams struct {
	Cursor string `json:"cursor,omitempty" is:"len=1..512"` // nextCursor of the page before
	Limit  int64  `json:"limit,omitempty" is:"range=1..100 default=20"`
}

// SessionPage is a page of sessions.
type SessionPage struct {
	Items      []Session `json:"items"`
	NextCursor string    `json:"nextCursor,omitempty"`
}

// SessionUpdateParams changes the state of a session by a merge patch.
type SessionUpdateParams struct {
	SessionID ID          `json:"sessionId,omitempty"`
	Version   int64       `json:"version" is:"range=1.."` // the one the patch was made from
	Patch     StateObject `json:"patch"`                  // RFC 7396
}

// SessionUpdatedParams brings the session as it is now.
type SessionUpdatedParams struct {
	Session Session   `json:"session"`
	By      ID        `json:"by"` // connectionId of the device that caused it
	Meta    EventMeta `json:"_meta"`
}

// SessionDeviceParams tells of a device that came or went. Who calls a device
// otherwise on an open connection lets it come again under that name.
type SessionDeviceParams struct {
	Device       string    `json:"device"`
	ConnectionID ID        `json:"connectionId"`
	SessionID    ID        `json:"sessionId"`
	Meta         EventMeta `json:"_meta"`
}

// SessionExpiringParams says when the token ends.
type SessionExpiringParams struct {
	ExpiresAt Time `json:"expiresAt"`
}

// SessionDrainingParams says when to connect again.
type SessionDrainingParams struct {
	ReconnectAfterMs int64 `json:"reconnectAfterMs"`
}

// Methods of the namespace session.
var (
	// SessionAuthenticate presents a token: first on a connection that came
	// without one, or later a newer token of the same user. Newer is what was
	// issued later (iat), however long it lasts; without an iat, or with the same,
	// what expires later. An older one changes nothing: the reply tells what is in
	// force. A key that cannot be read now is keys_unavailable, and not counted
	// among the three tries; at the upgrade it is HTTP 503 or close code 1013.
	// A connection that tells its device is present from then on, until it ends.
	SessionAuthenticate = method[AuthenticateParams, Connected](Spec{Name: "session.authenticate", Access: Anyone, Weight: Essential, Barrier: true, Causes: []string{"session.deviceJoined"}})
	// SessionResume goes on where an earlier connection stopped. Of a long list,
	// here as with session.authenticate, every 20 topics count as another call.
	SessionResume = method[ResumeParams, Connected](Spec{Name: "session.resume", Access: User, Weight: Essential, Barrier: true, Causes: []string{"session.deviceJoined"}})
	// SessionRenew gives a newer token with the same rights, until the first
	// issue is TOKEN_MAX_AGE ago.
	SessionRenew = method[Empty, RenewResult](Spec{Name: "session.renew", Access: User, Weight: Essential})
	// SessionStart begins a study session; an older active one is ended first. Of
	// two devices that start at once each starts one, and the later stays active.
	// A repeat under the same idempotency key answers the first session as it is
	// by then, ended or not, and tells of it if the first call could not. A state over 32 KiB is too_large at /state.
	SessionStart = method[SessionStartParams, Session](Spec{Name: "session.start", Access: User, Weight: Light, Idempotent: true, Causes: []string{"session.updated", "session.ended"}})
	// SessionGet returns a session, the active one by default; not_found when none
	// is active. Sessions of others are not_found everywhere.
	SessionGet = method[SessionRef, Session](Spec{Name: "session.get", Access: User, Weight: Light})
	// SessionList returns the caller's sessions, newest first.
	SessionList = method[PageParams, SessionPage](Spec{Name: "session.list", Access: User, Weight: List})
	// SessionUpdate applies a merge patch (RFC 7396) to the state of a session. A
	// session that is not at this version is version_conflict, with the session as
	// it is in data.current; one that has ended is session_ended. A patch over
	// 64 KiB, or one that makes a state over 32 KiB, is too_large at /patch; both
	// are measured without spaces.
	SessionUpdate = method[SessionUpdateParams, Session](Spec{Name: "session.update", Access: User, Weight: Light, Causes: []string{"session.updated"}})
	// SessionEnd ends a session and sums it up. A repeat that names the session
	// answers the same, and tells of the end if the first call could not; without a name there is none to end any more.
	SessionEnd = method[SessionRef, SessionSummary](Spec{Name: "session.end", Access: User, Weight: Light, Causes: []string{"session.ended"}})
)

// Notifications of the namespace session.
var (
	// SessionUpdated brings a session that changed.
	SessionUpdated = notification[SessionUpdatedParams]("session.updated", Event, ToUser)
	// SessionEnded brings a session that ended.
	SessionEnded = notification[SessionUpdatedParams]("session.ended", Event, ToUser)
	// SessionDeviceJoined tells of a device that came while a session is active;
	// its own connection is told, too.
	SessionDeviceJoined = notification[SessionDeviceParams]("session.deviceJoined", Event, ToUser)
	// SessionDeviceLeft tells of a device that went while a session is active. Of a
	// device whose node died it is told later: when another device of the user has
	// been there for some 90 s, or comes.
	SessionDeviceLeft = notification[SessionDeviceParams]("session.deviceLeft", Event, ToUser)
	// SessionExpiring comes 60 s before the token ends, or at once if less is left.
	SessionExpiring = notification[SessionExpiringParams]("session.expiring", State, ToConnection)
	// SessionDraining comes before the node shuts down.
	SessionDraining = notification[SessionDrainingParams]("session.draining", State, ToConnection)
)
