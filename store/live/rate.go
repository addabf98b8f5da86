package live

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxRateEvents is the largest number of events a rate may name. It keeps the
// arithmetic of limiters far from overflow.
const maxRateEvents = 1e9

// units are the times that have a letter of their own.
var units = map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}

// ParseRate reads a rate as it stands in configuration: events, a slash and a
// time. "50/s", "20/m" and "10/h" are events each second, minute and hour;
// "5/10s" names another time in Go's notation. Events may have a fraction. No
// events at all, as in "0", is the zero Rate: no limit.
func ParseRate(s string) (Rate, error) {
	number, unit, slash := strings.Cut(s, "/")
	events, err := parseEvents(number)
	if err != nil {
		return Rate{}, fmt.Errorf("rate %q: %w", s, err)
	}
	if !slash {
		if events == 0 {
			return Rate{}, nil
		}
		return Rate{}, fmt.Errorf("rate %q: want a time, as in 50/s, or 0 for no limit", s)
	}
	per, err := parsePer(unit)
	if err != nil {
		return Rate{}, fmt.Errorf("rate %q: %w", s, err)
	}
	if events == 0 {
		return Rate{}, nil
	}
	return Rate{Events: events, Per: per}, nil
}

// parseEvents reads a plain decimal number. It knows no signs, exponents or
// words, which strconv alone would take.
func parseEvents(s string) (float64, error) {
	if strings.Trim(s, "0123456789.") != "" {
		return 0, fmt.Errorf("%q is not a plain number", s)
	}
	events, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a plain number", s)
	}
	if events > maxRateEvents {
		return 0, fmt.Errorf("more than %.0f events", maxRateEvents)
	}
	return events, nil
}

func parsePer(s string) (time.Duration, error) {
	if per, ok := units[s]; ok {
		return per, nil
	}
	per, err := time.ParseDuration(s)
	if err != nil || per <= 0 {
		return 0, fmt.Errorf("%q is not s, m, h or a time such as 10s", s)
	}
	return per, nil
}

// String returns the rate as ParseRate reads it, "0" for no limit.
func (r Rate) String() string {
	if r.Unlimited() {
		return "0"
	}
	per := r.Per.String()
	for letter, unit := range units {
		if r.Per == unit {
			per = letter
		}
	}
	return strconv.FormatFloat(r.Events, 'f', -1, 64) + "/" + per
}

// MarshalText is String, for configuration and JSON.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is ParseRate, for configuration and JSON.
func (r *Rate) UnmarshalText(text []byte) error {
	parsed, err := ParseRate(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}
