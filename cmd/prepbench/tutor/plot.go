package tutor

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"
)

// Plot is a line chart.
type Plot struct {
	Title, X, Y string
	Lines       []Line
}

// Line is one line of a chart.
type Line struct {
	Name   string
	Points [][2]float64
	Dashed bool
}

var colours = []string{"#0b6fb8", "#d1495b", "#2a9d4e", "#e08e0b", "#6a4c93", "#555555", "#00a0a0", "#b05fa8"}

const (
	plotWidth, plotHeight = 720, 440
	plotLeft, plotTop     = 70, 40
	plotRight, plotBottom = 500, 390
)

// Save writes the chart as dir/name.svg, making the folder when it is missing.
func (p Plot) Save(dir, name string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".svg"), p.svg(), 0o644)
}

func (p Plot) svg() []byte {
	low, high := p.bounds()
	var b bytes.Buffer
	w := func(format string, args ...any) { _, _ = fmt.Fprintf(&b, format+"\n", args...) }
	at := func(v [2]float64) (x, y float64) {
		x = plotLeft + (v[0]-low[0])/(high[0]-low[0])*(plotRight-plotLeft)
		return x, plotBottom - (v[1]-low[1])/(high[1]-low[1])*(plotBottom-plotTop)
	}
	w(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`, plotWidth, plotHeight)
	w(`<rect width="100%%" height="100%%" fill="#fff"/><text x="%d" y="22" font-size="15">%s</text>`, plotLeft, html.EscapeString(p.Title))
	for i := range 6 {
		v := [2]float64{low[0] + (high[0]-low[0])*float64(i)/5, low[1] + (high[1]-low[1])*float64(i)/5}
		x, y := at(v)
		w(`<path d="M%.1f %d V%d M%d %.1f H%d" stroke="#ddd"/>`, x, plotTop, plotBottom, plotLeft, y, plotRight)
		w(`<text x="%.1f" y="%d" text-anchor="middle">%.3g</text><text x="%d" y="%.1f" text-anchor="end">%.3g</text>`, x, plotBottom+16, v[0], plotLeft-6, y+4, v[1])
	}
	for i, l := range p.Lines {
		colour, dash := colours[i%len(colours)], ""
		if l.Dashed {
			dash = ` stroke-dasharray="5 4"`
		}
		w(`<polyline fill="none" stroke="%s" stroke-width="2"%s points="`, colour, dash)
		for _, v := range l.Points {
			x, y := at(v)
			w(`%.1f,%.1f`, x, y)
		}
		w(`"/><path d="M%d %d h18" stroke="%s" stroke-width="2"%s/><text x="%d" y="%d">%s</text>`,
			plotRight+10, plotTop+10+20*i, colour, dash, plotRight+34, plotTop+14+20*i, html.EscapeString(l.Name))
	}
	w(`<text x="%d" y="%d" text-anchor="middle">%s</text>`, (plotLeft+plotRight)/2, plotHeight-12, html.EscapeString(p.X))
	w(`<text transform="translate(18 %d) rotate(-90)" text-anchor="middle">%s</text></svg>`, (plotTop+plotBottom)/2, html.EscapeString(p.Y))
	return b.Bytes()
}

// bounds never spans nothing.
func (p Plot) bounds() (low, high [2]float64) {
	low, high = [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, l := range p.Lines {
		for _, v := range l.Points {
			for d := range v {
				low[d], high[d] = min(low[d], v[d]), max(high[d], v[d])
			}
		}
	}
	for d := range low {
		if !(high[d] > low[d]) {
			low[d], high[d] = 0, 1
		}
	}
	return low, high
}

// Calibration draws the share of right answers over the prediction.
func Calibration(guesses []Guess) Plot {
	var sums [bins]bin
	for _, g := range guesses {
		y := 0.0
		if g.Correct {
			y = 1
		}
		sums[min(bins-1, int(g.P*bins))].add(g.P, y)
	}
	p := Plot{Title: "Calibration", X: "predicted chance of success", Y: "share of right answers",
		Lines: []Line{{Name: "model", Points: nil}, {Name: "perfect", Points: [][2]float64{{0, 0}, {1, 1}}, Dashed: true}}}
	for _, s := range sums {
		if s.n > 0 {
			p.Lines[0].Points = append(p.Lines[0].Points, [2]float64{s.p / s.n, s.y / s.n})
		}
	}
	return p
}

// LearningCurve draws how well answers are predicted over how many the student
// has given before.
func LearningCurve(guesses []Guess) Plot {
	const width, most = 5, 100
	var loss, n [most / width]float64
	for _, g := range guesses {
		if g.Nth >= most {
			continue
		}
		q := g.P
		if !g.Correct {
			q = 1 - q
		}
		loss[g.Nth/width] -= math.Log(max(1e-15, q))
		n[g.Nth/width]++
	}
	p := Plot{Title: "Learning curve", X: "answers seen of the student", Y: "log-loss", Lines: []Line{{Name: "model"}}}
	for i := range loss {
		if n[i] > 0 {
			p.Lines[0].Points = append(p.Lines[0].Points, [2]float64{float64(i*width) + width/2.0, loss[i] / n[i]})
		}
	}
	return p
}

// Precision draws the error of measured abilities over the questions asked.
func Precision(rows []Measuring) Plot {
	p := Plot{Title: "Error of a measured ability", X: "questions asked", Y: "RMSE, logits"}
	for _, m := range rows {
		l := Line{Name: m.Policy}
		for i, e := range m.ByCount {
			l.Points = append(l.Points, [2]float64{float64(i + 1), e})
		}
		p.Lines = append(p.Lines, l)
	}
	return p
}
