package typescript

import (
	"path/filepath"
	"testing"

	"prepwire/gemini/geminitest"
)

// TestExtension runs the tests of the browser extension: with Chromium, the real
// gateway, and a model.
func TestExtension(t *testing.T) {
	needWorkspace(t)
	t.Parallel()
	fake := geminitest.New(t)
	fake.Handle(func(*geminitest.Call) geminitest.Reply {
		return geminitest.Chunks(
			geminitest.Chunk{Text: `{"found":"question","passage":"","stem":"What is 3 + 4?","options":["6","7"],"subject":"math","skill":"ALG1","difficulty":"easy",`},
			geminitest.Chunk{Text: `"strategy":"Count on from the larger number.",`},
			geminitest.Chunk{Text: `"steps":["Begin at <4>.","Count on by 3."],"pitfalls":["Counting the 4 itself."]}`, Finish: "STOP"})
	})
	gateway := filepath.Join(t.TempDir(), "prepwire")
	run(t, root(t), nil, "go", "build", "-buildvcs=false", "-o", gateway, "./cmd/prepwire")
	t.Log(run(t, ".", []string{"PREPWIRE=" + gateway, "PREPWIRE_MODEL=" + fake.URL(), "NO_COLOR=1"}, "npm", "run", "--silent", "test:extension"))
}
