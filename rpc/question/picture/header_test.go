package picture

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"runtime"
	"strings"
	"testing"
)

func TestOpen(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		is   Type
		w, h int
	}{
		"PNG":           {pngOf(t, quarters(30, 20)), PNG, 30, 20},
		"grey PNG":      {pngOf(t, image.NewGray16(image.Rect(0, 0, 3, 5))), PNG, 3, 5},
		"JPEG":          {jpegOf(t, quarters(31, 17)), JPEG, 31, 17},
		"lossy WebP":    {webpLossy, WebP, 1, 1},
		"lossless WebP": {webpLossless, WebP, 1, 1},
		"largest":       {pngHeader(4096, 4096), PNG, 4096, 4096},
		"with canvas":   {webpX(0, 4096, 1, webpLossy[12:]), WebP, 4096, 1}, // its frame is another: shows later
	} {
		p, err := Open(c.data)
		if err != nil || p.Type != c.is || p.Width != c.w || p.Height != c.h {
			t.Errorf("%s: got %+v, error %v", name, p, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	good := pngOf(t, quarters(8, 8))
	photo := jpegOf(t, quarters(8, 8))
	noFrame := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), "\xff\xda\x00\x02"...)
	for name, c := range map[string]struct {
		data  []byte
		says  string
		large bool
	}{
		"nothing":               {nil, "must not be empty", false},
		"text":                  {[]byte("hello"), "begins like text/plain", false},
		"SVG":                   {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), "begins like text/xml", false},
		"bare SVG":              {[]byte(`<svg onload="alert(1)"/>`), "begins like text/plain", false},
		"HTML":                  {[]byte("<!DOCTYPE html><script>1</script>"), "begins like text/html", false},
		"GIF":                   {[]byte("GIF89a\x01\x00\x01\x00"), "begins like image/gif", false},
		"sound in RIFF":         {[]byte("RIFF\x24\x00\x00\x00WAVEfmt "), "begins like audio/wave", false},
		"zip":                   {[]byte("PK\x03\x04"), "begins like application/zip", false},
		"PNG signature alone":   {good[:8], "ends within its header", false},
		"half a PNG header":     {good[:20], "ends within its header", false},
		"HTML after signature":  {append(bytes.Clone(good[:8]), "<!DOCTYPE html><html>…</html>"...), "header", false},
		"PNG without sides":     {pngHeader(0, 5), "none", false},
		"PNG with huge sides":   {pngHeader(50_000, 50_000), "not 50000 by 50000", true},
		"PNG with wild sides":   {pngHeader(1<<31-1, 1<<31-1), "none", false},
		"one side too long":     {pngHeader(4097, 1), "at most 4096 pixels a side, not 4097 by 1", true},
		"50 megapixels":         {jpegHeader(8660, 5773), "not 8660 by 5773", true},
		"two bytes of JPEG":     {photo[:2], "begins like", false},
		"three bytes of JPEG":   {photo[:3], "ends within its header", false},
		"JPEG cut in header":    {photo[:100], "ends within its header", false},
		"JPEG without frame":    {noFrame, "none", false},
		"JPEG of no width":      {jpegHeader(0, 5), "none", false},
		"WebP cut":              {webpLossy[:14], "none", false},
		"WebP of nothing":       {[]byte("RIFF\x04\x00\x00\x00WEBP"), "none", false},
		"animated WebP":         {webpX(0x02, 10, 10, nil), "still picture", false},
		"huge WebP":             {webpX(0, 16_000, 16_000, nil), "not 16000 by 16000", true},
		"animated PNG":          {withChunk(good, "acTL", make([]byte, 8)), "still picture", false},
		"too many bytes":        {append(bytes.Clone(good), make([]byte, MaxBytes)...), "at most 5242880 bytes", true},
		"too many bytes of SVG": {append([]byte("<svg/>"), make([]byte, MaxBytes)...), "at most 5242880 bytes", true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(c.data)
			wantFault(t, err, c.says, c.large)
		})
	}
}

// jpegHeader is the beginning of a JPEG that claims to have these sides.
func jpegHeader(w, h int) []byte {
	return append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x11\x08"), byte(h>>8), byte(h), byte(w>>8), byte(w),
		3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1)
}

