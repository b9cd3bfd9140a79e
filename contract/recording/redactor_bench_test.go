package recording_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// BenchmarkRedact measures redaction: of an exchange with a long list, of an exchange with many
// cookies, and of the next exchange after each of these.
func BenchmarkRedact(b *testing.B) {
	c := loadContract(b)
	var list strings.Builder
	list.WriteString(`{"data": [`)
	for i := range 20_000 {
		fmt.Fprintf(&list, `{"id": "248df4b7-aa70-47b8-a036-%012x", "name": "Customer number %d", "sso_domain": "c%d.example"},`, i, i, i)
	}
	long := create(func(x *contract.Exchange) {
		x.Request.Method, x.Request.Body = http.MethodGet, nil
		x.Response.Body = []byte(strings.TrimSuffix(list.String(), ",") + "]}")
	})
	var cookies strings.Builder
	for i := range 2_500 {
		fmt.Fprintf(&cookies, "c%d=value-%d; ", i, i)
	}
	many := create(func(x *contract.Exchange) { x.Request.Header.Set("Cookie", strings.TrimSuffix(cookies.String(), "; ")) })
	short := create(nil)
	for _, bb := range []struct {
		name      string
		before, x *contract.Exchange
		private   bool
	}{
		{"short", short, short, false},
		{"long", short, long, false},
		{"long, private", short, long, true},
		{"short after long, private", long, short, true},
		{"many cookies", short, many, false},
		{"many cookies again", many, many, false},
		{"short after many cookies", many, short, false},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				r := recording.NewRedactor(c, recording.RedactorOptions{Private: bb.private})
				_, err := r.Redact(bb.before)
				require.NoError(b, err)
				b.StartTimer()
				_, err = r.Redact(bb.x)
				require.NoError(b, err)
			}
			b.ReportMetric(float64(len(bb.x.Response.Body))/1e6, "MB")
		})
	}
}
