package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"sync/atomic"

	"golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"
)

const (
	// darkroomBytes bounds what decoding takes in a darkroom at a time. One
	// picture of the worst kind fits, or a dozen screenshots.
	darkroomBytes = 400 << 20

	// besideBytes is what any picture takes beside its pixels: scaled copies and
	// the JPEG.
	besideBytes = 32 << 20

	// tablesBytes is what a WebP can make its decoder build of tables: 65,536
	// groups of 5 Huffman trees.
	tablesBytes = 192 << 20

	// darkroomPlaces bounds the pictures that are developed or wait for it.
	darkroomPlaces = 32

	// quality keeps small print legible.
	quality = 90
)

// Darkroom develops pictures. It may be used concurrently; the zero value is not
// ready.
type Darkroom struct {
	memory *semaphore.Weighted
	places atomic.Int64
}

// NewDarkroom returns a darkroom. One for a process bounds its memory.
func NewDarkroom() *Darkroom {
	return &Darkroom{memory: semaphore.NewWeighted(darkroomBytes)}
}

// Image is a picture ready to be sent to a model.
type Image struct {
	MIME          string
	Data          []byte
	Width, Height int
}

// Develop decodes a picture, turns it upright, scales it down to LongSide,
// lays what is transparent on white, and encodes it as JPEG. Nothing but pixels
// survives: no place, no name of a camera, no text beside the picture.
//
// It waits while other pictures take the memory there is. Errors: *Fault for
// what cannot be decoded; ErrBusy when too many wait; the context's own.
func (d *Darkroom) Develop(ctx context.Context, p *Picture) (Image, error) {
	defer d.places.Add(-1)
	if d.places.Add(1) > darkroomPlaces {
		return Image{}, ErrBusy
	}
	size := p.memory()
	if err := d.memory.Acquire(ctx, size); err != nil {
		return Image{}, fmt.Errorf("wait to develop a picture: %w", err)
	}
	defer d.memory.Release(size)
	decoded, err := p.decode(ctx)
	if ctx.Err() != nil {
		return Image{}, fmt.Errorf("decode a picture: %w", ctx.Err())
	}
	if err != nil {
		return Image{}, &Fault{Message: "must be a picture that can be decoded; this one is cut off, broken or of a rare kind", err: err}
	}
	m := upright(scaleDown(decoded), orientationOf(p))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: quality}); err != nil {
		return Image{}, fmt.Errorf("encode a picture: %w", err)
	}
	return Image{MIME: string(JPEG), Data: out.Bytes(), Width: m.Bounds().Dx(), Height: m.Bounds().Dy()}, nil
}

// memory is what developing takes, at most.
func (p *Picture) memory() int64 {
	size := int64(p.Width)*int64(p.Height)*int64(p.pixelBytes) + besideBytes
	if p.Type == WebP {
		size += tablesBytes
	}
	return min(size, darkroomBytes)
}

var decoders = map[Type]func(io.Reader) (image.Image, error){
	PNG: png.Decode, JPEG: jpeg.Decode, WebP: webp.Decode,
}

func (p *Picture) decode(ctx context.Context) (m image.Image, err error) {
	defer contain(&err)
	m, err = decoders[p.Type](&reader{ctx, bytes.NewReader(p.data)})
	if err == nil && (m.Bounds().Dx() != p.Width || m.Bounds().Dy() != p.Height) {
		err = errors.New("the pixels do not fit the header")
	}
	return m, err
}

// reader ends decoding with its context, soon also where few bytes make much
// work.
type reader struct {
	ctx  context.Context
	data io.Reader
}

// mostRead is what a decoder gets at a time.
const mostRead = 512

// Read implements io.Reader.
func (r *reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.data.Read(b[:min(len(b), mostRead)])
}
