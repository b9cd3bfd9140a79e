package recording_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// BenchmarkRedact measures redaction: of an exchange with a long list, of an exchange with many
// cookies, of the next exchange after each of these, of a page of prose, and of a file in base64.
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
		{"prose", short, answered("text/html", prose(500_000)), false},
		{"base64", short, answered("application/json", encodedFile(75_000)), false},
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

// answered returns an exchange whose response has a body of a type.
func answered(contentType, body string) *contract.Exchange {
	return create(func(x *contract.Exchange) {
		x.Request.Method, x.Request.Body = http.MethodGet, nil
		x.Response.Header.Set("Content-Type", contentType)
		x.Response.Body = []byte(body)
	})
}

// prose returns a page of at least this many bytes.
func prose(length int) string {
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`the of and to in a is that for it as was with be by on not at are this have from or had which one you all there would their
		when who will more no if out said what up about into than can only other new some could time these two may then do first any now such like our
		through back years where much way well down should because each just people how too little state good very make world still own see work long`)
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html><head><title>Terms of Service</title></head>\n<body>\n")
	for n := 1; b.Len() < length; n++ {
		fmt.Fprintf(&b, "<h2 id=\"s%d\">Section %d</h2>\n<p class=\"body\">", n, n)
		for range 5 {
			for range 14 {
				b.WriteString(words[random.IntN(len(words))] + " ")
			}
			b.WriteString("and so on. See <a href=\"/docs/page-7.html\">the page</a> &amp; more.\n")
		}
		b.WriteString("</p>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// encodedFile returns JSON with random bytes in base64.
func encodedFile(length int) string {
	file := make([]byte, length)
	_, _ = rand.NewChaCha8([32]byte{}).Read(file) // It never fails.
	return `{"file": "` + base64.StdEncoding.EncodeToString(file) + `"}`
}
