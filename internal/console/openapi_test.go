package console_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// description is openapi.yaml, read once.
var description = sync.OnceValues(func() (*openapi3.T, routers.Router) {
	for _, kind := range []string{"text/event-stream", "application/yaml", "image/png"} {
		openapi3filter.RegisterBodyDecoder(kind, func(r io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
			b, err := io.ReadAll(r)
			return string(b), err
		})
	}
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		panic(err)
	}
	r, err := legacy.NewRouter(doc)
	if err != nil {
		panic(err)
	}
	return doc, r
})

// witness is a transport that holds what passes against openapi.yaml, and remembers which statuses it saw.
type witness struct {
	t    *testing.T
	mu   sync.Mutex // protects seen
	seen map[string]bool
}

func (w *witness) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	if err := w.check(req, res); err != nil {
		w.t.Errorf("%s %s: status %d: %v", req.Method, req.URL.Path, res.StatusCode, err)
	}
	return res, nil
}

// check holds one exchange against the description. What was refused need not have been a lawful request.
func (w *witness) check(req *http.Request, res *http.Response) error {
	described := strings.HasPrefix(req.URL.Path, api.Prefix+"/") || req.URL.Path == "/healthz" || req.URL.Path == "/metrics"
	if !described || res.StatusCode == http.StatusMethodNotAllowed {
		return nil
	}
	_, router := description()
	at := req.Clone(req.Context())
	at.URL.Scheme, at.URL.Host, at.Host = "", "", ""
	route, params, err := router.FindRoute(at)
	if err != nil {
		if res.StatusCode == http.StatusNotFound {
			return nil
		}
		return fmt.Errorf("is not in openapi.yaml: %w", err)
	}
	in := &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true},
	}
	if res.StatusCode < 400 {
		if err := openapi3filter.ValidateRequest(req.Context(), in); err != nil {
			return fmt.Errorf("request was accepted, and is not as described: %w", err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: res.StatusCode, Header: res.Header, Options: in.Options}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		out.SetBodyBytes(nil) // its events are held against the description one by one
	} else {
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			return err
		}
		res.Body = io.NopCloser(bytes.NewReader(b))
		out.SetBodyBytes(b)
	}
	if err := openapi3filter.ValidateResponse(req.Context(), out); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	if res.StatusCode < 400 {
		w.seen[route.Operation.OperationID] = true
	}
	return nil
}

