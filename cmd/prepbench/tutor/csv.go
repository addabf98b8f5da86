package tutor

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// sheet is a CSV with a head line, as programs and people leave them: with or
// without a byte order mark, lines ended either way, blank lines anywhere, fields
// apart by commas, semicolons or tabs.
type sheet struct {
	in    *csv.Reader
	head  []string // names of the columns, in small letters
	named []string // the same, as they are written
}

var (
	errUTF16      = errors.New("is UTF-16; it has to be UTF-8")
	errCompressed = errors.New("is compressed; it has to be unpacked first")
	errCR         = errors.New("has lines that end in CR alone; they have to end in LF or CRLF")
)

func newSheet(r io.Reader) (*sheet, error) {
	b := bufio.NewReaderSize(r, 1<<20)
	start, _ := b.Peek(3)
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
		return nil, errUTF16
	}
	if bytes.HasPrefix(start, []byte("\x1f\x8b")) || bytes.HasPrefix(start, []byte("PK\x03")) { // gzip, zip
		return nil, errCompressed
	}
	if string(start) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	s := &sheet{in: csv.NewReader(b)}
	s.in.ReuseRecord, s.in.FieldsPerRecord, s.in.Comma = true, -1, separator(b)
	head, _, err := s.read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("is empty: the head line is missing")
	}
	if err != nil {
		return nil, fmt.Errorf("head line: %w", err)
	}
	for _, name := range head {
		if strings.Contains(name, "\r") {
			return nil, errCR
		}
		s.named = append(s.named, strings.Clone(strings.TrimSpace(name)))
		s.head = append(s.head, strings.ToLower(strings.TrimSpace(name)))
	}
	return s, nil
}

// separator is a comma, unless the first line that says something has none.
func separator(b *bufio.Reader) rune {
	start, _ := b.Peek(1 << 16)
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	for _, c := range []byte{',', '\t', ';'} {
		if bytes.IndexByte(line, c) >= 0 {
			return rune(c)
		}
	}
	return ','
}

// column returns the place of the first of some names, or -1.
func (s *sheet) column(names ...string) (int, error) {
	for _, name := range names {
		at := slices.Index(s.head, name)
		if at >= 0 && slices.Contains(s.head[at+1:], name) {
			return -1, fmt.Errorf("column %q is there twice", name)
		}
		if at >= 0 {
			return at, nil
		}
	}
	return -1, nil
}

// need is column for those that have to be there.
func (s *sheet) need(name string) (int, error) {
	at, err := s.column(name)
	if err == nil && at < 0 {
		err = fmt.Errorf("no column %q among %q", name, s.head)
	}
	return at, err
}

// next returns the next record, which holds until the one after it, and its
// line. io.EOF ends them.
func (s *sheet) next() (record []string, line int, err error) {
	record, line, err = s.read()
	if err == nil && len(record) != len(s.head) {
		err = fmt.Errorf("line %d: %d fields, but the head line has %d", line, len(record), len(s.head))
	}
	return record, line, err
}

// read passes over lines of blanks, as csv does over empty ones.
func (s *sheet) read() (record []string, line int, err error) {
	for {
		record, err = s.in.Read()
		if err != nil {
			return nil, 0, err
		}
		if len(record) > 1 || strings.TrimSpace(record[0]) != "" {
			line, _ = s.in.FieldPos(0)
			return record, line, nil
		}
	}
}

// withSheet opens a file as a sheet. Faults name the file.
func withSheet(path string, use func(*sheet) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	s, err := newSheet(f)
	if err == nil {
		err = use(s)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
