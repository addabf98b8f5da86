package shape

import (
	"encoding/json"
	"reflect"
	"strconv"
	"unicode/utf8"

	"prepwire/schema/scan"
)

// MaxFaults bounds how many faults one decoding reports.
const MaxFaults = 50

// A Fault is one thing wrong with a text, at a place.
type Fault struct {
	Pointer string // RFC 6901, from the value that was decoded
	Message string // for the person who wrote the text
	Large   bool   // the only fault is that a value marked large is too long
}

// Decode reads the value text into dst, a pointer to the Go type of t, and
// returns everything that is wrong with it. Unknown, duplicate, wrong-case,
// missing and null members are faults; absent optional members get their
// defaults. text must have passed scan.Check. With faults, dst is unspecified.
// Strings and raw values in dst are copies: text may be reused.
func (t *Type) Decode(text []byte, dst any) []Fault {
	return decodeInto(t, text, reflect.ValueOf(dst).Elem())
}

// DecodePositional is Decode for an array that lists the members of t in the
// order of their declaration. Trailing members may be left out, and null
// stands for an optional member that is left out. Pointers name members.
func (t *Type) DecodePositional(text []byte, dst any) []Fault {
	d := decoder{b: text}
	d.positional(t, scan.Space(text, 0), reflect.ValueOf(dst).Elem())
	return d.faults
}

func decodeInto(t *Type, text []byte, dst reflect.Value) []Fault {
	d := decoder{b: text}
	d.value(t, scan.Space(text, 0), dst)
	return d.faults
}

// decoder walks one text. The path leads to the value at hand.
type decoder struct {
	b      []byte
	faults []Fault
	path   []string
	meta   *metaTarget // where a top-level _meta goes; nil when there may be none
}

// value decodes what begins at i, wherever it ends.
func (d *decoder) value(t *Type, i int, dst reflect.Value) {
	for dst.Kind() == reflect.Pointer {
		fresh := reflect.New(dst.Type().Elem())
		dst.Set(fresh)
		dst = fresh.Elem()
	}
	switch t.Kind {
	case String:
		d.text(t, i, dst)
	case Integer:
		d.integer(t, i, dst)
	case Number:
		d.number(t, i, dst)
	case Boolean:
		d.boolean(i, dst)
	case Array:
		d.array(t, i, dst)
	case Object:
		d.object(t, i, dst)
	case Map:
		d.mapping(t, i, dst)
	default:
		d.raw(t, i, dst)
	}
}

func (d *decoder) text(t *Type, i int, dst reflect.Value) {
	if d.b[i] != '"' {
		d.fault("must be a string")
		return
	}
	s := scan.Text(d.b[i:scan.Skip(d.b, i)])
	if message := t.checkText(s); message != "" {
		d.faultLarge(message, t.Large && t.Length.HasMax && utf8.RuneCountInString(s) > int(t.Length.Max))
		return
	}
	if dst.Kind() == reflect.String {
		dst.SetString(s)
		return
	}
	if err := dst.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(d.b[i:scan.Skip(d.b, i)]); err != nil {
		d.fault(t.formatMessage())
	}
}

func (t *Type) checkText(s string) string {
	if t.Length.HasMin || t.Length.HasMax {
		if n := utf8.RuneCountInString(s); !t.Length.contains(float64(n)) {
			return "must have " + t.Length.describe() + " characters"
		}
	}
	if t.Enum != nil && !contains(t.Enum, s) {
		return "must be one of " + join(t.Enum)
	}
	if t.regexp != nil && !t.regexp.MatchString(s) {
		return t.formatMessage()
	}
	return ""
}

func (t *Type) formatMessage() string {
	if t.Format == "date-time" {
		return "must be a time such as 2026-11-23T08:00:00.000Z (RFC 3339)"
	}
	return "must match " + t.Pattern
}

func (d *decoder) boolean(i int, dst reflect.Value) {
	if d.b[i] != 't' && d.b[i] != 'f' {
		d.fault("must be true or false")
		return
	}
	dst.SetBool(d.b[i] == 't')
}

func (d *decoder) array(t *Type, i int, dst reflect.Value) {
	if d.b[i] != '[' {
		d.fault("must be an array")
		return
	}
	n := 0
	for it := scan.Elements(d.b, i); it.Next(); {
		n++
	}
	if !d.fits(t, n, "elements") {
		return
	}
	slice := reflect.MakeSlice(dst.Type(), n, n)
	n = 0
	for it := scan.Elements(d.b, i); it.Next() && !d.full(); n++ {
		d.path = append(d.path, strconv.Itoa(n))
		d.value(t.Elem, it.Start, slice.Index(n))
		d.path = d.path[:len(d.path)-1]
	}
	dst.Set(slice)
}

func (d *decoder) mapping(t *Type, i int, dst reflect.Value) {
	if d.b[i] != '{' {
		d.fault("must be an object")
		return
	}
	n := 0
	for it := scan.Members(d.b, i); it.Next(); {
		n++
	}
	if !d.fits(t, n, "members") {
		return
	}
	dst.Set(reflect.MakeMapWithSize(dst.Type(), n))
	for it := scan.Members(d.b, i); it.Next() && !d.full(); {
		if message := t.Key.checkText(string(it.Key)); message != "" {
			d.fault("has a name that " + message) // not with the name in its path: that may be very long
			continue
		}
		key := reflect.ValueOf(string(it.Key)).Convert(dst.Type().Key())
		elem := reflect.New(dst.Type().Elem()).Elem()
		d.path = append(d.path, string(it.Key))
		if dst.MapIndex(key).IsValid() {
			d.fault("is given twice")
		} else {
			d.value(t.Elem, it.Start, elem)
		}
		d.path = d.path[:len(d.path)-1]
		dst.SetMapIndex(key, elem)
	}
}

// fits says whether t allows n of something, and notes a fault when it does not.
func (d *decoder) fits(t *Type, n int, what string) bool {
	if t.Length.contains(float64(n)) {
		return true
	}
	d.fault("must have " + t.Length.describe() + " " + what)
	return false
}

// raw keeps a value as it was written.
func (d *decoder) raw(t *Type, i int, dst reflect.Value) {
	end := scan.Skip(d.b, i)
	switch {
	case t.Kind == AnyObject && d.b[i] != '{':
		d.fault("must be an object")
		return
	case t.Kind == Scalar && !d.scalar(t, i, end):
		return
	case scan.Duplicate(d.b, i):
		d.fault("has a member that is given twice")
		return
	}
	if dst.Kind() == reflect.Interface {
		return // results only; no params hold values of any type
	}
	dst.SetBytes(append([]byte(nil), d.b[i:end]...))
}

// scalar checks a string or an integer.
func (d *decoder) scalar(t *Type, i, end int) bool {
	if d.b[i] == '"' {
		return d.fits(t, utf8.RuneCountInString(scan.Text(d.b[i:end])), "characters")
	}
	if _, fault := wholeNumber(d.numeral(i), Span{}); fault != "" {
		d.fault("must be a string or a whole number")
		return false
	}
	return true
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
