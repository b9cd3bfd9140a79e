package recording_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// TestEntriesAreBounded checks that an entry longer than the limit is an error, whichever part of
// the entry is long. It also checks that the rest of the file is not read.
func TestEntriesAreBounded(t *testing.T) {
	t.Parallel()
	const har, line = `{"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "entries": [{`, `{"request": {"method": "GET", "url": "https://a.example/"}, `
	for name, head := range map[string]string{
		"white space of an entry":      har,
		"a skipped property":           har + `"_x": "`,
		"a skipped property of a line": line + `"x": "`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read := &endless{fill: ' '}
			var err error
			for _, err = range recording.Decode("a.har", io.MultiReader(strings.NewReader(head), read)) {
				if err != nil {
					break
				}
			}
			require.ErrorContains(t, err, "an entry is longer than 128 MiB")
			require.Less(t, read.given, int64(130<<20))
		})
	}
}

// endless is a reader that repeats one byte forever.
type endless struct {
	fill  byte
	given int64
}

func (e *endless) Read(buffer []byte) (int, error) {
	for filled := copy(buffer, []byte{e.fill}); filled < len(buffer); filled *= 2 {
		copy(buffer[filled:], buffer[:filled])
	}
	e.given += int64(len(buffer))
	return len(buffer), nil
}

// TestValuesOfEntriesAreBounded checks that an entry with very many values is an error, because its
// values take much more memory than its text.
func TestValuesOfEntriesAreBounded(t *testing.T) {
	t.Parallel()
	values := `[0` + strings.Repeat(`, 0`, 2_000_000) + `]`
	strange := `"\\\",[{": ["\"", "[,"]` // Strings are not values with commas.
	for name, tt := range map[string]struct{ head, end, at string }{
		"HAR":      {`{"log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/", "headers": `, `}}]}}`, "1:22"},
		"lines":    {`{"request": {"method": "GET", "url": "https://a.example/", "headers": {"a": `, `}}}`, "1:1"},
		"Kong":     {`{"latencies": {}, "request": {"url": "https://a.example/", "headers": `, `}}`, "1:1"},
		"WireMock": {`{"mappings": [{"request": {"method": "GET", "url": "/", "bodyPatterns": `, `}}]}`, "1:15"},
		"Hoverfly": {`{"data": {"pairs": [{"request": {"path": `, `}}]}}`, "1:21"},
		"Postman":  {`{"item": [{"response": [{"header": `, `}]}]}`, "1:25"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var last error
			for _, last = range recording.Decode("a", strings.NewReader(tt.head+values+", "+strange+tt.end)) {
			}
			require.EqualError(t, last, "a:"+tt.at+": an entry has more than 2000000 values; remove it, or record it again")
		})
	}
	text := strings.Repeat("[,{", 1_000_000) + `\"`
	for _, err := range recording.Decode("a", strings.NewReader(`{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200, "body": "`+text+`"}, "_a": 1}`)) {
		require.NoError(t, err, "what is in a string is not a value")
	}
}