func wantFault(t *testing.T, err error, says string, large bool) {
	t.Helper()
	var f *Fault
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a fault", err)
	}
	if !strings.Contains(f.Message, says) || !strings.HasPrefix(f.Message, "must ") || f.Large != large {
		t.Errorf("got %q, large %v", f.Message, f.Large)
	}
}

func TestParse(t *testing.T) {
	file := pngOf(t, quarters(8, 8))
	b64 := base64.StdEncoding.EncodeToString(file)
	for _, text := range []string{
		b64, b64[:76] + "\n" + b64[76:],
		"data:image/png;base64," + b64, "DATA:image/PNG;base64," + b64, "data:image/png;name=a.png;base64," + b64,
	} {
		if p, err := Parse(text); err != nil || p.Width != 8 || p.Type != PNG {
			t.Errorf("%.60s: got %+v, error %v", text, p, err)
		}
	}
	if _, err := Parse("data:image/jpg;base64," + base64.StdEncoding.EncodeToString(jpegOf(t, quarters(8, 8)))); err != nil {
		t.Errorf("image/jpg: %v", err)
	}
	for name, c := range map[string]struct {
		text, says string
		large      bool
	}{
		"spaces":              {b64[:20] + " " + b64[20:], "without spaces", false},
		"plus became space":   {strings.Repeat("AA A", 10), "without spaces", false},
		"other alphabet":      {"_-" + b64[2:], "standard alphabet", false},
		"not padded":          {b64[:21], "whole base64", false},
		"not base64":          {"%%%%", "must be base64", false},
		"a link":              {"https://example.org/a.png", "must be", false},
		"another type":        {"data:text/html;base64," + b64, "image/png, image/jpeg or image/webp", false},
		"SVG":                 {"data:image/svg+xml;base64," + b64, "image/png, image/jpeg or image/webp", false},
		"no type":             {"data:;base64," + b64, "image/png, image/jpeg or image/webp", false},
		"wrong type":          {"data:image/jpeg;base64," + b64, "says, image/jpeg, but begins like image/png", false},
		"not in base64":       {"data:image/png,%89PNG", ";base64", false},
		"no comma":            {"data:image/png;base64" + b64, "must be", false},
		"long head":           {"data:image/png;" + strings.Repeat("x", 300) + ";base64," + b64, "must be", false},
		"nothing":             {"data:image/png;base64,", "must not be empty", false},
		"6 MB":                {strings.Repeat("A", 8<<20), "at most 5242880 bytes", true},
		"just over 5 MB":      {base64.StdEncoding.EncodeToString(append(bytes.Clone(file), make([]byte, MaxBytes-len(file)+1)...)), "at most 5242880 bytes", true},
		"script in the head":  {"data:image/png\";<script>;base64," + b64, "must be", false},
		"base64 of a link":    {base64.StdEncoding.EncodeToString([]byte("https://example.org/")), "begins like text/plain", false},
		"empty after breaks":  {"\n\n", "must not be empty", false},
		"a second data URL":   {"data:image/png;base64,data:image/png;base64," + b64, "must be", false},
		"percent in the body": {"data:image/png;base64," + strings.Replace(b64, "=", "%3D", 1), "must be", false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(c.text)
			wantFault(t, err, c.says, c.large)
		})
	}
	if _, err := Parse(base64.StdEncoding.EncodeToString(append(bytes.Clone(file), make([]byte, MaxBytes-len(file))...))); err != nil {
		t.Errorf("exactly the limit: %v", err)
	}
}

// TestHeadersCostNothing: what a few bytes claim is not allocated.
func TestHeadersCostNothing(t *testing.T) {
	for name, data := range map[string][]byte{
		"PNG": pngHeader(4096, 4096), "JPEG": jpegHeader(4096, 4096), "WebP": webpX(0, 4096, 4096, nil),
		"huge PNG": pngHeader(1<<30, 1<<30), "huge WebP": webpX(0, 1<<24, 1, nil),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = Open(data)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("%s: %d bytes were allocated for a header", name, took)
		}
	}
}
