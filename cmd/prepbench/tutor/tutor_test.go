package tutor

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEvaluatingASimulatedLog(t *testing.T) {
	train, test := Generate(1, 1, 250), Generate(1, 1_000_001, 60)
	r := Evaluate(train.Log, test.Log, io.Discard)
	oracle := Judge(test.Oracle)
	if r.Model.AUC < 0.74 || r.Model.AUC > oracle.AUC || r.Model.LogLoss < oracle.LogLoss {
		t.Errorf("model %+v, oracle %+v", r.Model, oracle)
	}
	if r.Model.ECE > 0.04 {
		t.Errorf("calibration is off by %.3f", r.Model.ECE)
	}
	for _, f := range r.Fits[:4] {
		if r.Model.LogLoss >= f.LogLoss {
			t.Errorf("%s: log-loss %.4f, the model's %.4f", f.Name, f.LogLoss, r.Model.LogLoss)
		}
	}
	a := r.Compare(test.Truth)
	if a.Skill < 0.75 || a.Skill < a.PercentCorrect+0.05 || a.Coverage < 0.85 || a.Pairs < 100 {
		t.Errorf("against the truth: %+v", a)
	}
}

func TestALogSurvivesItsFile(t *testing.T) {
	m := Generate(2, 1, 20)
	var log, truth bytes.Buffer
	if err := m.WriteLog(&log); err != nil {
		t.Fatal(err)
	}
	if err := m.WriteTruth(&truth); err != nil {
		t.Fatal(err)
	}
	l, err := readText(log.String())
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Rows) != len(m.Log.Rows) || len(l.Users) != 20 {
		t.Fatalf("%d rows of %d users, want %d", len(l.Rows), len(l.Users), len(m.Log.Rows))
	}
	for i := range l.Rows {
		a, b := l.Rows[i], m.Log.Rows[i]
		if a.Item != b.Item || a.Skills[0] != b.Skills[0] || a.Correct != b.Correct || a.At != b.At || a.TimeMs != b.TimeMs || l.Users[a.Student] != m.Log.Users[b.Student] {
			t.Fatalf("row %d is %+v, was %+v", i, a, b)
		}
	}
	path := filepath.Join(t.TempDir(), "truth.csv")
	if err := os.WriteFile(path, truth.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadTruth(path)
	if err != nil || len(got) != 20 || len(got["1"]) != 29 {
		t.Errorf("truth of %d users, %v", len(got), err)
	}
}

func TestMeasuresOfFit(t *testing.T) {
	f := Judge([]Guess{{P: 0.9, Correct: true}, {P: 0.8, Correct: false}, {P: 0.8, Correct: true}, {P: 0.1, Correct: false}})
	if math.Abs(f.AUC-0.875) > 1e-12 || math.Abs(f.Accuracy-0.75) > 1e-12 {
		t.Errorf("%+v", f)
	}
	want := -(math.Log(.9) + math.Log(.2) + math.Log(.8) + math.Log(.9)) / 4
	if math.Abs(f.LogLoss-want) > 1e-12 || math.Abs(f.RMSE-math.Sqrt((.01+.64+.04+.01)/4)) > 1e-12 {
		t.Errorf("%+v", f)
	}
	if c := correlation([]float64{1, 2, 3}, []float64{2, 4, 6}); math.Abs(c-1) > 1e-12 {
		t.Errorf("correlation %v", c)
	}
}

func TestMeasuringBeatsRandomUnderTheCap(t *testing.T) {
	rows := Measure(3, 60, 0.3)
	random, own := rows[0], rows[len(rows)-1]
	if own.RMSE[1] > 0.85*random.RMSE[1] {
		t.Errorf("RMSE after 20: %.3f, at random %.3f", own.RMSE[1], random.RMSE[1])
	}
	if own.Deviation > 1 || own.MostExposed > 0.26 || own.Coverage < 0.8 {
		t.Errorf("%+v", own)
	}
}

func TestPractisingTeachesMoreThanChance(t *testing.T) {
	rows := Practice{Seed: 3, Students: 8, Peak: 0.7, Others: 150}.Run()
	oracle, own, random := rows[0], rows[1], rows[len(rows)-1]
	if oracle.Share != 1 || own.Share > 1 || own.Share < 0.55 || own.Share < random.Share {
		t.Errorf("shares: own %.2f, random %.2f", own.Share, random.Share)
	}
	if own.AllOf != 1 || own.Accuracy < 0.6 || own.Accuracy > 0.85 {
		t.Errorf("%+v", own)
	}
}

func TestSpeedCountsWhatItSays(t *testing.T) {
	s := MeasureSpeed(1, 50, 300, 10)
	if s.NsPerAnswer <= 0 || len(s.Choices) != 3 || s.BytesEncoded < 100 || s.BytesEncoded > 1024 || s.BytesInMemory <= 0 {
		t.Errorf("%+v", s)
	}
}

func TestChartsAreWellFormed(t *testing.T) {
	m := Generate(4, 1, 10)
	for _, p := range []Plot{Calibration(m.Oracle), LearningCurve(m.Oracle), Precision([]Measuring{{Policy: "a < b", ByCount: []float64{1, .5}}}), {}} {
		d := xml.NewDecoder(bytes.NewReader(p.svg()))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", p.Title, err)
			}
		}
		if strings.Contains(string(p.svg()), "NaN") {
			t.Errorf("%s: NaN in the chart", p.Title)
		}
	}
}

func TestSeedsAreTakenTogether(t *testing.T) {
	got := OverSeeds([][]Practising{{{Policy: "a", Gain: 10, Share: 0.7, AllOf: 1}}, {{Policy: "a", Gain: 12, Share: 0.8, AllOf: 0.5}}})[0]
	if math.Abs(got.Gain-11) > 1e-9 || math.Abs(got.Share-0.75) > 1e-9 || got.LowestShare != 0.7 || math.Abs(got.ShareSD-math.Sqrt(0.005)) > 1e-9 || got.AllOf != 0.75 {
		t.Errorf("%+v", got)
	}
	if one := OverSeeds([][]Practising{{{Share: 0.7}}})[0]; one.ShareSD != 0 || one.LowestShare != 0.7 {
		t.Errorf("one seed: %+v", one)
	}
}
