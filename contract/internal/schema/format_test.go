package schema_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// TestFormats checks values of the formats that JSON Schema or OpenAPI's registry defines.
func TestFormats(t *testing.T) {
	t.Parallel()
	for format, test := range map[string]struct{ valid, invalid string }{
		"base64url":             {`"YQ", "YQ==", "-_"`, `"YQ=", "+/", "a"`},
		"byte":                  {`"YQ=="`, `"YQ", "?"`},
		"char":                  {`"ä"`, `"", "ab"`},
		"date":                  {`"2026-02-28"`, `"2026-02-29", "26-01-01"`},
		"date-time":             {`"2026-02-28T00:00:00Z"`, `"2026-02-28T00:00:00"`},
		"date-time-local":       {`"2026-02-28T00:00:00"`, `"2026-02-28T00:00:00Z", "2026-02-28"`},
		"decimal":               {`"1.50", "-.5", 1.5`, `"1,5", ""`},
		"decimal128":            {`"NaN", "1e5", 1.5`, `"1.23456789012345678901234567890123456", 12345678901234567890123456789012345`},
		"double":                {`1e308`, `1e309`},
		"double-int":            {`9007199254740991`, `9007199254740993, 1.5`},
		"duration":              {`"P1D"`, `"1D"`},
		"email":                 {`"a@example.com"`, `"a", "@example.com", "ä@example.com"`},
		"float":                 {`3e38`, `4e38`},
		"hostname":              {`"a-b.example"`, `"-a", "a_b", "ä.example"`},
		"http-date":             {`"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"`, `"1994-11-06"`},
		"idn-email":             {`"ä@ä.example", "a@example.com", "a@[127.0.0.1]"`, `"ä", "@ä.example", "a@-"`},
		"idn-hostname":          {`"ä.example", "l·l.example", "xn--nxasmm1c.example", "a。example"`, `"-ä", "a·b", "", "〮a", "` + strings.Repeat("ä", 63) + `"`},
		"imf-fixdate":           {`"Sun, 06 Nov 1994 08:49:37 GMT"`, `"Sunday, 06-Nov-94 08:49:37 GMT"`},
		"int16":                 {`-32768`, `32768, 1.5`},
		"int32":                 {`2147483647`, `2147483648`},
		"int64":                 {`9223372036854775807, "9223372036854775807"`, `9223372036854775808, "9223372036854775808", "01", "x"`},
		"int8":                  {`-128, 1.0`, `-129`},
		"ipv4":                  {`"127.0.0.1"`, `"127.0.0.256", "::1"`},
		"ipv4-cidr":             {`"127.0.0.0/8"`, `"127.0.0.0", "::/8"`},
		"ipv6":                  {`"::1"`, `"127.0.0.1"`},
		"ipv6-cidr":             {`"::/8"`, `"127.0.0.0/8"`},
		"iri":                   {`"https://ä.example/ö"`, `"/ö"`},
		"iri-reference":         {`"/ö"`, `"\\\\ö"`},
		"json-pointer":          {`"", "/a~0b"`, `"a", "/~2"`},
		"language":              {`"de-CH", "xx-Abcd-999"`, `"de_", "123456789"`},
		"media-range":           {`"text/*", "*/*;q=0.5", "application/json"`, `"text", "*/json", "a/b/c"`},
		"regex":                 {`"^(?=a)\\p{L}+$"`, `"(", "\\a"`},
		"relative-json-pointer": {`"0", "1/a"`, `"/a", "01"`},
		"sf-binary":             {`":YQ==:"`, `"YQ=="`},
		"sf-boolean":            {`"?1"`, `"true"`},
		"sf-decimal":            {`999999999999.999, 1`, `1000000000000, 0.1234`},
		"sf-integer":            {`999999999999999`, `1000000000000000, 1.5`},
		"sf-string":             {`"\"a\\\"b\""`, `"a", "\"ä\""`},
		"sf-token":              {`"*a/b:c"`, `"1a", "a b", ""`},
		"time":                  {`"00:00:00+01:00"`, `"00:00:00"`},
		"time-local":            {`"00:00:00.5"`, `"00:00:00Z", "25:00:00"`},
		"uint16":                {`65535`, `65536, -1`},
		"uint32":                {`4294967295`, `4294967296, -1`},
		"uint64":                {`18446744073709551615, "18446744073709551615"`, `18446744073709551616, -1, "-1"`},
		"uint8":                 {`255`, `256, -1`},
		"unixtime":              {`0, "1700000000"`, `"now"`},
		"uri":                   {`"https://example.com/%20"`, `"/a", "https://example.com/ö"`},
		"uri-reference":         {`"/a"`, `"/ö"`},
		"uri-template":          {`"/{+a,b*}"`, `"/{a"`},
		"uuid":                  {`"6f9619ff-8b86-d011-b42d-00cf4fc964ff"`, `"6f9619ff8b86d011b42d00cf4fc964ff"`},
		"binary":                {`"a"`, ``},
		"commonmark":            {`"*a"`, ``},
		"html":                  {`"<"`, ``},
		"password":              {`"a"`, ``},
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			for _, version := range []string{"3.0.4", "3.1.0"} {
				doc, err := document.Parse("s.yaml", fmt.Appendf(nil, "openapi: %s\ncomponents: {schemas: {S: {format: %s}}}", version, format))
				require.NoError(t, err)
				compiler := schema.NewCompiler(doc)
				s := compiler.Schema(doc.Find("/components/schemas/S"))
				if version == "3.0.4" && strings.HasPrefix(format, "idn-") {
					assert.False(t, s.HasFormat(), "JSON Schema defined it later")
					assert.Len(t, compiler.Unchecked, 1)
					continue
				}
				assert.True(t, s.HasFormat())
				assert.Empty(t, compiler.Unchecked)
				for _, value := range list(t, test.valid) {
					assert.Empty(t, explain(schema.Validate(s, value, schema.Response)), "%v", value)
				}
				for _, value := range list(t, test.invalid) {
					assert.Len(t, schema.Validate(s, value, schema.Response), 1, "%v", value)
				}
			}
		})
	}
}

