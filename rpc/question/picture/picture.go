package picture

// Bounds of a picture.
const (
	MaxBytes = 5 << 20 // of the file, not of its base64
	MaxSide  = 4096    // pixels
)

// A Type is a MIME type.
type Type string

// The types that are read.
const (
	PNG  Type = "image/png"
	JPEG Type = "image/jpeg"
	WebP Type = "image/webp"
)

// Picture is a file that begins like a still picture within the bounds. Whether
// it is whole shows when it is developed.
type Picture struct {
	Type          Type
	Width, Height int // in pixels, as stored: a photograph may lie on its side

	data       []byte
	pixelBytes int // of a decoded pixel, at most
}
