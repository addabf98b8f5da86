package gemini_test

import (
	"fmt"
	"os"
	"regexp"
	"testing"
)

// generative-ai-go 0.20.1, the last of its line, does not build with
// cloud.google.com/go/ai 0.13.0 or later, which dropped Model.VideoDuration and
// other names it uses. Its own requirement allows any newer version, so an update
// of everything breaks the build: go.mod must hold this one at 0.12.1 or lower.
func TestAIModuleIsPinned(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^\s*(?:require\s+)?cloud\.google\.com/go/ai (v\S+)`).FindSubmatch(mod)
	if found == nil {
		t.Fatal("go.mod does not name cloud.google.com/go/ai: pin it at v0.12.1")
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(string(found[1]), "v%d.%d.%d", &major, &minor, &patch); err != nil {
		t.Fatalf("read version %s: %v", found[1], err)
	}
	if major > 0 || minor > 12 || minor == 12 && patch > 1 {
		t.Errorf("cloud.google.com/go/ai %s does not build with generative-ai-go 0.20.1: keep it at v0.12.1", found[1])
	}
}
