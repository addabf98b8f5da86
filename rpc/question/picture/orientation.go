package picture

import (
	"bytes"
	"errors"
	"image"

	"github.com/bep/imagemeta"
)

// orientation is EXIF's tag 274: how a stored picture is to be turned. The
// values are those of the standard (CIPA DC-008, 4.6.5): 1 is upright, 3 upside
// down, 6 and 8 lie on a side, the others are mirrored as well.
type orientation int

var metaFormats = map[Type]imagemeta.ImageFormat{PNG: imagemeta.PNG, JPEG: imagemeta.JPEG, WebP: imagemeta.WebP}

// tagsLookedAt bounds the tags of a file that are passed over on the way.
const tagsLookedAt = 500

// orientationOf reads the orientation. Metadata that cannot be read, or a value
// that means nothing, is no fault: the picture is taken as it is stored.
func orientationOf(p *Picture) orientation {
	o := orientation(1)
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(p.data), ImageFormat: metaFormats[p.Type], Sources: imagemeta.EXIF,
		LimitNumTags: tagsLookedAt, LimitTagSize: 64,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return t.Tag == "Orientation" && t.Namespace == "IFD0" },
		HandleTag: func(t imagemeta.TagInfo) error {
			if v, ok := t.Value.(uint16); ok && 1 <= v && v <= 8 {
				o = orientation(v)
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil && !errors.Is(err, imagemeta.ErrStopWalking) {
		return 1
	}
	return o
}

// upright turns a picture the way it was taken.
func upright(m *image.RGBA, o orientation) *image.RGBA {
	if o == 1 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	from := map[orientation]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, h - 1 - x },
		7: func(x, y int) (int, int) { return w - 1 - y, h - 1 - x },
		8: func(x, y int) (int, int) { return w - 1 - y, x },
	}[o]
	size := image.Pt(w, h)
	if o >= 5 {
		size = image.Pt(h, w)
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			fx, fy := from(x, y)
			copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(fx, fy):][:4])
		}
	}
	return out
}
