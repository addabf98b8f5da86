package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"runtime"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// develop opens and develops a file and reads what comes of it.
func develop(t *testing.T, data []byte) image.Image {
	t.Helper()
	p, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := NewDarkroom().Develop(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(got.Data))
	if err != nil {
		t.Fatal(err)
	}
	if got.MIME != "image/jpeg" || m.Bounds().Dx() != got.Width || m.Bounds().Dy() != got.Height {
		t.Fatalf("got %s of %d by %d, in truth %v", got.MIME, got.Width, got.Height, m.Bounds())
	}
	return m
}

// near says whether two colours look alike after JPEG.
func near(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	for _, d := range []int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2)} {
		if d < -0x1400 || d > 0x1400 {
			return false
		}
	}
	return true
}

// looksAt are the colours in the four corners.
func looksAt(m image.Image) []color.Color {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	return []color.Color{m.At(w/8, h/8), m.At(w-1-w/8, h/8), m.At(w/8, h-1-h/8), m.At(w-1-w/8, h-1-h/8)}
}

func wantCorners(t *testing.T, m image.Image, order [4]int) {
	t.Helper()
	for i, got := range looksAt(m) {
		if !near(got, corners[order[i]]) {
			t.Errorf("corner %d is %v, want %v", i, got, corners[order[i]])
		}
	}
}

func TestDevelopScales(t *testing.T) {
	for name, c := range map[string]struct{ w, h, toW, toH int }{
		"small":      {40, 30, 40, 30},
		"as allowed": {1536, 64, 1536, 64},
		"a bit over": {1600, 400, 1536, 384},
		"over twice": {4096, 512, 1536, 192},
		"tall":       {64, 4096, 24, 1536},
		"a line":     {4096, 1, 1536, 1},
		"one pixel":  {1, 1, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			m := develop(t, pngOf(t, quarters(c.w, c.h)))
			if size := m.Bounds().Size(); size != image.Pt(c.toW, c.toH) {
				t.Fatalf("got %v", size)
			}
			if c.toH >= 16 {
				wantCorners(t, m, [4]int{0, 1, 2, 3})
			}
		})
	}
}

// TestScaleKeepsFineLines: lines of one pixel become grey and do not vanish.
func TestScaleKeepsFineLines(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 4096, 64))
	for i := range m.Pix {
		m.Pix[i] = byte(255 * (i % 2))
	}
	out := scaleDown(m)
	for x := 8; x < out.Bounds().Dx()-8; x++ {
		if g := out.RGBAAt(x, 10).R; g < 96 || g > 160 {
			t.Fatalf("at %d the lines have become %d", x, g)
		}
	}
}

func TestDevelopTurnsUpright(t *testing.T) {
	stored := jpegOf(t, quarters(96, 48))
	for orientation, order := range map[uint16][4]int{
		0: {0, 1, 2, 3}, 1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {3, 2, 1, 0}, 4: {2, 3, 0, 1},
		5: {0, 2, 1, 3}, 6: {2, 0, 3, 1}, 7: {3, 1, 2, 0}, 8: {1, 3, 0, 2}, 9: {0, 1, 2, 3},
	} {
		m := develop(t, withEXIF(stored, orientation))
		if tall := m.Bounds().Dy() > m.Bounds().Dx(); tall != (orientation >= 5 && orientation <= 8) {
			t.Errorf("orientation %d: got %v", orientation, m.Bounds())
		}
		wantCorners(t, m, order)
	}
}

// TestDevelopLosesMetadata: only pixels are sent on.
func TestDevelopLosesMetadata(t *testing.T) {
	for _, file := range [][]byte{
		withEXIF(jpegOf(t, quarters(16, 16)), 1),
		withChunk(pngOf(t, quarters(16, 16)), "tEXt", []byte("Author\x00SECRET-CAM-1")),
		append(pngOf(t, quarters(16, 16)), "SECRET-CAM-1"...),
	} {
		if !bytes.Contains(file, []byte("SECRET")) {
			t.Fatal("there is nothing to lose")
		}
		p, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := NewDarkroom().Develop(t.Context(), p)
		if err != nil || bytes.Contains(got.Data, []byte("SECRET")) {
			t.Errorf("metadata is sent on, error %v", err)
		}
	}
}

