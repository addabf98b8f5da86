package gemini

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/google/generative-ai-go/genai"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"
	"google.golang.org/grpc/resolver"
)

// sdkScheme and sdkPrefix make up the address the SDK believes in. The real one is
// put in by the wire.
const (
	sdkScheme = "prepwire-nowhere"
	sdkPrefix = "/sdk"
)

// sharedSDK starts the SDK, once for the life of the process: every genai.Client
// leaves goroutines behind that its Close does not end (they belong to a gRPC
// client for cached content, which we have no use for and cannot leave out).
// Keys, addresses and limits are all chosen per call, so one is enough.
var sharedSDK = sync.OnceValues(newSDK)

func newSDK() (*sdkBackend, error) {
	// That gRPC client begins to connect as soon as it is made, to wherever the
	// endpoint points. Ours resolves to nothing, so it never does.
	resolver.Register(nowhere{})
	client, err := genai.NewClient(context.Background(),
		option.WithEndpoint(sdkScheme+"://"+sdkPrefix),
		// With an HTTP client of ours the SDK does not send this key; without a
		// key it would look for other credentials on the machine.
		option.WithAPIKey("placeholder"),
		option.WithHTTPClient(&http.Client{
			Transport: dispatcher{},
			// A redirect would carry the key to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}),
		option.WithTelemetryDisabled(),
		option.WithLogger(slog.New(slog.DiscardHandler)),
	)
	if err != nil {
		return nil, err
	}
	return &sdkBackend{client}, nil
}

// nowhere is a gRPC name resolver that never finds an address.
type nowhere struct{}

func (nowhere) Scheme() string { return sdkScheme }

func (nowhere) Build(resolver.Target, resolver.ClientConn, resolver.BuildOptions) (resolver.Resolver, error) {
	return nowhere{}, nil
}

func (nowhere) ResolveNow(resolver.ResolveNowOptions) {}

func (nowhere) Close() {}

// sdkBackend is the backend on generative-ai-go.
type sdkBackend struct{ client *genai.Client }

func (b *sdkBackend) generate(ctx context.Context, c *call) (text string, err error) {
	defer contain(&err)
	resp, err := b.model(c.req).GenerateContent(withCall(ctx, c), partsOf(c.req)...)
	if err != nil {
		return "", err
	}
	return textOf(resp), nil
}

func (b *sdkBackend) stream(ctx context.Context, c *call, on func(string) error) (string, error) {
	// The SDK's stream has no Close: cancelling is the only way to free its
	// connection when we stop early.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var text strings.Builder
	next := b.open(ctx, c)
	for {
		piece, err := next()
		if errors.Is(err, iterator.Done) {
			return text.String(), nil
		}
		if err != nil {
			return text.String(), err
		}
		if piece == "" {
			continue
		}
		text.WriteString(piece)
		if err := on(piece); err != nil {
			return text.String(), err
		}
	}
}

// open starts a stream and returns the function that reads its next piece. Only
// the SDK runs inside the containment: a panic of the caller's event function is
// the caller's.
func (b *sdkBackend) open(ctx context.Context, c *call) func() (string, error) {
	var it *genai.GenerateContentResponseIterator
	return func() (piece string, err error) {
		defer contain(&err)
		if it == nil {
			it = b.model(c.req).GenerateContentStream(withCall(ctx, c), partsOf(c.req)...)
		}
		resp, err := it.Next()
		if err != nil {
			return "", err
		}
		return textOf(resp), nil
	}
}

// contain turns a panic into an error: the SDK panics on answers it does not know.
func contain(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("sdk: panic: %v", p)
	}
}

func (b *sdkBackend) model(r *Request) *genai.GenerativeModel {
	m := b.client.GenerativeModel(r.Model)
	m.SetMaxOutputTokens(int32(r.MaxOutputTokens))
	if r.System != "" {
		m.SystemInstruction = genai.NewUserContent(genai.Text(r.System))
	}
	if r.Schema != nil {
		m.ResponseMIMEType = "application/json"
		m.ResponseSchema = schemaOf(r.Schema)
	}
	return m
}

func partsOf(r *Request) []genai.Part {
	parts := make([]genai.Part, len(r.Parts))
	for i, p := range r.Parts {
		if len(p.Data) > 0 {
			parts[i] = genai.Blob{MIMEType: p.MIME, Data: p.Data}
		} else {
			parts[i] = genai.Text(p.Text)
		}
	}
	return parts
}

var sdkTypes = map[Type]genai.Type{
	TypeString: genai.TypeString, TypeNumber: genai.TypeNumber, TypeInteger: genai.TypeInteger,
	TypeBoolean: genai.TypeBoolean, TypeArray: genai.TypeArray, TypeObject: genai.TypeObject,
}

// schemaOf renders what the SDK has fields for; [Schema.extras] has the rest.
func schemaOf(s *Schema) *genai.Schema {
	if s == nil {
		return nil
	}
	out := &genai.Schema{
		Type: sdkTypes[s.Type], Description: s.Description, Nullable: s.Nullable, Enum: s.Enum,
		Items: schemaOf(s.Items), Required: s.required(),
	}
	if len(s.Enum) > 0 {
		out.Format = "enum"
	}
	for _, p := range s.Properties {
		if out.Properties == nil {
			out.Properties = map[string]*genai.Schema{}
		}
		out.Properties[p.Name] = schemaOf(p.Schema)
	}
	return out
}

// textOf returns the text of the first candidate.
func textOf(resp *genai.GenerateContentResponse) string {
	if resp == nil || len(resp.Candidates) == 0 || resp.Candidates[0].Content == nil {
		return ""
	}
	var b strings.Builder
	for _, part := range resp.Candidates[0].Content.Parts {
		if t, ok := part.(genai.Text); ok {
			b.WriteString(string(t))
		}
	}
	return b.String()
}
