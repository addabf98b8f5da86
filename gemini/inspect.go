package gemini

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// wireChunk is the part of a GenerateContentResponse that we read: a whole answer,
// or one element of a stream.
type wireChunk struct {
	Error      *wireStatus `json:"error"`
	Candidates []struct {
		Index   int `json:"index"`
		Content *struct {
			Parts []struct {
				Text    *string `json:"text"`
				Thought bool    `json:"thought"`
			} `json:"parts"`
		} `json:"content"`
		FinishReason enum `json:"finishReason"`
	} `json:"candidates"`
	PromptFeedback *struct {
		BlockReason enum `json:"blockReason"`
	} `json:"promptFeedback"`
	UsageMetadata *wireUsage `json:"usageMetadata"`
	ModelVersion  string     `json:"modelVersion"`
}

type wireUsage struct {
	PromptTokenCount        int `json:"promptTokenCount"`
	CachedContentTokenCount int `json:"cachedContentTokenCount"`
	CandidatesTokenCount    int `json:"candidatesTokenCount"`
	ThoughtsTokenCount      int `json:"thoughtsTokenCount"`
	TotalTokenCount         int `json:"totalTokenCount"`
}

// usage counts what is in the total and nowhere else as thinking: older answers
// do not name it.
func (u *wireUsage) usage() Usage {
	out := Usage{
		Prompt: u.PromptTokenCount, Cached: u.CachedContentTokenCount, Output: u.CandidatesTokenCount,
		Thoughts: u.ThoughtsTokenCount, Total: u.TotalTokenCount,
	}
	if out.Thoughts == 0 {
		out.Thoughts = max(0, out.Total-out.Prompt-out.Output)
	}
	return out
}

// An enum is a protocol-buffer enum in JSON: the number or the name. The number
// is kept in decimal until named says what it means.
type enum string

// UnmarshalJSON implements json.Unmarshaler.
func (e *enum) UnmarshalJSON(data []byte) error {
	var name string
	if json.Unmarshal(data, &name) == nil {
		*e = enum(name)
		return nil
	}
	var number int
	if err := json.Unmarshal(data, &number); err != nil {
		return err
	}
	*e = enum(strconv.Itoa(number))
	return nil
}

// named returns the name of the value; "" when it is unset. A number newer than
// the list stays a number.
func (e enum) named(names []string) string {
	n, err := strconv.Atoi(string(e))
	switch {
	case err == nil && n >= 0 && n < len(names):
		return names[n]
	case strings.HasSuffix(string(e), "_UNSPECIFIED"):
		return ""
	}
	return string(e)
}

// Names by number, from google/ai/generativelanguage/v1beta, Candidate.FinishReason
// and GenerateContentResponse.PromptFeedback.BlockReason.
var (
	finishNames = []string{
		"", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT",
		"SPII", "MALFORMED_FUNCTION_CALL", "IMAGE_SAFETY", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
	}
	blockNames = []string{"", "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"}
)

// inspect reads one element, remembers what it says, and renders it anew with the
// text only. What is left out would make the SDK fail or panic (a part with only
// a signature, an empty part, a function's response), give thoughts out as text,
// or lose its name on the way (newer finish reasons).
func (c *call) inspect(raw []byte) ([]byte, error) {
	var chunk wireChunk
	if err := json.Unmarshal(raw, &chunk); err != nil {
		return nil, &malformed{"NOT_AN_ANSWER", "the answer is not of the form expected"}
	}
	if chunk.Error != nil {
		return nil, parseError(http.StatusOK, nil, raw, c.wire.redact)
	}
	s := &c.seen
	s.chunks++
	if chunk.UsageMetadata != nil {
		s.usage = chunk.UsageMetadata.usage()
	}
	if chunk.ModelVersion != "" {
		s.version = c.wire.redact.clean(shorten(chunk.ModelVersion, 100))
	}
	if chunk.PromptFeedback != nil {
		if why := chunk.PromptFeedback.BlockReason.named(blockNames); why != "" {
			s.block = c.wire.redact.clean(shorten(why, 100))
		}
	}
	return json.Marshal(c.clean(&chunk))
}

type (
	cleanChunk struct {
		Candidates []cleanCandidate `json:"candidates,omitempty"`
	}
	cleanCandidate struct {
		Content cleanContent `json:"content"`
	}
	cleanContent struct {
		Role  string      `json:"role"`
		Parts []cleanPart `json:"parts"`
	}
	cleanPart struct {
		Text string `json:"text"`
	}
)

// clean keeps the text of the first candidate; we never ask for more than one.
func (c *call) clean(chunk *wireChunk) cleanChunk {
	for _, candidate := range chunk.Candidates {
		if candidate.Index != 0 {
			continue
		}
		c.seen.answered = true
		if why := candidate.FinishReason.named(finishNames); why != "" {
			c.seen.finish = c.wire.redact.clean(shorten(why, 100))
		}
		if candidate.Content == nil {
			break
		}
		var parts []cleanPart
		for _, part := range candidate.Content.Parts {
			if part.Text != nil && *part.Text != "" && !part.Thought {
				parts = append(parts, cleanPart{*part.Text})
			}
		}
		if len(parts) > 0 {
			return cleanChunk{[]cleanCandidate{{cleanContent{"model", parts}}}}
		}
		break
	}
	return cleanChunk{}
}

// verdict judges an answer that came whole: nil when it is good.
func (s *sight) verdict(text string) *Error {
	switch {
	case s.block != "":
		return &Error{Class: ClassBlocked, Reason: s.block, Message: "the prompt was blocked"}
	case !s.answered:
		return &Error{Class: ClassMalformed, Reason: "NO_CANDIDATE", Message: "the answer has no candidate"}
	case s.finish == "":
		return &Error{Class: ClassTruncated, Reason: "NO_FINISH_REASON", Message: errTruncated.Error(), err: errTruncated}
	case s.finish == "MAX_TOKENS":
		return &Error{Class: ClassMaxTokens, Reason: s.finish, Message: "the answer reached its limit"}
	case strings.HasPrefix(s.finish, "MALFORMED_"):
		return &Error{Class: ClassMalformed, Reason: s.finish, Message: "the model made no valid answer"}
	case s.finish != "STOP":
		return &Error{Class: ClassBlocked, Reason: s.finish, Message: fmt.Sprintf("the model stopped: %s", s.finish)}
	case text == "":
		return &Error{Class: ClassMalformed, Reason: "NO_TEXT", Message: "the answer has no text"}
	}
	return nil
}
