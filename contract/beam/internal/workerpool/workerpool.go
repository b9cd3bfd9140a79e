// Package workerpool starts workers for tests, each as a process of its own.
//
//	endpoint := workerpool.Start(t, "orgcontract-beam", "recordings")
package workerpool

import (
	"context"
	"net"
	"os/exec"
	"sync"
	"testing"

	fnpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/fnexecution_v1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
)

// pool starts workers for a runner, by the protocol that Beam has for it.
type pool struct {
	fnpb.UnimplementedBeamFnExternalWorkerPoolServer

	ctx                context.Context //nolint:containedctx // It is that of the test, in which the workers run.
	program, directory string

	mu      sync.Mutex
	workers []*exec.Cmd
}

// Start starts a service that starts a process of the program, in a directory, for each worker that
// a runner asks for, and returns its address. The program is one that runs pipelines. The service
// and the workers end with the test, which fails if there were not at least two workers.
func Start(t testing.TB, program, directory string) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	require.NoError(t, err)
	p := &pool{ctx: t.Context(), program: program, directory: directory}
	server := grpc.NewServer()
	fnpb.RegisterBeamFnExternalWorkerPoolServer(server, p)
	go server.Serve(l) //nolint:errcheck // It ends with the test.
	t.Cleanup(func() {
		server.Stop()
		assert.GreaterOrEqual(t, len(p.workers), 2, "workers")
		for _, worker := range p.workers {
			_ = worker.Process.Kill() // It may have ended with its job.
			_ = worker.Wait()
		}
	})
	return l.Addr().String()
}

// StartWorker starts a worker.
func (p *pool) StartWorker(_ context.Context, r *fnpb.StartWorkerRequest) (*fnpb.StartWorkerResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	worker := exec.CommandContext(p.ctx, p.program, "--worker", "--id="+r.GetWorkerId(), //nolint:gosec // The test built it.
		"--logging_endpoint="+r.GetLoggingEndpoint().GetUrl(), "--control_endpoint="+r.GetControlEndpoint().GetUrl())
	worker.Dir = p.directory
	if err := worker.Start(); err != nil {
		return nil, err
	}
	p.workers = append(p.workers, worker)
	return &fnpb.StartWorkerResponse{}, nil
}

// StopWorker does nothing: a worker ends when its runner closes the connection.
func (*pool) StopWorker(context.Context, *fnpb.StopWorkerRequest) (*fnpb.StopWorkerResponse, error) {
	return &fnpb.StopWorkerResponse{}, nil
}
