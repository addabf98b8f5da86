package picture

import (
	"image"

	"golang.org/x/image/draw"
)

// LongSide is the longer side of a developed picture at most, in pixels.
//
// Gemini counts an image in tiles of 768 by 768 pixels, 258 tokens each, when a
// side is over 384 (ai.google.dev/gemini-api/docs/tokens); later models take a
// number of tokens that the request sets and not the picture
// (ai.google.dev/gemini-api/docs/media-resolution). Two tiles a side keep a
// screenshot legible for about 1,032 tokens; 4096 pixels would take up to 36
// tiles, or be scaled down over there after the upload.
const LongSide = 2 * 768

// scaleDown returns the picture on white, its longer side at most LongSide.
//
// The interpolation looks at 2 by 2 pixels, so more than a half at a time would
// pass pixels over; exactly a half is their mean.
func scaleDown(m image.Image) *image.RGBA {
	size := m.Bounds().Size()
	for max(size.X, size.Y) > 2*LongSide {
		size = image.Pt((size.X+1)/2, (size.Y+1)/2)
		m = scale(m, size)
	}
	if long := max(size.X, size.Y); long > LongSide {
		size = image.Pt(max(1, size.X*LongSide/long), max(1, size.Y*LongSide/long))
	}
	return scale(m, size)
}

func scale(m image.Image, size image.Point) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(out, out.Bounds(), m, m.Bounds(), draw.Over, nil)
	return out
}
