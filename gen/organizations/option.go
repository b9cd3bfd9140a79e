package organizations

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Option changes how a [Client] works, or how one call does. Give it to [New] for all calls, or to
// a method for that call alone; the method's options win. New and the methods return an error that
// names the option if it is invalid.
type Option interface {
	apply(s *settings) error
}

type option func(s *settings) error

func (o option) apply(s *settings) error { return o(s) }

// WithBaseURL sets where the API is, for a self-hosted deployment for instance. The default is
// https://app.polytomic.com. The URL may have a path, which comes before the API's paths, but no
// query, fragment or user. Its scheme is https; http is for the loopback interface, or for any host
// with [WithPlainHTTP].
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

// WithPlainHTTP allows a base URL of http to a host that isn't the loopback interface. The key
// crosses the network for all to read. A transport of type [*http.Transport] sends such requests to
// the host itself, whatever its Proxy says.
func WithPlainHTTP() Option {
	return option(func(s *settings) error {
		s.plainHTTP = true
		return nil
	})
}

// WithTransport sets the [http.RoundTripper] that sends requests, such as one that traces. It is
// called once for each attempt of a call, and for each redirect. The default is
// [http.DefaultTransport].
func WithTransport(transport http.RoundTripper) Option {
	return option(func(s *settings) error {
		if err := checkTransport(transport); err != nil {
			return fmt.Errorf("WithTransport: %w", err)
		}
		client := *s.httpClient
		client.Transport = transport
		s.httpClient = &client
		return nil
	})
}

// WithHTTPClient sets the [http.Client] that sends requests. The Client keeps a copy of it, and
// uses all of its fields:
//
//   - Transport sends each attempt, as with [WithTransport]. Nil is [http.DefaultTransport].
//   - Timeout bounds each attempt, with the reading of its response. [WithTimeout] bounds the whole
//     call.
//   - Jar adds cookies to requests, and keeps those of responses.
//   - CheckRedirect is asked before a redirect is followed. It isn't asked about a redirect to
//     another scheme, host or port, or about a redirect that changes the method: the Client refuses
//     both.
//
// Of its methods, only Do is called, and only if a call needs it: for a redirect, an error, the Jar
// or the Timeout.
func WithHTTPClient(client *http.Client) Option {
	return option(func(s *settings) error {
		switch {
		case client == nil:
			return errors.New("WithHTTPClient: the client is a nil *http.Client")
		case client.Transport != nil && checkTransport(client.Transport) != nil:
			return fmt.Errorf("WithHTTPClient: %w", checkTransport(client.Transport))
		case client.Jar != nil && isNil(client.Jar):
			return fmt.Errorf("WithHTTPClient: the jar is a nil %T", client.Jar)
		}
		s.httpClient = guardRedirects(client)
		return nil
	})
}

// WithAPIVersion sets the version of the API that requests ask for, a date. The default is
// [APIVersion]. The methods and types of this package are those of that version, so an older
// version answers some calls in another way:
//
//   - Up to 2024-02-08, there is no operation for the current organization. Listing returns what the
//     credential may see, which for a user is the user's own organization. An error with the status 401
//     has a body of another kind, so its [Error] has neither Key nor Message.
//   - Up to 2023-04-25, an update is a PATCH, so [Client.UpdateOrganization] doesn't work.
//   - In 2021-05-23, responses have result in the place of data, so no call returns an organization.
func WithAPIVersion(version string) Option {
	return option(func(s *settings) error {
		if _, err := time.Parse(time.DateOnly, version); err != nil {
			return fmt.Errorf("WithAPIVersion: the version is not a date such as %s", APIVersion)
		}
		s.apiVersion = []string{version}
		return nil
	})
}

// WithVersionWarning accepts a response from another version of the API than the requested one, and
// logs a warning instead of returning a [VersionError].
func WithVersionWarning() Option {
	return option(func(s *settings) error {
		s.versionWarning = true
		return nil
	})
}

// WithTimeout bounds the time of a whole call, with its retries and the reading of the response;
// for [Client.Organizations] the time of the whole loop. By default, only the context bounds a
// call. The timeout must be positive.
func WithTimeout(timeout time.Duration) Option {
	return option(func(s *settings) error {
		if timeout <= 0 {
			return fmt.Errorf("WithTimeout: %v is not positive", timeout)
		}
		s.timeout = timeout
		return nil
	})
}

