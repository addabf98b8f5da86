package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"prepwire/schema"
)

// printer writes what a call brings.
type printer struct {
	process
	pretty bool
}

// pretty says whether to print in several lines.
func (c *callCommand) pretty(stdout io.Writer) bool {
	if c.Pretty != nil {
		return *c.Pretty
	}
	return isTerminal(stdout)
}

// isTerminal reports whether somebody reads on a terminal what is written.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// json prints one value: a line, or several on a terminal. What would steer a
// terminal is written as JSON writes it, so the value stays the same.
func (p printer) json(text []byte) error {
	text = escaped(bytes.TrimSpace(text))
	var line bytes.Buffer
	var err error
	if p.pretty {
		err = json.Indent(&line, text, "", "  ")
	} else {
		err = json.Compact(&line, text)
	}
	if err != nil {
		return err
	}
	line.WriteByte('\n')
	if _, err := p.stdout.Write(line.Bytes()); err != nil {
		return unusable{fmt.Errorf("print: %w", err)}
	}
	return nil
}

// progress says on stderr how far the call is.
func (p printer) progress(params []byte) error {
	var is schema.Progress
	if err := json.Unmarshal(params, &is); err != nil {
		return unusable{fmt.Errorf("read progress: %w", err)}
	}
	far := fmt.Sprint(is.Progress)
	if is.Total > 0 {
		far += fmt.Sprintf(" of %v", is.Total)
	}
	_, err := fmt.Fprintln(p.stderr, strings.TrimRight(far+" "+printable(is.Stage)+" "+printable(is.Message), " "))
	return err
}

// refusal prints an error reply on stderr: code and reason, then a line for
// everything that helps.
func (p printer) refusal(method string, e *wireError) error {
	var out strings.Builder
	fmt.Fprintf(&out, "prepwire: %s: %d %s: %s\n", printable(method), e.Code, printable(string(e.Data.Reason)), printable(e.Message))
	for _, fault := range e.Data.Errors {
		fmt.Fprintf(&out, "  %s: %s\n", printable(fault.Pointer), printable(fault.Message))
	}
	if e.Data.RetryAfterMs > 0 {
		fmt.Fprintf(&out, "  come back after %d ms\n", e.Data.RetryAfterMs)
	}
	if e.Data.Scope != "" {
		fmt.Fprintf(&out, "  scope: %s\n", printable(e.Data.Scope))
	}
	if e.Data.Current != nil {
		if text, err := json.Marshal(e.Data.Current); err == nil {
			fmt.Fprintf(&out, "  current: %s\n", printable(string(text)))
		}
	}
	if e.Data.Ref != "" {
		fmt.Fprintf(&out, "  ref: %s\n", printable(e.Data.Ref))
	}
	if e.Code == schema.MethodNotFound {
		fmt.Fprintf(&out, "  %s\n", hint(method))
	}
	if _, err := io.WriteString(p.stderr, out.String()); err != nil {
		return err
	}
	return toldRefusal{e.Code}
}

// printable leaves out what would steer a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if steers(r) {
			return -1
		}
		return r
	}, s)
}

// steers says whether a terminal may take a character for an order, or shows
// by it text in another order than it has.
func steers(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// escaped writes such characters in the strings of a JSON text as \uXXXX. The
// line ends and tabs between its values stay.
func escaped(text []byte) []byte {
	unsafe := func(r rune) bool { return steers(r) && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError }
	if bytes.IndexFunc(text, unsafe) < 0 {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for _, r := range string(text) {
		if !unsafe(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
	}
	return out
}

// methods prints the methods that begin with a prefix, one a line.
func (p printer) methods(prefix string) error {
	var doc struct {
		Methods []struct {
			Name       string
			Summary    string
			Access     string   `json:"x-access"`
			Positional []string `json:"x-positional"`
		}
	}
	if err := json.Unmarshal(schema.OpenRPC(), &doc); err != nil {
		return err
	}
	var out bytes.Buffer
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	for _, m := range doc.Methods {
		if m.Access != "" && strings.HasPrefix(m.Name, prefix) { // what has none is a notification
			fmt.Fprintf(table, "%s\t%s\t%s [%s]\n", m.Name, m.Access, firstSentence(m.Summary), strings.Join(m.Positional, ", "))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if out.Len() == 0 {
		return unusable{fmt.Errorf("no method begins with %q; %s", prefix, hint(prefix))}
	}
	_, err := p.stdout.Write(out.Bytes())
	return err
}

func firstSentence(s string) string {
	first, _, _ := strings.Cut(s, ". ")
	return strings.TrimSuffix(first, ".") + "."
}

// hint helps with a method that is not served.
func hint(method string) string {
	if specOf(method) != nil {
		return "the contract has it, but this gateway does not serve it"
	}
	if near := nearest(method); near != "" {
		return "did you mean " + near + "?"
	}
	return "prepwire call --list shows all methods"
}

// nearest is the method that was probably meant: one with this last part, or
// with a few letters changed.
func nearest(method string) string {
	wanted := strings.ToLower(method)
	best, distance := "", 1+max(2, len(wanted)/4)
	for _, spec := range schema.Methods() {
		name := strings.ToLower(spec.Name)
		if strings.HasSuffix(name, "."+wanted) {
			return spec.Name
		}
		if d := edits(wanted, name); d < distance {
			best, distance = spec.Name, d
		}
	}
	return best
}

// edits is the Levenshtein distance of two texts, in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
