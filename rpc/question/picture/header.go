package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"strings"

	"golang.org/x/image/webp"
)

// magic is how files of a type begin.
var magic = map[Type]func(data []byte) bool{
	PNG:  func(b []byte) bool { return bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) },
	JPEG: func(b []byte) bool { return bytes.HasPrefix(b, []byte("\xff\xd8\xff")) },
	WebP: func(b []byte) bool {
		return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
	},
}

// headers read the sides of a picture without its pixels.
var headers = map[Type]func(io.Reader) (image.Config, error){
	PNG: png.DecodeConfig, JPEG: jpeg.DecodeConfig, WebP: webp.DecodeConfig,
}

// Open looks at the first bytes of a file: what it is, and how large. It keeps
// data, which must not change. Errors: *Fault.
func Open(data []byte) (*Picture, error) {
	if len(data) > MaxBytes {
		return nil, tooManyBytes()
	}
	t, err := typeOf(data)
	if err != nil {
		return nil, err
	}
	c, err := config(t, data)
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &Fault{Message: "must be whole: it ends within its header", err: err}
	case err != nil || c.Width < 1 || c.Height < 1:
		return nil, &Fault{Message: "must have a header that can be read; this " + string(t) + " has none", err: err}
	case c.Width > MaxSide || c.Height > MaxSide:
		return nil, tooLarge(fmt.Sprintf("must have at most %d pixels a side, not %d by %d", MaxSide, c.Width, c.Height))
	case t == JPEG && bytes.Count(data, []byte("\xff\xda")) > mostScanned/(c.Width*c.Height):
		return nil, wrong("must not be a progressive JPEG of so many scans")
	case animated(t, data):
		return nil, wrong("must be a still picture, not an animation")
	}
	return &Picture{Type: t, Width: c.Width, Height: c.Height, data: data, pixelBytes: pixelBytes(t, c)}, nil
}

// mostScanned bounds the scans of a JPEG, each of which may go through all its
// pixels for a dozen bytes: two dozen of the largest picture, where encoders
// make ten. The marker of a scan can stand in metadata by chance; a few times
// do no harm.
const mostScanned = 24 * MaxSide * MaxSide

func tooManyBytes() *Fault {
	return tooLarge(fmt.Sprintf("must have at most %d bytes before base64", MaxBytes))
}

func typeOf(data []byte) (Type, error) {
	if len(data) == 0 {
		return "", wrong("must not be empty")
	}
	for t, begins := range magic {
		if begins(data) {
			return t, nil
		}
	}
	// The guess is one of a fixed list of types, and holds nothing of the file.
	guess, _, _ := strings.Cut(http.DetectContentType(data), ";")
	return "", wrong("must be a PNG, JPEG or WebP; this begins like " + guess)
}

// config reads the header. What a decoder trips over is a fault of the file.
func config(t Type, data []byte) (c image.Config, err error) {
	defer contain(&err)
	return headers[t](bytes.NewReader(data))
}

// contain turns a panic of a decoder into an error.
func contain(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("decoder panicked: %v", v)
	}
}

// animated says whether a file has several frames: which of them is meant,
// nobody could tell.
func animated(t Type, data []byte) bool {
	switch t {
	case PNG: // an acTL chunk before the pixels
		for b := data[8:]; len(b) >= 8; {
			n, kind := uint64(binary.BigEndian.Uint32(b)), string(b[4:8])
			if kind == "acTL" || kind == "IDAT" {
				return kind == "acTL"
			}
			if n+12 > uint64(len(b)) {
				return false
			}
			b = b[n+12:]
		}
	case WebP: // a flag in the first chunk, when that is VP8X
		return len(data) > 20 && string(data[12:16]) == "VP8X" && data[20]&0x02 != 0
	}
	return false
}

// pixelBytes is what decoding takes for a pixel, in bytes, at most: the picture
// itself and what the decoder holds beside it.
func pixelBytes(t Type, c image.Config) int {
	switch {
	case t == JPEG: // if progressive 4 bytes a coefficient, a plane of each component, and the colours made of them
		if c.ColorModel == color.CMYKModel {
			return 4*4 + 4 + 4
		}
		return 4*3 + 3 + 4
	case t == WebP: // lossless: 4, and once more for a colour table; or alpha beside lossy
		return 10
	}
	size := 4
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		size = 8
	}
	return size + size/2 // an interlaced one holds its last pass, half of it, too
}
