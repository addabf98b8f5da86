package picture

import (
	"image"
	"image/color"
	"testing"
)

// page is a picture with lines like print.
func page(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 255, 255, 255}
			if y%24 < 12 && (x*7+y*13)%17 < 6 {
				c = color.RGBA{20, 20, 40, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// BenchmarkDevelop: what a picture costs, from the file to the JPEG that is
// sent. B/op bounds what it holds at a time.
func BenchmarkDevelop(b *testing.B) {
	for name, data := range map[string][]byte{
		"screenshot 1920x1080 PNG":  pngOf(b, page(1920, 1080)),
		"photograph 4000x3000 JPEG": jpegOf(b, page(4000, 3000)),
		"largest 4096x4096 PNG":     pngOf(b, page(4096, 4096)),
	} {
		b.Run(name, func(b *testing.B) {
			room := NewDarkroom()
			b.ReportAllocs()
			var sent, tiles int
			for b.Loop() {
				p, err := Open(data)
				if err != nil {
					b.Fatal(err)
				}
				m, err := room.Develop(b.Context(), p)
				if err != nil {
					b.Fatal(err)
				}
				sent, tiles = len(m.Data), ((m.Width+767)/768)*((m.Height+767)/768)
			}
			b.ReportMetric(float64(len(data))/1024, "KiB-in")
			b.ReportMetric(float64(sent)/1024, "KiB-sent")
			b.ReportMetric(float64(tiles), "tiles")
		})
	}
}

// BenchmarkOpen: what it costs to refuse a bomb.
func BenchmarkOpen(b *testing.B) {
	bomb := pngHeader(50_000, 50_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(bomb); err == nil {
			b.Fatal("the bomb is in")
		}
	}
}
