// A server to measure, with client_golang: `client-golang SERIES` prints the port that it listens on. What it exposes is
// that of ours.ts and prom-client.ts: ten gauges with the same six labels, reset and set by each POST /refresh?changed=all|one.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const families = 10

func main() {
	series, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	labels := []string{"palette", "cluster_uid", "cluster_name", "project", "edge_host", "site"}
	gauges := make([]*prometheus.GaugeVec, families)
	for family := range gauges {
		options := prometheus.GaugeOpts{Name: fmt.Sprintf("bench_object_measurement_%d", family), Help: "A value."}
		gauges[family] = prometheus.NewGaugeVec(options, labels)
		prometheus.MustRegister(gauges[family])
	}
	objects := make([][]string, series/families)
	for object := range objects {
		objects[object] = labelsOf(object)
	}

	var refreshes struct {
		sync.Mutex
		all, one int
	}
	refresh := func(changed string) {
		refreshes.Lock()
		defer refreshes.Unlock()
		if changed == "one" {
			refreshes.one++
		} else {
			refreshes.all++
		}
		for family, gauge := range gauges {
			gauge.Reset()
			for object, values := range objects {
				value := object + refreshes.all
				if family == 0 {
					value += refreshes.one
				}
				gauge.WithLabelValues(values...).Set(float64(value))
			}
		}
	}

	refresh("all")
	http.Handle("/metrics", promhttp.Handler())
	http.HandleFunc("/refresh", func(response http.ResponseWriter, request *http.Request) {
		refresh(request.URL.Query().Get("changed"))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	panic(http.Serve(listener, nil))
}

func labelsOf(object int) []string {
	return []string{
		"bench",
		fmt.Sprintf("%024x", object*2654435761),
		fmt.Sprintf("store-%d-production-cluster", object),
		fmt.Sprintf("project-%d", object%40),
		fmt.Sprintf("edge-host-of-rack-%d-unit-%d", object%1000, object),
		fmt.Sprintf("site-%d-central-europe", object%700),
	}
}
