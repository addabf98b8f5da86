package picture

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image/jpeg"
	"testing"
)

// FuzzOpen: whatever a stranger sends, the answer is a picture within the bounds
// or a fault; and what is small enough is developed, or is the sender's fault.
func FuzzOpen(f *testing.F) {
	f.Add(pngOf(f, quarters(9, 7)))
	f.Add(jpegOf(f, quarters(9, 7)))
	f.Add(withEXIF(jpegOf(f, quarters(9, 7)), 6))
	f.Add(withChunk(pngOf(f, quarters(4, 4)), "acTL", make([]byte, 8)))
	f.Add(webpLossy)
	f.Add(webpLossless)
	f.Add(webpX(0x10, 4, 4, webpLossy[12:]))
	f.Add(pngHeader(1<<31-1, 1))
	f.Add([]byte("<svg/>"))
	room := NewDarkroom()
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Open(data)
		var fault *Fault
		if err != nil {
			if !errors.As(err, &fault) || fault.Message == "" {
				t.Fatalf("got %v", err)
			}
			return
		}
		if p.Width < 1 || p.Width > MaxSide || p.Height < 1 || p.Height > MaxSide || p.memory() > darkroomBytes {
			t.Fatalf("got %+v", p)
		}
		if p.Width*p.Height > 1<<16 {
			return
		}
		got, err := room.Develop(t.Context(), p)
		if err != nil {
			if !errors.As(err, &fault) {
				t.Fatalf("got %v", err)
			}
			return
		}
		if _, err := jpeg.Decode(bytes.NewReader(got.Data)); err != nil {
			t.Fatalf("what was developed is no JPEG: %v", err)
		}
	})
}

// FuzzParse: texts are read as a picture or refused.
func FuzzParse(f *testing.F) {
	b64 := base64.StdEncoding.EncodeToString(webpLossy)
	for _, s := range []string{b64, "data:image/webp;base64," + b64, "data:,", "data:image/png;base64", b64[:5], " ", "data:image/webp;a=\"b;base64,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		var fault *Fault
		if (p == nil) == (err == nil) || err != nil && !errors.As(err, &fault) {
			t.Fatalf("got %+v, error %v", p, err)
		}
	})
}
