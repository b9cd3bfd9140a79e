package organizations

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Option changes how a [Client] works, or how one call does. The same options serve [New], for all calls, and each method, for that
// call alone; there they win. An option that can't be is an error of New or of the call, which names it.
type Option interface {
	apply(s *settings) error
}

type option func(s *settings) error

func (o option) apply(s *settings) error { return o(s) }

// WithBaseURL sets where the API is: that of a self-hosted deployment, for instance. The default is https://app.polytomic.com. The URL
// may have a path, under which the API's paths stand, but no query, fragment or user. It has to be https, except for the
// loopback interface or with [WithPlainHTTP].
func WithBaseURL(baseURL string) Option {
	return option(func(s *settings) error {
		u, err := parseBaseURL(baseURL)
		if err != nil {
			return fmt.Errorf("WithBaseURL: %w", err)
		}
		s.baseURL = u
		return nil
	})
}

// WithPlainHTTP allows a base URL of http to a host that isn't the loopback interface. Then the key crosses the network for all to read.
func WithPlainHTTP() Option {
	return option(func(s *settings) error {
		s.plainHTTP = true
		return nil
	})
}

// WithTransport sets the [http.RoundTripper] that sends requests: one that traces, or a test's. The default is [http.DefaultTransport].
func WithTransport(transport http.RoundTripper) Option {
	return option(func(s *settings) error {
		if transport == nil {
			return errors.New("WithTransport: the transport is nil")
		}
		client := *s.httpClient
		client.Transport = transport
		s.httpClient = &client
		return nil
	})
}

// WithHTTPClient sets the [http.Client] that sends requests. New copies it, with its transport, jar and timeout. A redirect that would
// take the key elsewhere is refused before its CheckRedirect is asked.
func WithHTTPClient(client *http.Client) Option {
	return option(func(s *settings) error {
		if client == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		s.httpClient = guardRedirects(client)
		return nil
	})
}

// WithAPIVersion sets the version of the API that requests ask for, a date. The default is [APIVersion], which this package is written
// for; with another one answers may not fit its types.
func WithAPIVersion(version string) Option {
	return option(func(s *settings) error {
		if _, err := time.Parse(time.DateOnly, version); err != nil {
			return fmt.Errorf("WithAPIVersion: %q is no date like %s", oneLine(version), APIVersion)
		}
		s.apiVersion = version
		return nil
	})
}

// WithVersionWarning accepts an answer that another version of the API served than the one asked for, which is a [VersionError] otherwise,
// and logs a warning where there is a logger.
func WithVersionWarning() Option {
	return option(func(s *settings) error {
		s.versionWarning = true
		return nil
	})
}

// WithTimeout bounds a call as a whole, its retries and the reading of its answer included; of [Client.Organizations] the whole loop. The
// default is no bound but that of the context. It must be positive.
func WithTimeout(timeout time.Duration) Option {
	return option(func(s *settings) error {
		if timeout <= 0 {
			return fmt.Errorf("WithTimeout: %v is not positive", timeout)
		}
		s.timeout = timeout
		return nil
	})
}

// WithRetry sets how often and how long a call is tried again; see [RetryPolicy].
func WithRetry(policy RetryPolicy) Option {
	return option(func(s *settings) error {
		if policy.MaxAttempts < 0 || policy.MaxElapsed < 0 || policy.InitialInterval < 0 || policy.MaxInterval < 0 {
			return errors.New("WithRetry: a value of the policy is negative")
		}
		s.retry = policy.withDefaults()
		return nil
	})
}

// idempotencyAlphabet has the characters of idempotency keys.
const idempotencyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// WithIdempotencyKey sets the key under which the API records the outcome of a create, and returns it to every request with the same
// key for at least 24 hours. It is for one call, not for [New], and has 8 to 255 letters, digits, hyphens and underscores. Without
// it each call has a random key of its own. (Source: the vendor's guide on idempotent requests.)
func WithIdempotencyKey(key string) Option {
	return option(func(s *settings) error {
		if len(key) < 8 || len(key) > 255 {
			return fmt.Errorf("WithIdempotencyKey: the key has %d characters, not 8 to 255", len(key))
		}
		for i := range len(key) {
			if !strings.Contains(idempotencyAlphabet, key[i:i+1]) {
				return fmt.Errorf("WithIdempotencyKey: the character at byte %d is no letter, digit, hyphen or underscore", i)
			}
		}
		s.idempotencyKey = key
		return nil
	})
}

// WithUserAgent sets the User-Agent header. The default is polytomic-organizations-go/VERSION, with the version of this module in the
// program.
func WithUserAgent(userAgent string) Option {
	return option(func(s *settings) error {
		if !validHeaderValue(userAgent) {
			return errors.New("WithUserAgent: the text has a character that no header has")
		}
		s.userAgent = []string{userAgent}
		return nil
	})
}

// WithHeader adds a header to requests; the last one of a name wins. The headers that this package sets itself can't be set.
func WithHeader(name, value string) Option {
	return option(func(s *settings) error {
		switch canonical := http.CanonicalHeaderKey(name); {
		case !validHeaderName(name):
			return fmt.Errorf("WithHeader: %q is no name of a header", oneLine(name))
		case ownHeader(canonical):
			return fmt.Errorf("WithHeader: %s is set by this package", canonical)
		case !validHeaderValue(value):
			return fmt.Errorf("WithHeader: the value of %s has a character that no header has", canonical)
		default:
			s.header = s.header.Clone()
			if s.header == nil {
				s.header = http.Header{}
			}
			s.header[canonical] = []string{value}
			return nil
		}
	})
}

// WithMaxResponseBytes bounds the body of an answer, decompressed. The default is 64 MiB. For [Client.Organizations], which
// keeps one organization at a time, it bounds each of them. It must be positive.
func WithMaxResponseBytes(n int64) Option {
	return option(func(s *settings) error {
		if n <= 0 {
			return fmt.Errorf("WithMaxResponseBytes: %d is not positive", n)
		}
		s.maxResponseBytes = n
		return nil
	})
}

// WithResponseInto stores the response of a call in the pointer: its status, its headers and, in X-Polytomic-Version, the version that
// served it. Its body is read and closed, and it has no Request, which would show the key. It is stored for refusals too; where there was no response it is nil. With [New], calls at the same
// time would race for the pointer, so give it to a call.
func WithResponseInto(response **http.Response) Option {
	return option(func(s *settings) error {
		if response == nil {
			return errors.New("WithResponseInto: the pointer is nil")
		}
		*response = nil
		s.responseInto = response
		return nil
	})
}

// WithLogger logs each attempt at level debug, each retry at level info and what [WithVersionWarning] accepts at level warn: method, path,
// status, attempt. No header and no body is logged. The default is no log.
func WithLogger(logger *slog.Logger) Option {
	return option(func(s *settings) error {
		if logger == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		s.logger = logger
		return nil
	})
}