// list returns the values in a list without brackets.
func list(t *testing.T, text string) jsonvalue.Array {
	t.Helper()
	values, isArray := decode(t, "["+text+"]").(jsonvalue.Array)
	require.True(t, isArray)
	return values
}

func TestFormatsThatAreNotChecked(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{format: shoe-size}":                                         `the format "shoe-size" is not checked: neither OpenAPI nor JSON Schema defines it`,
		"{type: string, format: int32}":                               `the format "int32" is not checked: it is defined for numbers, which the schema does not accept`,
		"{type: integer, format: date}":                               `the format "date" is not checked: it is defined for strings, which the schema does not accept`,
		"{contentEncoding: 7bit}":                                     `the encoding "7bit" is not checked; only base64 and base64url are`,
		"{contentMediaType: image/png}":                               `what is inside the string is not checked against contentMediaType`,
		"{contentSchema: {type: integer}}":                            `what is inside the string is not checked against contentSchema`,
		`{pattern: "("}`:                                              `the pattern "(" is not checked: missing closing ): ` + "`(`",
		`{pattern: "^a\\Z"}`:                                          `the pattern "^a\\Z" is not checked: \Z has no meaning in ECMA-262; correct it`,
		"{patternProperties: {'(': {}}}":                              `the pattern "(" is not checked: missing closing ): ` + "`(`",
		"{$schema: 'http://json-schema.org/draft-07/schema#'}":        `the rules of the dialect "http://json-schema.org/draft-07/schema#" are not checked; its schemas are read as JSON Schema 2020-12`,
		"{$schema: 'https://spec.openapis.org/oas/3.1/dialect/base'}": "",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			_, compiler := in31(t, text)
			var got []string
			for _, note := range compiler.Unchecked {
				got = append(got, note.What)
			}
			if want == "" {
				assert.Empty(t, got)
			} else {
				assert.Equal(t, []string{want}, got)
			}
		})
	}
}

// TestFormatsAsAnnotations checks that nothing about formats is checked or listed if they are
// annotations.
func TestFormatsAsAnnotations(t *testing.T) {
	t.Parallel()
	doc, err := document.Parse("s.yaml", []byte("S: {format: date, properties: {a: {format: shoe-size}, b: {contentEncoding: base64}}}"))
	require.NoError(t, err)
	for dialect := range 2 {
		compiler := schema.NewCompiler(doc)
		compiler.Formats, compiler.Dialect = schema.AnnotateFormats, schema.Dialect(dialect)
		s := compiler.Schema(doc.Find("/S"))
		assert.Empty(t, compiler.Unchecked)
		assert.Empty(t, explain(schema.Validate(s, decode(t, `"x"`), schema.Response)))
		assert.Empty(t, explain(schema.Validate(s, decode(t, `{"b": "-"}`), schema.Response)))
	}
}

// TestPatternsOfECMA checks patterns that engines read differently.
func TestPatternsOfECMA(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ pattern, valid, invalid string }{
		{`^\d$`, `"1"`, `"١"`},
		{`^\w$`, `"a"`, `"ä"`},
		{`^\p{L}$`, `"ä"`, `"1"`},
		{`^\p{Script=Greek}+$`, `"αβ"`, `"ab"`},
		{`^(?=.*\p{Lu})\p{L}+$`, `"äÖ"`, `"äö"`},
		{`^(?!admin)`, `"a"`, `"administrator"`},
		{`(?<=\$)\d`, `"$1"`, `"1"`},
		{`^(.)\1$`, `"aa", "ää", "😀😀"`, `"ab"`},
		{`^(?<a>.)\k<a>$`, `"aa"`, `"ab"`},
		{`^.$`, `"😀"`, `"ab", "\n"`},
		{`^[\ud83d\ude00]$`, `"😀"`, `"a"`},
		{`^[^\ud800-\udfff]+$`, `"a"`, `"a😀"`},
		{`^\u{1F600}$`, `"😀"`, `"a"`},
		{`^a$`, `"a"`, `"a\n"`},
		{`^[\s]$`, `"\ufeff", "\u2028"`, `"a"`},
		{`^a{1001}$`, `"` + strings.Repeat("a", 1001) + `"`, `"a"`},
		{`^[a-z\-_.]+$`, `"a-_."`, `"A"`},
	} {
		t.Run(test.pattern, func(t *testing.T) {
			t.Parallel()
			s, compiler := in31(t, "{pattern: "+strconv.Quote(test.pattern)+"}")
			assert.Empty(t, compiler.Unchecked)
			for _, value := range list(t, test.valid) {
				assert.True(t, s.Accepts(value), "%q", value)
			}
			for _, value := range list(t, test.invalid) {
				assert.False(t, s.Accepts(value), "%q", value)
			}
		})
	}
}
