package live

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestParseRate(t *testing.T) {
	tests := []struct {
		in     string
		want   Rate
		out    string // of String
		second float64
		burst  float64
	}{
		{"50/s", Rate{50, time.Second}, "50/s", 50, 50},
		{"20/m", Rate{20, time.Minute}, "20/m", 20.0 / 60, 1},
		{"10/h", Rate{10, time.Hour}, "10/h", 10.0 / 3600, 1},
		{"120/m", Rate{120, time.Minute}, "120/m", 2, 2},
		{"0.5/s", Rate{0.5, time.Second}, "0.5/s", 0.5, 1},
		{"5/10s", Rate{5, 10 * time.Second}, "5/10s", 0.5, 1},
		{"7/1m", Rate{7, time.Minute}, "7/m", 7.0 / 60, 1},
		{"1000000000/s", Rate{1e9, time.Second}, "1000000000/s", 1e9, 1e9},
		{"0", Rate{}, "0", 0, 1},
		{"0/s", Rate{}, "0", 0, 1},
		{"0.0/m", Rate{}, "0", 0, 1},
	}
	for _, tt := range tests {
		got, err := ParseRate(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("ParseRate(%q) = %+v, %v, want %+v", tt.in, got, err, tt.want)
			continue
		}
		if got.String() != tt.out || got.PerSecond() != tt.second || got.Burst() != tt.burst {
			t.Errorf("%q: String %q, PerSecond %v, Burst %v, want %q, %v, %v",
				tt.in, got.String(), got.PerSecond(), got.Burst(), tt.out, tt.second, tt.burst)
		}
		if again, err := ParseRate(got.String()); err != nil || again != got {
			t.Errorf("ParseRate(%q) = %+v, %v, want %+v again", got.String(), again, err, got)
		}
	}
}

func TestParseRateRefuses(t *testing.T) {
	for _, in := range []string{
		"", "50", "/s", "50/", "50/x", "50/0s", "50/-1s", "-50/s", "+50/s", "1e3/s", "0x10/s", "1_000/s",
		"nan/s", "inf/s", "1.2.3/s", " 50/s", "50/s ", "50 /s", "50/s/s", "./s", "1000000001/s", "0/x",
		strings.Repeat("9", 400) + "/s",
	} {
		if r, err := ParseRate(in); err == nil {
			t.Errorf("ParseRate(%q) = %v, want an error", in, r)
		}
	}
}

func TestRateInJSON(t *testing.T) {
	in := struct{ Calls, AI Rate }{Calls: Rate{50, time.Second}}
	data, err := json.Marshal(in)
	if err != nil || string(data) != `{"Calls":"50/s","AI":"0"}` {
		t.Fatalf("Marshal = %s, %v", data, err)
	}
	out := in
	out.Calls, out.AI = Rate{}, Rate{1, time.Hour}
	if err := json.Unmarshal(data, &out); err != nil || out != in {
		t.Errorf("Unmarshal = %+v, %v, want %+v", out, err, in)
	}
	if err := json.Unmarshal([]byte(`{"Calls":"many"}`), &out); err == nil || out != in {
		t.Errorf("Unmarshal of a bad rate = %+v, %v, want an error and no change", out, err)
	}
}