// WithRetry sets how often and how long a call is retried; see [RetryPolicy].
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

// WithIdempotencyKey sets the key under which the API records the outcome of a create, an update or
// a delete. The API returns the same outcome to every request with the same key for at least 24
// hours. The key is for one call, not for [New], and has 8 to 255 letters, digits, hyphens and
// underscores. By default, each create gets a random key. Updates and deletes get none, since they
// are idempotent by themselves. (Source: the vendor's guide on idempotent requests, which speaks of
// POST; the vendor's own SDKs send a key with an update and a delete too.)
func WithIdempotencyKey(key string) Option {
	return option(func(s *settings) error {
		if len(key) < 8 || len(key) > 255 {
			return fmt.Errorf("WithIdempotencyKey: the key has %d characters, not 8 to 255", len(key))
		}
		for i := range len(key) {
			if !strings.Contains(idempotencyAlphabet, key[i:i+1]) {
				return fmt.Errorf("WithIdempotencyKey: the character at byte %d is not a letter, digit, hyphen or underscore", i)
			}
		}
		s.idempotencyKey = key
		return nil
	})
}

// WithUserAgent sets the User-Agent header. The default is polytomic-organizations-go/VERSION, with
// the version of this module in the program.
func WithUserAgent(userAgent string) Option {
	return option(func(s *settings) error {
		if !validHeaderValue(userAgent) {
			return errors.New("WithUserAgent: the value has a character that no header may have")
		}
		s.userAgent = []string{userAgent}
		return nil
	})
}

// WithHeader adds a header to requests; the last value of a name wins. It can't set the headers
// that this package or net/http sets. The value counts as a secret: errors and logs show [redacted]
// instead of the value, and instead of each part of it with at least 8 characters. A value of fewer
// than 8 characters is redacted only where it is a word of its own.
func WithHeader(name, value string) Option {
	return option(func(s *settings) error {
		switch canonical := http.CanonicalHeaderKey(name); {
		case !validHeaderName(name):
			return errors.New("WithHeader: the name is not the name of a header") // The name may hold a secret by mistake.
		case ownHeader(canonical):
			return fmt.Errorf("WithHeader: %s is set by this package", canonical)
		case !validHeaderValue(value):
			return fmt.Errorf("WithHeader: the value of %s has a character that no header may have", canonical)
		default:
			s.header = s.header.Clone()
			if s.header == nil {
				s.header = http.Header{}
			}
			s.header[canonical] = []string{value}
			s.redacts = nil
			return nil
		}
	})
}

// WithMaxResponseBytes bounds the decompressed body of a response, in bytes. The default is 64 MiB.
// For [Client.Organizations], which keeps one organization at a time, it bounds each of them. The
// bound must be positive. A body below the bound is refused too if gzip expands it to more than 100
// times its size, or if it has very many and very short values.
func WithMaxResponseBytes(n int64) Option {
	return option(func(s *settings) error {
		if n <= 0 {
			return fmt.Errorf("WithMaxResponseBytes: %d is not positive", n)
		}
		s.maxResponseBytes = n
		return nil
	})
}

// WithResponseInto stores the response of a call in the pointer: its status and its headers.
// X-Polytomic-Version among them is the version that served the call. Secrets in the headers are
// redacted, and the request is left out. The response is stored for refusals too. The pointer holds
// nil if there was no response.
//
// The body of the stored response needn't be closed. For a response of 2xx, the body is what the
// client read within [WithMaxResponseBytes]: decompressed, but otherwise as it came, even if it
// couldn't be decoded. It is not redacted, so don't log it. For a refusal, the body is the Body of
// the [Error]. For [Client.Organizations], the body is empty.
//
// Give the option to a call, not to [New]: concurrent calls would race for the pointer.
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

// WithLogger logs each attempt at level debug, each retry at level info, and a response that
// [WithVersionWarning] accepts at level warn, with method, path, status and attempt. It logs no
// header and no body. The default is no log.
func WithLogger(logger *slog.Logger) Option {
	return option(func(s *settings) error {
		if logger == nil || logger.Handler() == nil {
			return errors.New("WithLogger: the logger is nil, or has no handler")
		}
		s.logger = logger
		return nil
	})
}
