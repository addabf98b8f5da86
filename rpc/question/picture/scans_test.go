package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"testing"
)

// progressive is a grey progressive JPEG whose coefficients are sent in so many
// scans, each of a few bytes that say "nothing new" of every block.
func progressive(side, scans int) []byte {
	segment := func(marker byte, body ...byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
	}
	table := func(class, symbol byte) []byte { // one code of one bit
		counts := make([]byte, 16)
		counts[0] = 1
		return segment(0xc4, append(append([]byte{class << 4}, counts...), symbol)...)
	}
	out := []byte{0xff, 0xd8}
	out = append(out, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)...)
	out = append(out, segment(0xc2, 8, byte(side>>8), byte(side), byte(side>>8), byte(side), 1, 1, 0x11, 0)...)
	out = append(append(out, table(0, 0)...), table(1, 0xe0)...) // E0: the end of the next 16,384 blocks and more
	blocks := (side / 8) * (side / 8)
	out = append(out, segment(0xda, 1, 1, 0, 0, 0, 0)...)
	out = append(out, make([]byte, (blocks+7)/8)...)
	runs := make([]byte, (15*(blocks>>14+1)+7)/8)
	for range scans {
		out = append(append(out, segment(0xda, 1, 1, 0, 1, 63, 0)...), runs...)
	}
	return append(out, 0xff, 0xd9)
}

// inks is the header of a progressive JPEG in four inks.
func inks(side int) []byte {
	out := []byte{0xff, 0xd8, 0xff, 0xee, 0, 14}
	out = append(out, "Adobe\x00\x64\x00\x00\x00\x00\x00"...)
	out = append(out, 0xff, 0xc2, 0, 20, 8, byte(side>>8), byte(side), byte(side>>8), byte(side), 4)
	for i := range byte(4) {
		out = append(out, i+1, 0x11, 0)
	}
	return append(out, 0xff, 0xda, 0, 2)
}

// TestManyScans: each scan of a progressive JPEG goes through all its blocks, so
// a few bytes each could keep a decoder busy for hours.
func TestManyScans(t *testing.T) {
	usual := progressive(512, 10)
	if _, err := jpeg.Decode(bytes.NewReader(usual)); err != nil {
		t.Fatalf("this is no JPEG: %v", err)
	}
	develop(t, usual)
	develop(t, progressive(64, 5000))
	_, err := Open(progressive(4096, 30))
	wantFault(t, err, "scans", false)
}

// TestManyColours: what a decoder makes of a picture with four inks fits what is
// set aside for it.
func TestManyColours(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want int64
	}{
		"three": {jpegHeader(4096, 4096), 19},
		"grey":  {progressive(4096, 1), 19},
		"four":  {inks(4096), 24},
	} {
		p, err := Open(c.data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := p.memory(), min(4096*4096*c.want+besideBytes, darkroomBytes); got != want {
			t.Errorf("%s: sets aside %d, want %d", name, got, want)
		}
	}
}

// TestDecodingEndsWithItsCall: who has gone needs no picture.
func TestDecodingEndsWithItsCall(t *testing.T) {
	for name, data := range map[string][]byte{
		"JPEG": progressive(512, 10), "PNG": pngOf(t, quarters(64, 64)), "WebP": webpLossless,
	} {
		p, err := Open(data)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := p.decode(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
