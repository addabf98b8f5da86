package schema

import (
	"time"

	"prepwire/schema/shape"
)

// DetectedQuestion is a question that the extension found on a page.
type DetectedQuestion struct {
	Text    string   `json:"text" is:"len=1..4000"`
	Options []string `json:"options,omitempty" is:"len=0..10 items=0..1000"`
}

// ExtensionStatus is what an extension is looking at.
type ExtensionStatus struct {
	IsActive          *bool              `json:"isActive,omitempty"`
	CurrentURL        *string            `json:"currentUrl,omitempty" is:"len=0..2048"`
	DetectedQuestions []DetectedQuestion `json:"detectedQuestions,omitzero" is:"len=0..50"`
}

// ExtensionPatch is what has changed of an ExtensionStatus: a member replaces
// the one before, null takes it away.
type ExtensionPatch struct {
	IsActive          shape.Nullable[bool]               `json:"isActive,omitempty"`
	CurrentURL        shape.Nullable[string]             `json:"currentUrl,omitempty" is:"len=0..2048"`
	DetectedQuestions shape.Nullable[[]DetectedQuestion] `json:"detectedQuestions,omitempty" is:"len=0..50"`
}

// ExtensionSyncParams tells what an extension is looking at. With a version, the
// change is made only if that is greater than the one kept, and takes it;
// without, on top of whatever is kept, and takes the next.
type ExtensionSyncParams struct {
	ExtensionID ID             `json:"extensionId"` // chosen by the extension, of its user's own
	State       ExtensionPatch `json:"state"`
	Version     *int64         `json:"version,omitempty" is:"range=0..4503599627370496"`
}

// ExtensionSynced is the state that is kept after the call.
type ExtensionSynced struct {
	State   ExtensionStatus `json:"state"`
	Version int64           `json:"version"`
}

// ExtensionState is the state of one extension.
type ExtensionState struct {
	ExtensionID ID              `json:"extensionId"`
	State       ExtensionStatus `json:"state"`
	Version     int64           `json:"version"`
	UpdatedAt   Time            `json:"updatedAt"`
}

// ExtensionStates lists the caller's extensions.
type ExtensionStates struct {
	Items []ExtensionState `json:"items"`
}

// Dimensions of a picture, in pixels.
type Dimensions struct {
	Width  int64 `json:"width" is:"range=1..65535"`
	Height int64 `json:"height" is:"range=1..65535"`
}

// ScreenshotMetadata says where and when a screenshot was made.
type ScreenshotMetadata struct {
	URL        string     `json:"url" is:"len=0..2048"` // a label, never fetched and never sent to the model
	Timestamp  Time       `json:"timestamp"`
	Dimensions Dimensions `json:"dimensions"`
}

// ScreenshotParams brings a screenshot to analyse.
type ScreenshotParams struct {
	ExtensionID ID                 `json:"extensionId"`
	Screenshot  string             `json:"screenshot" is:"len=1..7000100 large"` // base64 or data URL; PNG, JPEG or WebP
	Metadata    ScreenshotMetadata `json:"metadata"`
}

// ExtensionStateChangedParams brings the state of an extension.
type ExtensionStateChangedParams struct {
	ExtensionID ID              `json:"extensionId"`
	State       ExtensionStatus `json:"state"`
	Version     int64           `json:"version"`
	By          ID              `json:"by"`
	Meta        EventMeta       `json:"_meta"`
}

// Methods of the namespace extension.
var (
	// ExtensionSync tells what an extension is looking at. The newest version wins:
	// one that is not greater than the one kept changes nothing, is no error and
	// causes no event; the reply tells what is kept. Of two that come at once each
	// is made on top of the other, or is such an older one. A state is at most 32 KiB
	// (too_large at /state). Control characters in texts become spaces; currentUrl
	// is a label, never fetched. Of each user the ten extensions last heard of are
	// kept.
	ExtensionSync = method[ExtensionSyncParams, ExtensionSynced](Spec{Name: "extension.sync", Access: User, Weight: Light, Causes: []string{"extension.stateChanged"}})
	// ExtensionScreenshot analyses a screenshot, as question.analyze does an image;
	// its faults are at /screenshot. The metadata are labels: nothing is held
	// against them.
	ExtensionScreenshot = method[ScreenshotParams, QuestionAnalyzeResult](Spec{Name: "extension.screenshot", Access: User, Weight: Model, OutsideContests: true, Timeout: 60 * time.Second, Causes: []string{"question.insight", "question.analyzed"}})
	// ExtensionStateOf lists the caller's extensions, last heard of first.
	ExtensionStateOf = method[Empty, ExtensionStates](Spec{Name: "extension.state", Access: User, Weight: Light})
)

// ExtensionStateChanged brings the state of an extension to the user's devices.
var ExtensionStateChanged = notification[ExtensionStateChangedParams]("extension.stateChanged", Event, ToUser)
