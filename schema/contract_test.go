package schema

import "testing"

func TestContractIsWellFormed(t *testing.T) {
	if len(Methods()) < 55 || len(Notices()) < 20 {
		t.Fatalf("%d methods, %d notifications", len(Methods()), len(Notices()))
	}
	for _, m := range Methods() {
		t.Log(m.Name, len(m.Params.Fields))
	}
}
