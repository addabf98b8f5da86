package schema

// Pong is the gateway's time.
type Pong struct {
	ServerTime Time `json:"serverTime"`
}

// Info names the gateway.
type Info struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Protocol string `json:"protocol"`
}

// HealthStatus says whether everything works.
type HealthStatus string

// Values returns the statuses.
func (HealthStatus) Values() []string { return []string{"ok", "degraded"} }

// Health says how the gateway and what it stands on are.
type Health struct {
	Status HealthStatus      `json:"status"`
	Checks map[string]string `json:"checks"` // name to ok, or to what is wrong
}

// AdminStats counts what one node does.
type AdminStats struct {
	NodeID        string           `json:"nodeId"`
	StartedAt     Time             `json:"startedAt"`
	Connections   int64            `json:"connections"`
	Authenticated int64            `json:"authenticated"`
	Users         int64            `json:"users"`
	Topics        int64            `json:"topics"`
	Calls         map[string]int64 `json:"calls"` // by method
}

// AIKeyStats counts what one key of the model did. Keys are shown by a safe id.
type AIKeyStats struct {
	ID         string `json:"id"`
	Project    string `json:"project,omitempty"` // the label it was configured with
	State      string `json:"state"`             // ok, dead, testing, or the class of quota it last ran into
	Calls      int64  `json:"calls"`
	Errors     int64  `json:"errors"`
	RetestInMs int64  `json:"retestInMs,omitempty"` // of a dead key
}

// AIQuotaStats says how much of one project's quota for one model is used. Limits of 0
// are not known.
type AIQuotaStats struct {
	Project   string           `json:"project"` // the label, or the safe id of the only key
	Model     string           `json:"model"`
	State     string           `json:"state"`     // ready, or the class of what keeps it closed
	ReadyInMs int64            `json:"readyInMs"` // until the next request can go
	InFlight  int64            `json:"inFlight"`
	Used      int64            `json:"used"` // requests of the last minute
	Rpm       int64            `json:"rpm"`
	Tpm       int64            `json:"tpm"` // input tokens a minute
	Rpd       int64            `json:"rpd"`
	DayUsed   int64            `json:"dayUsed"`
	Sent      int64            `json:"sent"`
	Ok        int64            `json:"ok"`
	Failed    map[string]int64 `json:"failed"` // by class of outcome
	Tokens    int64            `json:"tokens"` // input, as the model counts
}

// AIStats says how the model is used.
type AIStats struct {
	Configured bool             `json:"configured"`
	Model      string           `json:"model,omitempty"`
	Calls      map[string]int64 `json:"calls"`     // by class of outcome
	Waiting    int64            `json:"waiting"`   // calls that wait for a slot
	WaitP50Ms  int64            `json:"waitP50Ms"` // of the last slots given
	WaitP95Ms  int64            `json:"waitP95Ms"`
	QuotaUsed  float64          `json:"quotaUsed"` // part of the known limits, 0 to 1
	Keys       []AIKeyStats     `json:"keys"`
	Quotas     []AIQuotaStats   `json:"quotas"`
}

// RevokeParams names the tokens that no longer hold: all of a user, or those of
// one id. Exactly one of userId and jti is given.
type RevokeParams struct {
	UserID string `json:"userId,omitempty" is:"len=1..64"`
	Jti    string `json:"jti,omitempty" is:"len=1..128"`
	Reason string `json:"reason,omitempty" is:"len=0..200"` // for the record and the log; the user does not see it
}

// ExactlyOne says that a user or a token is named, not both.
func (RevokeParams) ExactlyOne() []string { return []string{"userId", "jti"} }

// Revoked counts the connections that were closed on this node.
type Revoked struct {
	RevokedAt Time  `json:"revokedAt"`
	Closed    int64 `json:"closed"`
}

// DrainParams asks a node to shut down.
type DrainParams struct {
	NodeID string `json:"nodeId,omitempty" is:"len=1..64"` // this node by default
}

// AnnouncementLevel says how loud an announcement is.
type AnnouncementLevel string

// Values returns the levels.
func (AnnouncementLevel) Values() []string { return []string{"info", "warning", "critical"} }

// BroadcastParams is told to everybody.
type BroadcastParams struct {
	Message string            `json:"message" is:"len=1..2000"`
	Level   AnnouncementLevel `json:"level,omitempty" is:"default=info"`
}

// Announcement is told to everybody.
type Announcement struct {
	Message string            `json:"message"`
	Level   AnnouncementLevel `json:"level"`
}

// Methods of the namespaces system, rpc and admin.
var (
	// SystemPing returns the gateway's time.
	SystemPing = method[Empty, Pong](Spec{Name: "system.ping", Access: Anyone, Weight: Essential})
	// SystemInfo names the gateway and its protocol.
	SystemInfo = method[Empty, Info](Spec{Name: "system.info", Access: Anyone, Weight: Light})
	// SystemHealth says how the gateway is, as /healthz does: it is looked at once
	// a second, however many ask.
	SystemHealth = method[Empty, Health](Spec{Name: "system.health", Access: User, Weight: Light})
	// RPCDiscover returns the OpenRPC document.
	RPCDiscover = method[Empty, any](Spec{Name: "rpc.discover", Access: Anyone, Weight: List})
	// AdminGetStats counts what this node does.
	AdminGetStats = method[Empty, AdminStats](Spec{Name: "admin.stats", Access: Admin, Weight: Light})
	// AdminAI says how the model is used.
	AdminAI = method[Empty, AIStats](Spec{Name: "admin.ai", Access: Admin, Weight: Light})
	// AdminRevoke ends tokens, and the connections that use them, on every node.
	AdminRevoke = method[RevokeParams, Revoked](Spec{Name: "admin.revoke", Access: Admin, Weight: Essential})
	// AdminDrain shuts a node down gently.
	AdminDrain = method[DrainParams, Empty](Spec{Name: "admin.drain", Access: Admin, Weight: Essential})
	// AdminBroadcast tells everybody something.
	AdminBroadcast = method[BroadcastParams, Empty](Spec{Name: "admin.broadcast", Access: Admin, Weight: Light, Causes: []string{"system.announcement"}})
)

// SystemAnnouncement is told to everybody.
var SystemAnnouncement = notification[Announcement]("system.announcement", State, ToEveryone)
