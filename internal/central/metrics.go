package central

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"bileter/sync/wire"
)

// metrics is what Prometheus is told. The figures of machines are read from the store when asked for.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	events   prometheus.Counter
}

var (
	nodeLabels  = []string{"office", "node"}
	lagDesc     = prometheus.NewDesc("central_node_lag_events", "Events a machine has that are not stored here.", nodeLabels, nil)
	silenceDesc = prometheus.NewDesc("central_node_silence_seconds", "Seconds since a machine was last heard.", nodeLabels, nil)
	forksDesc   = prometheus.NewDesc("central_node_forks", "Events of a machine's present history in quarantine.", nodeLabels, nil)
	waitingDesc = prometheus.NewDesc("central_node_waiting", "People waiting at a machine's office.", nodeLabels, nil)
	issuedDesc  = prometheus.NewDesc("central_node_issued_today", "Tickets a machine issued on its present day.", nodeLabels, nil)
)

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "central_sync_requests_total", Help: "Requests of machines, by path and outcome."}, []string{"path", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "central_sync_request_seconds", Help: "Time to answer a machine.",
			Buckets: prometheus.ExponentialBuckets(0.001, 3, 9)}, []string{"path"}),
		events: prometheus.NewCounter(prometheus.CounterOpts{Name: "central_events_acknowledged_total", Help: "Events in acknowledged batches, repeated ones too."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.events, fleet{s}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) answered(path string, err error, d time.Duration) {
	outcome := "ok"
	if no := (*wire.Refusal)(nil); errors.As(err, &no) {
		outcome = string(no.Code)
	} else if err != nil {
		outcome = "error"
	}
	m.requests.WithLabelValues(path, outcome).Inc()
	m.seconds.WithLabelValues(path).Observe(d.Seconds())
}

// fleet collects the figures of machines.
type fleet struct{ s *Server }

// Describe is of prometheus.Collector.
func (f fleet) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{lagDesc, silenceDesc, forksDesc, waitingDesc, issuedDesc} {
		ch <- d
	}
}

// Collect is of prometheus.Collector.
func (f fleet) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	nodes, err := f.s.store.Nodes(ctx, "")
	if err != nil {
		ch <- prometheus.NewInvalidMetric(lagDesc, err)
		return
	}
	for _, n := range nodes {
		gauge := func(d *prometheus.Desc, v float64) {
			ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, n.Office, n.Node)
		}
		gauge(lagDesc, float64(n.Lag()))
		gauge(silenceDesc, f.s.now().Sub(n.Contact).Seconds())
		gauge(forksDesc, float64(n.Forks))
		gauge(waitingDesc, float64(n.Live.Waiting))
		gauge(issuedDesc, float64(n.Live.Issued))
	}
}
