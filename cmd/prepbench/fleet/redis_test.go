package fleet

import (
	"testing"
	"time"
)

func TestParseUsage(t *testing.T) {
	u, err := parseUsage("# CPU\r\nused_cpu_sys:1.250000\r\nused_cpu_user:0.500000\r\nused_memory:1048576\r\ntotal_commands_processed:42\r\ncmdstat_evalsha:calls=7,usec=91,usec_per_call=13.00\r\nrole:master\r\n")
	if err != nil || u.CPU != 1750*time.Millisecond || u.Bytes != 1<<20 || u.Commands != 42 || u.Calls["evalsha"] != 7 {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := parseUsage("used_cpu_sys:1\r\nused_memory:much\r\n"); err == nil {
		t.Error("nonsense is taken")
	}
	if _, err := parseUsage("role:master\r\n"); err == nil {
		t.Error("nothing is taken")
	}
}