func TestDescriptionIsSound(t *testing.T) {
	doc, _ := description()
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// compare says which routes stand on one side only.
func compare(described, served []string) []string {
	var wrong []string
	for _, a := range served {
		if !slices.Contains(described, a) {
			wrong = append(wrong, a+" is served and not described")
		}
	}
	for _, a := range described {
		if !slices.Contains(served, a) {
			wrong = append(wrong, a+" is described and not served")
		}
	}
	return wrong
}

func TestEveryRouteIsDescribed(t *testing.T) {
	doc, _ := description()
	var described []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	served := newWorld(t).server.Addresses()
	for _, wrong := range compare(described, served) {
		t.Error(wrong)
	}
	if got := compare(append(described[1:], "GET /api/v1/nothing"), served); len(got) != 2 {
		t.Errorf("negative control: one route too few and one too many, found: %v", got)
	}
}

// TestTour makes every described request succeed once. That each is as described the witness sees.
func TestTour(t *testing.T) {
	w := newWorld(t)
	if err := os.MkdirAll(filepath.Join(w.dir, "paper"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, "paper", "t-0001.png"), []byte("\x89PNG\r\n\x1a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	h, c := w.clerk()
	w.board.Set("paper-low", true, "")
	issue := func(service string) uint64 {
		body := fmt.Sprintf(`{"service":%q,"lang":"uk","priority":true}`, service)
		if res := send(t, h, "POST", w.url(api.Prefix+"/tickets"), body, "Idempotency-Key", newKey()); res.StatusCode != http.StatusCreated {
			t.Fatalf("issue: %s", res.Status)
		}
		return w.latest(queue.EvIssued).Seq
	}
	first, second, third, fourth := issue("D1"), issue("D1"), issue("D1"), issue("D1")
	do := func(n int, verb, body string) {
		t.Helper()
		if res := send(t, h, "POST", w.url(fmt.Sprintf("%s/counters/%d/%s", api.Prefix, n, verb)), body, "Idempotency-Key", newKey()); res.StatusCode != http.StatusOK {
			b, _ := io.ReadAll(res.Body)
			t.Fatalf("%s: %s %s", verb, res.Status, b)
		}
	}
	for _, verb := range []string{"open", "next", "recall", "arrive", "start", "wrap", "finish", "next", "no-show", "next"} {
		do(5, verb, "")
	}
	soon := time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
	do(5, "park", fmt.Sprintf(`{"until":%q}`, soon))
	do(5, "next", "")
	for _, r := range [][3]string{
		{"POST", "/visits", fmt.Sprintf(`{"code":"123456","service":"D1","at":%q}`, soon)},
		{"POST", "/check-in", `{"code":"123456","lang":"pl"}`},
		{"POST", "/visits", fmt.Sprintf(`{"code":"654321","service":"D1","at":%q}`, soon)},
		{"DELETE", "/visits/654321", ""},
	} {
		if res := send(t, h, r[0], w.url(api.Prefix+r[1]), r[2], "Idempotency-Key", newKey()); res.StatusCode >= 300 {
			b, _ := io.ReadAll(res.Body)
			t.Fatalf("%s %s: %s %s", r[0], r[1], res.Status, b)
		}
	}
	do(104, "open", "")
	do(5, "transfer", `{"service":"P1","counter":104}`)
	do(5, "close", fmt.Sprintf(`{"back":%q}`, soon))
	for id, verb := range map[uint64]string{second: "return", third: "cancel"} {
		if res := send(t, h, "POST", w.url(fmt.Sprintf("%s/tickets/%d/%s", api.Prefix, id, verb)), "", "Idempotency-Key", newKey()); res.StatusCode != http.StatusOK {
			b, _ := io.ReadAll(res.Body)
			t.Fatalf("%s: %s %s", verb, res.Status, b)
		}
	}
	for path, body := range map[string]string{"/slips": `{"kind":"checklist","service":"D1","lang":"uk"}`, "/roll": `{"metres":50}`} {
		if res := send(t, h, "POST", w.url(api.Prefix+path), body, "Idempotency-Key", newKey()); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	waiting := w.issue(newKey(), "D1", "pl").Ticket
	for verb, body := range map[string]string{"move": `{"service":"P1"}`, "needs": `{"priority":true,"several":true}`} {
		if res := send(t, h, "POST", w.url(fmt.Sprintf("%s/tickets/%d/%s", api.Prefix, waiting.ID, verb)), body, "Idempotency-Key", newKey()); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", verb, res.Status)
		}
	}
	for _, path := range []string{"/tickets?number=" + waiting.Number, fmt.Sprintf("/tickets/%d/qr.png", waiting.ID), "/lines", "/find?q=dowod&lang=pl", "/services/D1/card?lang=uk"} {
		if res := send(t, h, "GET", w.url(api.Prefix+path), ""); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	asked := send(t, h, "POST", w.url(api.Prefix+"/help"), `{"kind":"assistant","lang":"pl"}`, "Idempotency-Key", newKey())
	var helped api.Helped
	if err := json.NewDecoder(asked.Body).Decode(&helped); err != nil || asked.StatusCode != http.StatusCreated {
		t.Fatalf("help: %s, %v", asked.Status, err)
	}
	accept := w.url(fmt.Sprintf("%s/help/%d/accept", api.Prefix, helped.Help.ID))
	if res := send(t, h, "POST", accept, `{"by":"Asystent","eta":3}`, "Idempotency-Key", newKey()); res.StatusCode != http.StatusOK {
		t.Errorf("accept: %s", res.Status)
	}
	for _, path := range []string{"/office", "/queue", "/help", "/visits", fmt.Sprintf("/calls/%d/why", first), fmt.Sprintf("/tickets/%d", fourth), "/health", "/me", "/openapi.yaml", "/events", "/lamps", "/lamps/events", "/paper", "/paper/t-0001.png"} {
		if res := send(t, h, "GET", w.url(api.Prefix+path), ""); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	for _, path := range []string{"/healthz", "/metrics"} {
		if res := send(t, h, "GET", w.url(path), ""); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	if res := send(t, h, "POST", w.url(api.Prefix+"/touch"), `{"gone":true}`, "Idempotency-Key", newKey()); res.StatusCode != http.StatusOK {
		t.Errorf("touch: %s", res.Status)
	}
	if res := send(t, h, "POST", w.url(api.Prefix+"/screen"), `{"silent":"aplay"}`); res.StatusCode != http.StatusNoContent {
		t.Errorf("screen: %s", res.Status)
	}
	if res := send(t, h, "POST", w.url(api.Prefix+"/lamps/5/press"), ""); res.StatusCode != http.StatusNoContent {
		t.Errorf("press: %s", res.Status)
	}
	if err := c.Logout(t.Context()); err != nil {
		t.Error(err)
	}
	doc, _ := description()
	seen := h.Transport.(*witness).seen
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if !seen[op.OperationID] {
				t.Errorf("%s %s was never seen to succeed", method, path)
			}
		}
	}
}

// TestWitnessSees is the negative control of all tests that speak through a witness.
func TestWitnessSees(t *testing.T) {
	answer := func(status int, kind, body string) *http.Response {
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body))}
	}
	get := func(method, path string) *http.Request {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1"+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		return req
	}
	good := `{"status":"ok","version":1,"day":"2026-11-20","printer":{}}`
	for _, c := range []struct {
		name string
		req  *http.Request
		res  *http.Response
		ok   bool
	}{
		{"as described", get("GET", "/healthz"), answer(200, "application/json", good), true},
		{"a field too many", get("GET", "/healthz"), answer(200, "application/json", strings.Replace(good, "{", `{"pesel":"1",`, 1)), false},
		{"a field too few", get("GET", "/healthz"), answer(200, "application/json", `{"status":"ok"}`), false},
		{"another kind", get("GET", "/healthz"), answer(200, "text/html", good), false},
		{"an undescribed status", get("GET", "/healthz"), answer(302, "application/json", good), false},
		{"an unknown address", get("GET", "/api/v1/secrets"), answer(200, "application/json", good), false},
		{"a key is missing", get("POST", "/api/v1/counters/5/next"), answer(200, "application/json", `{"queue_version":1}`), false},
		{"an error without words", get("GET", "/api/v1/queue"), answer(503, "application/json", `{"code":"x"}`), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := (&witness{t: t}).check(c.req, c.res); (err == nil) != c.ok {
				t.Errorf("got %v, want ok %v", err, c.ok)
			}
		})
	}
}
