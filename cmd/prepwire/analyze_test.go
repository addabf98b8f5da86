package main

import (
	"bytes"
	"image/jpeg"
	"strings"
	"testing"

	"prepwire/gemini/geminitest"
	"prepwire/schema"
)

const (
	analysed = `{"found":"question","stem":"What is 3 + 4?","options":["6","7"],"subject":"math","skill":"ALG1","difficulty":"easy",` +
		`"strategy":"Count on from the larger number.","steps":["Begin at 4."],"pitfalls":[]}`
	dot = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAD0lEQVR42mP4jwQYiOMAANuQL9HXPgz1AAAAAElFTkSuQmCC"
)

// TestModelLooksAtPictures: a picture goes over the wire as a JPEG before the
// text, and an answer out of shape is asked for again.
func TestModelLooksAtPictures(t *testing.T) {
	fake := geminitest.New(t)
	fake.Script(geminitest.Text(analysed), geminitest.Text(`{"found":"question"}`), geminitest.Text(analysed))
	dir := t.TempDir()
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+strings.Repeat("k", 39), "LIMIT_AI_PER_USER=0")
	c := r.dial(tokenFor(t, dir, nil, "--user", "alice"))
	var got schema.QuestionAnalyzeResult
	c.result("question.analyze", `{"image":"`+dot+`"}`, &got)
	if got.Analysis.Skill != "ALG1" || len(got.Analysis.Options) != 2 {
		t.Errorf("got %+v", got)
	}
	c.result("extension.screenshot", `{"extensionId":"e","screenshot":"`+dot+`","metadata":{"url":"","timestamp":"2026-11-26T12:00:00Z","dimensions":{"width":4,"height":4}}}`, &got)
	calls := fake.Calls()
	if len(calls) != 3 {
		t.Fatalf("asked %d times", len(calls))
	}
	parts := calls[0].Body.Contents[0].Parts
	if len(parts) != 2 || parts[0].InlineData == nil || parts[0].InlineData.MimeType != "image/jpeg" || parts[1].Text != `{"picture":"before this text"}` {
		t.Fatalf("sent %+v", parts)
	}
	if _, err := jpeg.Decode(bytes.NewReader(parts[0].InlineData.Data)); err != nil {
		t.Error(err)
	}
	c.ws.CloseNow()
	r.stop()
}

// A picture that the API cannot read is a fault of the params, and not ours.
func TestModelCannotReadAPicture(t *testing.T) {
	fake := geminitest.New(t)
	unreadable := geminitest.Fail(400, "INVALID_ARGUMENT", "Unable to process input image. Please retry.")
	fake.Script(unreadable, unreadable, unreadable)
	dir := t.TempDir()
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+strings.Repeat("k", 39), "LIMIT_AI_PER_USER=0")
	c := r.dial(tokenFor(t, dir, nil, "--user", "alice"))
	for pointer, call := range map[string][2]string{
		"/image":      {"question.analyze", `{"image":"` + dot + `"}`},
		"/screenshot": {"extension.screenshot", `{"extensionId":"e","screenshot":"` + dot + `","metadata":{"url":"","timestamp":"2026-11-26T12:00:00Z","dimensions":{"width":4,"height":4}}}`},
	} {
		m := c.call(call[0], call[1])
		if m.Error == nil || m.Error.Code != int(schema.InvalidParams) || len(m.Error.Data.Errors) != 1 || m.Error.Data.Errors[0].Pointer != pointer {
			t.Errorf("%s: %+v", call[0], m.Error)
		}
	}
	if m := c.call("question.analyze", `{"text":"What is 3 + 4?"}`); m.Error == nil || m.Error.Code != int(schema.Internal) {
		t.Errorf("without a picture it is our fault: %+v", m.Error)
	}
	c.ws.CloseNow()
	r.stop()
}
