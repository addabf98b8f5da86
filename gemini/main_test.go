package gemini_test

import (
	"testing"

	"go.uber.org/goleak"

	"prepwire/gemini/geminitest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, geminitest.IgnoreSDK())
}