func TestDevelopLaysOnWhite(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 40)) // black, and wholly transparent
	if got := develop(t, pngOf(t, m)).At(20, 20); !near(got, color.White) {
		t.Errorf("got %v", got)
	}
	if got := develop(t, webpLossless); got.Bounds().Size() != image.Pt(1, 1) {
		t.Errorf("got %v", got.Bounds())
	}
	develop(t, webpLossy)
}

func TestDevelopRefuses(t *testing.T) {
	whole := jpegOf(t, quarters(64, 64))
	flat := pngOf(t, quarters(64, 64))
	broken := bytes.Clone(flat)
	broken[len(broken)-30] ^= 0xff
	tooLittle := append(pngHeader(64, 64), chunk("IDAT", []byte("\x78\x9c\x03\x00\x00\x00\x00\x01"))...)
	for name, data := range map[string][]byte{
		"JPEG cut in its pixels":   whole[:len(whole)-100],
		"JPEG of a header alone":   jpegHeader(4096, 4096),
		"PNG cut in its pixels":    flat[:len(flat)-40],
		"PNG of a header alone":    pngHeader(4096, 4096),
		"PNG with a bit turned":    broken,
		"PNG of too few pixels":    append(tooLittle, chunk("IEND", nil)...),
		"WebP of another frame":    webpX(0, 4000, 4000, webpLossy[12:]),
		"WebP of another lossless": webpX(0, 4000, 4000, webpLossless[12:]),
		"WebP of a header alone":   webpX(0, 4000, 4000, nil),
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Open(data)
			if err != nil {
				t.Fatalf("it should show later: %v", err)
			}
			_, err = NewDarkroom().Develop(t.Context(), p)
			wantFault(t, err, "can be decoded", false)
		})
	}
}

// TestDarkroomHasBounds: who finds no memory waits, and too many do not.
func TestDarkroomHasBounds(t *testing.T) {
	p, err := Open(pngOf(t, quarters(16, 16)))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		d := NewDarkroom()
		if !d.memory.TryAcquire(darkroomBytes) {
			t.Fatal("the darkroom is not empty")
		}
		ctx, cancel := context.WithCancel(t.Context())
		results := make(chan error, darkroomPlaces)
		for i := range darkroomPlaces {
			waits := t.Context()
			if i == 0 {
				waits = ctx
			}
			go func() {
				_, err := d.Develop(waits, p)
				results <- err
			}()
		}
		synctest.Wait()
		if _, err := d.Develop(t.Context(), p); !errors.Is(err, ErrBusy) {
			t.Errorf("one too many: %v", err)
		}
		cancel()
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up: %v", err)
		}
		d.memory.Release(darkroomBytes)
		for range darkroomPlaces - 1 {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
		if n := d.places.Load(); n != 0 || !d.memory.TryAcquire(darkroomBytes) {
			t.Errorf("%d places are still taken", n)
		}
	})
}

// TestBombsStayWithinTheBound: decoding takes no more than is reserved for it,
// for the costliest kind of a type.
func TestBombsStayWithinTheBound(t *testing.T) {
	progressive := jpegOf(t, image.NewRGBA(image.Rect(0, 0, 2048, 2048)))
	i := bytes.Index(progressive, []byte("\xff\xc0"))
	progressive[i+1], progressive[i+11] = 0xc2, 0x11                 // coefficients are kept, colours are not halved
	progressive[bytes.Index(progressive, []byte("\xff\xda"))+12] = 0 // the first scan has the mean of each block
	deep := pngOf(t, image.NewNRGBA64(image.Rect(0, 0, 2048, 2048)))
	for name, data := range map[string][]byte{
		"progressive JPEG": progressive,
		"PNG of 16 bits":   deep,
		"lossless WebP":    webpX(0, 2048, 2048, webpLossless[12:]),
	} {
		p, err := Open(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = NewDarkroom().Develop(t.Context(), p)
		runtime.ReadMemStats(&after)
		took := int64(after.TotalAlloc - before.TotalAlloc)
		t.Logf("%s: %d MiB of %d", name, took>>20, p.memory()>>20)
		if took > p.memory() {
			t.Errorf("%s: took %d MiB, %d were reserved", name, took>>20, p.memory()>>20)
		}
	}
}
