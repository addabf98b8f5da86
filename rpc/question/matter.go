package question

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/question/picture"
	"prepwire/rpc/question/vet"
	"prepwire/schema"
	"prepwire/store"
)

// matter is what is to be analysed: a question of the bank, or whatever a
// student typed or pictured, which is data and may be anything.
type matter struct {
	requestID schema.ID
	known     *store.Question // nil: not of the bank
	text      string
	images    []ModelImage
	given     []string // pointers to the params that brought it
}

const secretsMessage = "must be about an exam question, not about the instructions or keys of this service"

// developAgain is when to come back when too many pictures wait.
const developAgain = 2 * time.Second

// matter checks what the caller brought. Everything that can be refused without
// decoding a picture or asking the store is refused first, all at once.
func (s *Service) matter(ctx context.Context, who *auth.Identity, p schema.QuestionAnalyzeParams) (matter, error) {
	m := matter{requestID: p.RequestID, text: plain(p.Text)}
	pic, err := m.check(p)
	switch {
	case err != nil:
		return m, err
	case !s.asks():
		return m, rpc.Refuse(schema.AINotConfigured)
	case p.QuestionID != "":
		q, err := s.findFree(ctx, who, p.QuestionID)
		m.known = &q
		return m, err
	}
	if err := s.RefuseContested(ctx, m.text); err != nil {
		return m, err
	}
	if pic == nil {
		return m, nil
	}
	image, err := s.developed(ctx, pic)
	m.images = []ModelImage{image}
	return m, err
}

// check refuses params that bring nothing, or something that is no question. The
// url is a label for the client's own use and looked at by nobody.
func (m *matter) check(p schema.QuestionAnalyzeParams) (pic *picture.Picture, err error) {
	var faults []schema.ParamError
	large := false
	switch {
	case p.Text == "" && p.Image == "" && p.QuestionID == "":
		faults = append(faults, fault("/text", "must be there when neither image nor questionId is"))
	case p.QuestionID != "" && (p.Text != "" || p.Image != ""):
		faults = append(faults, fault("/questionId", "must stand alone, without text and image"))
	}
	if p.Text != "" {
		m.given = append(m.given, "/text")
		if m.text == "" {
			faults = append(faults, fault("/text", "must not be blank"))
		} else if vet.AsksForSecrets(m.text) {
			faults = append(faults, fault("/text", secretsMessage))
		}
	}
	if p.Image != "" {
		m.given = append(m.given, "/image")
		var bad *picture.Fault
		if pic, err = picture.Parse(p.Image); errors.As(err, &bad) {
			faults = append(faults, fault("/image", bad.Message))
			large = bad.Large
		}
	}
	switch {
	case len(faults) == 0:
		return pic, nil
	case len(faults) == 1 && large:
		return nil, tooLarge(faults...)
	}
	return nil, rpc.InvalidParams(faults...)
}

func tooLarge(faults ...schema.ParamError) error {
	e := rpc.Refuse(schema.ReasonTooLarge)
	e.Data.Errors = faults
	return e
}

// developed is the picture as the model gets it.
func (s *Service) developed(ctx context.Context, pic *picture.Picture) (ModelImage, error) {
	image, err := s.darkroom.Develop(ctx, pic)
	var bad *picture.Fault
	switch {
	case errors.As(err, &bad):
		return ModelImage{}, rpc.InvalidParam("/image", bad.Message)
	case errors.Is(err, picture.ErrBusy):
		return ModelImage{}, rpc.Refuse(schema.Overloaded, rpc.RetryAfter(developAgain), rpc.Because(err))
	}
	return ModelImage{MIME: image.MIME, Data: image.Data}, err
}

// plain is a text without what is no text: lines end with line feeds, and other
// control characters, which copying from pages leaves behind, are gone.
func plain(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s))
}
