package organizations

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Option changes how a [Client] works, or how a single call works. Pass it to [New] for all calls,
// or to a method for that call alone. The options of a method override those of New. If an option
// is invalid, New and the methods return an error that names the option.
type Option interface {
	apply(s *settings) error
}

type option func(s *settings) error

func (o option) apply(s *settings) error { return o(s) }

// WithBaseURL sets the address of the API, for instance the address of a self-hosted deployment.
// The default is https://app.polytomic.com. The URL may have a path, which comes before the paths
// of the API. It must not have a query, a fragment or a user. Its scheme must be https. The scheme
// http is allowed for the loopback interface, and with [WithPlainHTTP] for any host.
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

// WithPlainHTTP allows a base URL of http to a host that isn't the loopback interface. Everyone on
// the network can then read the key. If the transport is an [*http.Transport], it sends such
// requests directly to the host and ignores its Proxy.
func WithPlainHTTP() Option {
	return option(func(s *settings) error {
		s.plainHTTP = true
		return nil
	})
}

// WithTransport sets the [http.RoundTripper] that sends requests. For instance, it can add tracing.
// The client calls it once for each attempt of a call, and once for each redirect. The default is
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
//   - Transport sends each attempt, as with [WithTransport]. If it is nil, [http.DefaultTransport]
//     does.
//   - Timeout limits each attempt, including the reading of its response. [WithTimeout] limits the
//     whole call.
//   - Jar adds cookies to requests, and keeps the cookies of responses.
//   - The client calls CheckRedirect before it follows a redirect. It doesn't call CheckRedirect
//     for a redirect to another scheme, host or port, or for a redirect that changes the method,
//     because it refuses both.
//
// The Client calls no method but Do. It calls Do only if a call needs it: for a redirect, an error,
// the Jar or the Timeout.
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

// WithAPIVersion sets the version of the API that requests ask for. A version is a date. The
// default is [APIVersion]. The methods and types of this package are made for the default version,
// so an older version answers some calls differently:
//
//   - Up to 2024-02-08, the API has no operation for the current organization. Listing returns the
//     organizations that the caller may see. For a user, that is the user's own organization. An
//     error with the status 401 has a different body, so its [Error] has neither Key nor Message.
//   - Up to 2023-04-25, an update is a PATCH, so [Client.UpdateOrganization] doesn't work.
//   - In 2021-05-23, responses have the property result instead of data, so no call returns an
//     organization.
func WithAPIVersion(version string) Option {
	return option(func(s *settings) error {
		if _, err := time.Parse(time.DateOnly, version); err != nil {
			return fmt.Errorf("WithAPIVersion: the version is not a date such as %s", APIVersion)
		}
		s.apiVersion = []string{version}
		return nil
	})
}

// WithVersionWarning accepts a response from a version of the API that the request didn't ask for.
// It logs a warning instead of returning a [VersionError].
func WithVersionWarning() Option {
	return option(func(s *settings) error {
		s.versionWarning = true
		return nil
	})
}

// WithTimeout limits the time of a whole call, including its retries and the reading of the
// response. For [Client.Organizations], it limits the time of the whole loop. By default, only the
// context limits the time of a call. The timeout must be positive.
func WithTimeout(timeout time.Duration) Option {
	return option(func(s *settings) error {
		if timeout <= 0 {
			return fmt.Errorf("WithTimeout: %v is not positive", timeout)
		}
		s.timeout = timeout
		return nil
	})
}

// WithRetry sets how often and how long the client retries a call; see [RetryPolicy].
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

// WithIdempotencyKey sets the idempotency key of a create, an update or a delete. The API records
// the outcome of the request under this key. The API returns the same outcome to every request with
// the same key for at least 24 hours. The key is for one call, so it can't be passed to [New]. It
// has 8 to 255 letters, digits, hyphens and underscores. By default, each create gets a random key.
// Updates and deletes get no key, because they are idempotent by themselves. (Source: the vendor's
// guide on idempotent requests. The guide speaks only of POST, but the vendor's own SDKs also send
// a key with an update and a delete.)
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

// WithUserAgent sets the User-Agent header. The default is polytomic-organizations-go/VERSION,
// where VERSION is the version of this module in the program.
func WithUserAgent(userAgent string) Option {
	return option(func(s *settings) error {
		if !validHeaderValue(userAgent) {
			return errors.New("WithUserAgent: the value has a character that no header may have")
		}
		s.userAgent = []string{userAgent}
		return nil
	})
}

// WithHeader adds a header to requests. If a name is set several times, the last value wins. It
// can't set the headers that this package or net/http sets. The client treats the value as a
// secret. Errors and logs show [redacted] instead of the value, and instead of each word of it that
// has at least 8 characters. If the value or a word has at least 16 characters, they don't show a
// part of it either; see [Credential]. A value with fewer than 8 characters is redacted only where it
// is a separate word.
func WithHeader(name, value string) Option {
	return option(func(s *settings) error {
		switch canonical := http.CanonicalHeaderKey(name); {
		case !validHeaderName(name):
			return errors.New("WithHeader: the name is not the name of a header") // The error doesn't show the name, which may be a secret by mistake.
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

// WithMaxResponseBytes limits the body of a response, in bytes after decompression. The default is
// 64 MiB. For [Client.Organizations], which keeps one organization at a time, it limits each
// organization. The limit must be positive. The client also refuses a smaller body if gzip expands
// it to more than 100 times its size, if it has very many and very short values, or if it has very
// many properties that the API doesn't document.
func WithMaxResponseBytes(n int64) Option {
	return option(func(s *settings) error {
		if n <= 0 {
			return fmt.Errorf("WithMaxResponseBytes: %d is not positive", n)
		}
		s.maxResponseBytes = n
		return nil
	})
}

// WithResponseInto stores the response of a call in the pointer, with its status and headers. For
// instance, the header X-Polytomic-Version says which version served the call. The response has no
// request, and secrets in its headers are redacted. A response outside 2xx is stored too. The
// pointer is nil if there was no response.
//
// The caller need not close the body of the response. If the response has a status of 2xx, the body
// has the bytes that the client read within [WithMaxResponseBytes]. They are decompressed, but
// otherwise as they came, even if they couldn't be decoded. This body is not redacted, so don't log
// it. If the response has another status, the body is the Body of the [Error]. For
// [Client.Organizations], the body is empty.
//
// Pass the option to a call and not to [New], because concurrent calls would race for the pointer.
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

// WithLogger logs each attempt at level debug, each retry at level info, and each response that
// [WithVersionWarning] accepts at level warn. A log entry has the method, path, status and attempt.
// It has no header and no body. By default, the client logs nothing.
func WithLogger(logger *slog.Logger) Option {
	return option(func(s *settings) error {
		if logger == nil || isNil(logger.Handler()) {
			return errors.New("WithLogger: the logger is nil, or has no handler")
		}
		s.logger = logger
		return nil
	})
}
