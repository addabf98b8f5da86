package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// quarters is a picture of four colours, by which its corners are told apart.
func quarters(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, corners[2*(2*y/h)+2*x/w])
		}
	}
	return m
}

// corners are the colours of quarters: above left, above right, below left,
// below right.
var corners = []color.RGBA{{200, 30, 30, 255}, {30, 200, 30, 255}, {30, 30, 200, 255}, {220, 220, 30, 255}}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Two pictures of one pixel, lossy and lossless.
var (
	webpLossy    = unbase64("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	webpLossless = unbase64("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
)

func unbase64(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// chunk is a chunk of a PNG.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngHeader is the beginning of a PNG that claims to have these sides.
func pngHeader(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32(nil, w)
	ihdr = binary.BigEndian.AppendUint32(ihdr, h)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(ihdr, 8, 6, 0, 0, 0))...)
}

// withChunk puts a chunk behind the header of a PNG.
func withChunk(file []byte, kind string, data []byte) []byte {
	const header = 8 + 25
	out := append(bytes.Clone(file[:header]), chunk(kind, data)...)
	return append(out, file[header:]...)
}

// webpX is a WebP whose canvas has these sides, with more chunks behind.
func webpX(flags byte, w, h int, more []byte) []byte {
	b := append([]byte("VP8X\x0a\x00\x00\x00"), flags, 0, 0, 0,
		byte(w-1), byte((w-1)>>8), byte((w-1)>>16), byte(h-1), byte((h-1)>>8), byte((h-1)>>16))
	b = append(b, more...)
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(b)+4))
	return append(append(out, "WEBP"...), b...)
}

// withEXIF puts an EXIF segment with an orientation, and a maker's name to be
// lost, behind the first marker of a JPEG.
func withEXIF(file []byte, orientation uint16) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x02")
	tiff = append(tiff, 0x01, 0x0f, 0, 2, 0, 0, 0, 12, 0, 0, 0, 38) // Make, 12 bytes at 38
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1, byte(orientation>>8), byte(orientation), 0, 0)
	tiff = append(tiff, 0, 0, 0, 0)
	tiff = append(tiff, "SECRET-CAM-1"...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	n := len(segment) + 2
	out := append(bytes.Clone(file[:2]), 0xff, 0xe1, byte(n>>8), byte(n))
	return append(append(out, segment...), file[2:]...)
}
