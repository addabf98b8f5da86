package wire

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// Frames come out in order, none before its time, and those on the way are lost
// with the link.
func TestLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 1))
		var ways []time.Duration
		way := func() time.Duration {
			ways = append(ways, time.Duration(r.IntN(100))*time.Millisecond)
			return ways[len(ways)-1]
		}
		type arrival struct {
			frame byte
			sent  time.Time
		}
		var came []arrival
		l := newLink(way, func(frame []byte, sent *time.Time) {
			*sent = time.Now()
			came = append(came, arrival{frame[0], *sent})
		})
		began := time.Now()
		var sent [20]time.Time
		for i := range sent {
			l.put([]byte{byte(i)}, &sent[i])
			time.Sleep(10 * time.Millisecond)
		}
		synctest.Wait()
		l.close()
		if len(came) == 0 || len(came) == len(sent) {
			t.Fatalf("%d of %d frames came", len(came), len(sent))
		}
		longest := time.Duration(0)
		for i, a := range came {
			longest = max(longest, time.Duration(i)*10*time.Millisecond+ways[i])
			if int(a.frame) != i || a.sent.Sub(began) != longest {
				t.Errorf("frame %d came as number %d after %v, want after %v", a.frame, i, a.sent.Sub(began), longest)
			}
		}
	})
}
