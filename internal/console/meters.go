package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bileter/internal/queue"
)

// Meters are the figures of GET /metrics, on a registry of their own. Letters, routes and severities are
// their only labels: nothing in them is about a person.
type Meters struct {
	Registry *prometheus.Registry

	issued   *prometheus.CounterVec
	calls    *prometheus.CounterVec
	commit   prometheus.Histogram
	requests *prometheus.HistogramVec
}

// NewMeters returns meters at zero.
func NewMeters() *Meters {
	m := &Meters{
		Registry: prometheus.NewRegistry(),
		issued: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bileter_tickets_issued_total", Help: "Tickets issued since the start, by letter.",
		}, []string{"letter"}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bileter_calls_total", Help: "Calls since the start; kind is first or again.",
		}, []string{"kind"}),
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "bileter_commit_seconds", Help: "Time to make events durable.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .25, .5, 1, 5},
		}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "bileter_http_request_seconds", Help: "Time to answer a request, event streams left out.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .025, .05, .1, .25, 1, 5},
		}, []string{"route", "code"}),
	}
	m.Registry.MustRegister(m.issued, m.calls, m.commit, m.requests,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Committed counts one commit; it fits office.Config.Committed.
func (m *Meters) Committed(took time.Duration, _ int) { m.commit.Observe(took.Seconds()) }

func (m *Meters) event(e queue.Event) {
	f, _ := e.Fact()
	switch f := f.(type) {
	case queue.Issued:
		m.issued.WithLabelValues(f.Letter).Inc()
	case queue.Called:
		m.calls.WithLabelValues("first").Inc()
	case queue.Recalled:
		m.calls.WithLabelValues("again").Inc()
	}
}

// measure times requests by route.
func (m *Meters) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w, route: "other", status: http.StatusOK}
		next.ServeHTTP(rec, r)
		if strings.HasSuffix(r.URL.Path, "/events") {
			return
		}
		m.requests.WithLabelValues(rec.route, strconv.Itoa(rec.status)).Observe(time.Since(start).Seconds())
	})
}

// recorder remembers an answer's status, and the route that gave it.
type recorder struct {
	http.ResponseWriter
	route  string
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// watch has the gauges read from a server whenever somebody asks for them.
func (m *Meters) watch(s *Server) { m.Registry.MustRegister(&gauges{s}) }

// gauges are figures that are true at the moment of asking.
type gauges struct{ s *Server }

var (
	descWaiting = prometheus.NewDesc("bileter_waiting", "Clients waiting, by letter.", []string{"letter"}, nil)
	descOpen    = prometheus.NewDesc("bileter_counters_open", "Open counters.", nil, nil)
	descVersion = prometheus.NewDesc("bileter_queue_version", "Sequence number of the last event.", nil, nil)
	descPrinter = prometheus.NewDesc("bileter_printer_problem", "1 when the printer cannot print.", nil, nil)
	descFaults  = prometheus.NewDesc("bileter_faults", "Standing warnings and faults.", []string{"severity"}, nil)
	descError   = prometheus.NewDesc("bileter_forecast_error_seconds", "Mean error of today's forecasts, without sign.", nil, nil)
	descLate    = prometheus.NewDesc("bileter_forecast_late_seconds", "Mean error of today's forecasts: above 0 when clients wait longer than told.", nil, nil)
	descCovered = prometheus.NewDesc("bileter_forecast_covered_ratio", "Share of today's waits that were within the range told.", nil, nil)
	descTold    = prometheus.NewDesc("bileter_forecasts", "Today's tickets that were called and had a forecast.", nil, nil)
	descShare   = prometheus.NewDesc("bileter_priority_ratio", "Share of today's tickets with priority.", nil, nil)
	descReaders = prometheus.NewDesc("bileter_event_readers", "Open event streams.", nil, nil)
)

// Describe implements prometheus.Collector.
func (g *gauges) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descWaiting, descOpen, descVersion, descPrinter, descFaults, descReaders, descError, descLate, descCovered, descTold, descShare} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (g *gauges) Collect(ch chan<- prometheus.Metric) {
	set := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	letters, open, version := map[string]int{}, 0, uint64(0)
	var told queue.Accuracy
	share := 0.0
	g.s.Office.Read(func(st *queue.State) {
		for _, t := range st.Tickets {
			if t.State == queue.Waiting {
				letters[t.Letter]++
			}
		}
		for _, d := range st.Counters {
			if d.Open {
				open++
			}
		}
		version, told, share = st.Version, st.Pace.Accuracy, st.Today.Share()
	})
	set(descError, told.MeanError().Seconds())
	set(descLate, told.MeanLate().Seconds())
	set(descCovered, told.Coverage())
	set(descTold, float64(told.N))
	set(descShare, share)
	for _, gr := range g.s.setup().Groups {
		set(descWaiting, float64(letters[gr.Letter]), gr.Letter)
	}
	set(descOpen, float64(open))
	set(descVersion, float64(version))
	bad := 0.0
	if g.s.Printer().Problem != "" {
		bad = 1
	}
	set(descPrinter, bad)
	severities := map[string]int{"warning": 0, "fault": 0}
	for _, w := range g.s.Health.Warnings() {
		severities[string(w.Severity)]++
	}
	for name, total := range severities {
		set(descFaults, float64(total), name)
	}
	set(descReaders, float64(g.s.readers.inside()))
}

func (s *Server) getMetrics(w http.ResponseWriter, r *http.Request) error {
	promhttp.HandlerFor(s.meters.Registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
	return nil
}
