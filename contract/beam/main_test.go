package contractbeam_test

import (
	"testing"

	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local" // For files of this machine.
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"       // To run pipelines in this process.
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
)

func TestMain(m *testing.M) { ptest.MainWithDefault(m, "prism") }
