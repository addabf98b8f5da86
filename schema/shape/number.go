package shape

import (
	"reflect"
	"strconv"

	"prepwire/schema/scan"
)

func (d *decoder) numeral(i int) []byte {
	if c := d.b[i]; c != '-' && (c < '0' || c > '9') {
		return nil
	}
	return d.b[i:scan.Skip(d.b, i)]
}

func (d *decoder) integer(t *Type, i int, dst reflect.Value) {
	n, message := wholeNumber(d.numeral(i), t.Range)
	if message != "" {
		d.fault(message)
		return
	}
	if dst.CanUint() {
		dst.SetUint(uint64(n))
		return
	}
	dst.SetInt(n)
}

func (d *decoder) number(t *Type, i int, dst reflect.Value) {
	numeral := d.numeral(i)
	if numeral == nil {
		d.fault("must be a number")
		return
	}
	f, err := strconv.ParseFloat(string(numeral), 64)
	if err != nil || !t.Range.holds(numeral, f) {
		d.fault("must be a number" + rangeSuffix(t.Range))
		return
	}
	dst.SetFloat(f)
}

// maxExact is the greatest whole number that every JSON reader keeps (RFC 8259 section 6).
const maxExact = 1<<53 - 1

// wholeNumber reads an integer as JSON Schema means it: 2, 2.0 and 20e-1 are
// the same. The second result says what is wrong, empty for nothing.
func wholeNumber(numeral []byte, span Span) (int64, string) {
	if numeral == nil {
		return 0, "must be a whole number"
	}
	n, err := strconv.ParseInt(string(numeral), 10, 64)
	if err != nil {
		d := readDecimal(numeral)
		var short bool
		if n, short = d.whole(); !short && d.point >= len(d.digits) {
			n = maxExact + 1 // a whole number, but of many digits
		} else if !short {
			return 0, "must be a whole number" + rangeSuffix(span)
		}
	}
	if n > maxExact || n < -maxExact {
		return 0, "must be a whole number" + rangeSuffix(wholeSpan(span))
	}
	if !span.contains(float64(n)) {
		return 0, "must be a whole number" + rangeSuffix(span)
	}
	return n, ""
}

func rangeSuffix(span Span) string {
	if !span.HasMin && !span.HasMax {
		return ""
	}
	return " " + span.describe()
}
