package main

import (
	"time"

	"prepwire/auth"
	"prepwire/store/live"
)

// config is everything an operator may set. A flag and its environment variable
// have one name: --data-dir is DATA_DIR. The README's table is made from it.
type config struct {
	gatewayConfig  `embed:"" group:"Gateway"`
	identityConfig `embed:"" group:"Identity"`
	questionConfig `embed:"" group:"Questions"`
	limitConfig    `embed:"" group:"Limits, 0 for none"`
}

// gatewayConfig says where the gateway runs, and how.
type gatewayConfig struct {
	Addr      string `default:"127.0.0.1:3001" help:"Address to listen on. Port 0 takes a free one."`
	AdminAddr string `default:"127.0.0.1:3002" help:"Address of /metrics and pprof. Keep it private; off serves neither."`
	DataDir   string `default:"./data" help:"Directory of the store. It belongs to one gateway at a time."`

	MongodbURI auth.Secret `help:"Address of MongoDB as the store instead: mongodb://HOST:27017/DATABASE?replicaSet=NAME. DATA_DIR then keeps only what is the node's own."`

	NodeID  string `shows:"the host name" help:"Name of this node in logs and statistics, at most 64 characters."`
	Dev     *bool  `shows:"true unless a secret or JWKS is set" help:"Development mode: this machine only, a secret of its own, /dev/token."`
	TLSCert string `help:"File of the TLS certificate chain (PEM)."`
	TLSKey  string `help:"File of the TLS key (PEM)."`

	RedisURL        auth.Secret `name:"redis-url" help:"Redis that nodes share: redis://user:password@host:6379, rediss for TLS, several hosts with commas between for a cluster. Empty: one node."`
	AllowLocalStore bool        `help:"Start with REDIS_URL though the store belongs to this node alone."`

	DrainSpread  time.Duration `default:"5s" help:"Time over which a stopping node spreads its clients' reconnects."`
	DrainTimeout time.Duration `default:"10s" help:"Time within which a stopping node is gone."`

	LogLevel  string `default:"info" enum:"debug,info,warn,error" help:"Least level that is logged: debug, info, warn, error."`
	LogFormat string `default:"text" enum:"text,json" help:"Form of the log lines on stderr: text, json."`

	OTLPEndpoint string            `name:"otel-exporter-otlp-endpoint" help:"Collector that traces are sent to by OTLP over HTTP: http://127.0.0.1:4318. OpenTelemetry's other variables count, too. Empty: no traces."`
	telemetry    map[string]string // OTEL_ variables, also those of .env
}

// identityConfig says who is believed.
type identityConfig struct {
	JWTSecret   auth.Secret   `help:"Secret of HS256 tokens, at least 32 bytes."`
	JWKSURL     string        `name:"jwks-url" help:"URL or file of the keys of RS256, ES256 and EdDSA tokens."`
	JWTIssuer   string        `help:"Issuer that tokens must name. Empty: any."`
	JWTAudience string        `help:"Audience that tokens must name. Empty: any."`
	TokenMaxAge time.Duration `default:"24h" help:"How long after its first issue a token can be renewed."`

	AllowedOrigins []string `help:"Web pages that may connect: https://app.example.org, https://*.example.org, chrome-extension://ID."`
	DenyUserAgents []string `help:"Programs that may not connect: curl/*, *bot*."`
	TrustedProxies []string `help:"Networks of proxies whose X-Forwarded-For is believed: 10.0.0.0/8."`
}

// questionConfig says where questions come from.
type questionConfig struct {
	GeminiAPIKeys     keyList `help:"Keys of the model with commas between, key@project where known. GEMINI_API_KEY and GEMINI_API_KEY_1, _2 … count too. None: the item bank makes the questions."`
	GeminiAPIKeysFile string  `help:"File of more keys, one a line."`
	GeminiBaseURL     string  `default:"${geminiBaseURL}" help:"Address of the model's API."`
	GeminiModel       string  `default:"${geminiModel}" help:"Model to ask."`

	GeminiFallbackModel string        `help:"Model to ask when the other is overloaded, gone, or has no quota left for the day."`
	GeminiRPM           count         `name:"gemini-rpm" default:"0" help:"Requests a minute that a project may send to a model. 0: learned when the model refuses."`
	GeminiTPM           count         `name:"gemini-tpm" default:"0" help:"Input tokens a minute, likewise."`
	GeminiRPD           count         `name:"gemini-rpd" default:"0" help:"Requests a day until midnight Pacific time, likewise."`
	GeminiWindow        time.Duration `default:"60s" help:"What a minute of the model's quota is."`
	GeminiMaxWait       time.Duration `default:"5s" help:"How long a call waits for a key with room before it is told to come back."`

	QuestionChecks string `default:"full" enum:"off,static,full" help:"Checks of what the model wrote before anybody sees it: off, static, full. Static ones need no model; full has it solve each question without the key."`
}

// limitConfig bounds what clients may do. 0 takes a limit away.
type limitConfig struct {
	LimitFrame              size        `default:"8MiB" help:"Size of one message; 16KiB before authentication."`
	LimitBatch              count       `default:"100" help:"Messages in one batch."`
	LimitInflight           count       `default:"64" help:"Calls of a connection that run at once."`
	LimitWaiting            count       `default:"256" help:"Calls of a connection that wait for a place."`
	LimitQueue              size        `default:"1MiB" help:"Bytes that wait to be sent to a connection."`
	LimitConns              count       `default:"100000" help:"Connections of a node."`
	LimitConnsPerUser       count       `default:"20" help:"Connections of a user; the oldest goes."`
	LimitConnsPerAddress    count       `default:"2000" help:"Connections from one address, of IPv6 from one /64."`
	LimitConnects           live.Rate   `default:"1000/s" help:"New connections of a node; those that come faster wait up to 2 s, whoever is in a running contest before all others."`
	LimitConnectsPerAddress live.Rate   `default:"200/s" help:"New connections from one address, of IPv6 from one /64."`
	LimitCallsPerUser       live.Rate   `default:"50/s" help:"Calls of a user."`
	LimitAIPerUser          live.Rate   `default:"20/m" help:"Calls of a user that ask the model. Of questions to generate, five are a call."`
	LimitMethods            methodRates `help:"Calls of a user to single methods: contest.create=10/m,question.report=5/m."`
	LimitReplay             count       `default:"1000" help:"Events of a topic that are kept for a reconnect, for at most 24h."`
}
