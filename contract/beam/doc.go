// Package contractbeam checks recordings on Apache Beam, in one process or on many machines. What
// it finds is what orgcontract check finds in one process.
//
//	files := fileio.MatchFiles(s, "gs://traffic/2026-11-20/*.har.gz")
//	parts := contractbeam.Check(s, document, files)
//	contractbeam.Write(s, "gs://traffic/part.json", contractbeam.Merge(s, document, parts))
//
// The file that Write writes is a part, which orgcontract merge makes reports of. The command
// orgcontract-beam runs this pipeline and writes the reports itself.
//
// The result depends only on the recordings. A runner may retry any bundle of elements: no step
// keeps anything outside of the pipeline, and Write writes the same bytes each time.
package contractbeam

import (
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

func init() { // Beam asks for it: a worker finds the steps of a pipeline by their names.
	for _, step := range []any{&splitFn{}, &checkFn{}, &joinFn{}, &sessionFn{}, &mergeFn{}, &writeFn{}} {
		beam.RegisterDoFn(step)
	}
	beam.RegisterType(reflect.TypeFor[element]())
	beam.RegisterType(reflect.TypeFor[rangeResult]())
	beam.RegisterCoder(reflect.TypeFor[Part](), encodePart, decodePart)
	beam.RegisterCoder(reflect.TypeFor[exchange](), encodeExchange, decodeExchange)
}
