package extension_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

// Devices that sync one extension at once, without versions, are all heard: each
// on top of the other, and each version is told once.
func TestRacingSyncs(t *testing.T) {
	g := serve(t)
	first := g.As(t, "alice")
	first.Must("system.ping", `{}`, nil)
	const devices, changes = 6, 5
	versions := make(chan int64, devices*changes)
	var wg sync.WaitGroup
	for i := range devices {
		c := g.As(t, "alice")
		wg.Go(func() {
			for n := range changes {
				var r schema.ExtensionSynced
				c.Must("extension.sync", fmt.Sprintf(`{"extensionId":"e","state":{"currentUrl":"%d-%d"}}`, i, n), &r)
				versions <- r.Version
			}
		})
	}
	wg.Wait()
	close(versions)
	given := map[int64]bool{}
	for v := range versions {
		given[v] = true
	}
	told := map[int64]bool{}
	for range devices * changes {
		var e struct {
			Params schema.ExtensionStateChangedParams
		}
		if err := json.Unmarshal(first.Receive(), &e); err != nil {
			t.Fatal(err)
		}
		told[e.Params.Version] = true
	}
	for v := int64(1); v <= devices*changes; v++ {
		if !given[v] || !told[v] {
			t.Errorf("version %d: replied %v, told %v", v, given[v], told[v])
		}
	}
}

// Of devices that name one version at once one is heard, and all are told the
// same.
func TestRacingVersions(t *testing.T) {
	g := serve(t)
	const devices = 8
	replies := make([]schema.ExtensionSynced, devices)
	var wg sync.WaitGroup
	for i := range devices {
		c := g.As(t, "alice")
		wg.Go(func() {
			c.Must("extension.sync", fmt.Sprintf(`{"extensionId":"e","state":{"currentUrl":"%d"},"version":7}`, i), &replies[i])
		})
	}
	wg.Wait()
	for _, r := range replies {
		if r.Version != 7 || *r.State.CurrentURL != *replies[0].State.CurrentURL {
			t.Errorf("%+v and %+v", r, replies[0])
		}
	}
}

// The one that was longest not heard of makes place.
func TestTooManyExtensions(t *testing.T) {
	g := serve(t)
	c := g.As(t, "alice")
	for i := range store.MaxExtensions + 3 {
		c.Must("extension.sync", fmt.Sprintf(`{"extensionId":"e%d","state":{}}`, i), nil)
	}
	if got := extensions(c); len(got) != store.MaxExtensions || got[0] != fmt.Sprint("e", store.MaxExtensions+2) {
		t.Errorf("kept %v", got)
	}
}

func extensions(c *rpctest.Client) (ids []string) {
	var r schema.ExtensionStates
	c.Must("extension.state", `{}`, &r)
	for _, e := range r.Items {
		ids = append(ids, string(e.ExtensionID))
	}
	return ids
}
