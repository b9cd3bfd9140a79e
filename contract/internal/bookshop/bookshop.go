// Package bookshop is a small server that the tests of package probe send requests to. A test can
// give it mistakes, which [Defects] lists.
//
//	server := bookshop.New("title-empty")
package bookshop

import (
	_ "embed"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"
)

//go:embed bookshop.yaml
var document []byte

// Document returns the OpenAPI document of the bookshop.
func Document() []byte { return slices.Clone(document) }

// The constants are the credentials of the two users.
const (
	Token      = "alice-bookshop-token"
	OtherToken = "bobby-bookshop-token"
)

// Server is a bookshop that may have some defects. Make it with [New]. It is safe for concurrent
// use.
type Server struct {
	defects []string

	mu      sync.Mutex
	authors map[string]*entry
	books   map[string]*entry
	deleted map[string]bool
}

// entry is an author or a book, and the user who created it.
type entry struct {
	owner    string
	value    map[string]any
	replaced bool
}

// New returns a bookshop with these defects, which are given by their names.
func New(defects ...string) *Server {
	return &Server{defects: defects, authors: map[string]*entry{}, books: map[string]*entry{}, deleted: map[string]bool{}}
}

// Len returns the number of books and authors.
func (s *Server) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.books) + len(s.authors)
}

// has reports whether the server has a defect.
func (s *Server) has(defect string) bool { return slices.Contains(s.defects, defect) }

// call is one request.
type call struct {
	*Server
	http.ResponseWriter

	request *http.Request
	user    string
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{Server: s, ResponseWriter: w, request: r}
	segments := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if r.URL.Path == "/health" {
		c.only("GET, HEAD", func() { c.answer(http.StatusOK, map[string]any{"ok": true}) })
		return
	}
	if !c.authenticated() {
		return
	}
	switch {
	case len(segments) == 1 && segments[0] == "authors":
		c.only("POST", c.createAuthor)
	case len(segments) == 1 && segments[0] == "books":
		c.collection()
	case len(segments) == 2 && segments[0] == "authors":
		c.author(segments[1])
	case len(segments) == 2 && segments[0] == "books":
		c.book(segments[1])
	default:
		c.fail(http.StatusNotFound, "there is nothing here")
	}
}

// authenticated finds out who sent the request. It refuses the request if the credential is missing
// or unknown.
func (c *call) authenticated() bool {
	scheme, token, _ := strings.Cut(c.request.Header.Get("Authorization"), " ")
	switch {
	case scheme == "Bearer" && (token == Token || token == OtherToken):
		c.user = token
	case scheme == "" && c.has("token-missing"), scheme != "" && c.has("token-any"):
		c.user = Token
	default:
		c.fail(http.StatusUnauthorized, "this needs a token")
		return false
	}
	return true
}

// only calls answer for a request with one of the methods, and refuses other requests.
func (c *call) only(methods string, answer func()) {
	if slices.Contains(strings.Split(methods, ", "), c.request.Method) {
		answer()
		return
	}
	if !c.has("allow-missing") {
		c.Header().Set("Allow", methods)
	}
	c.fail(http.StatusMethodNotAllowed, "the method is unknown")
}

// answer writes a value as JSON.
func (c *call) answer(status int, value any) {
	if c.has("content-type") && c.request.Method == http.MethodGet {
		c.Header().Set("Content-Type", "text/plain")
	} else {
		c.Header().Set("Content-Type", "application/json")
	}
	c.WriteHeader(status)
	if err := json.NewEncoder(c).Encode(value); err != nil && !errors.Is(err, http.ErrContentLength) {
		panic(http.ErrAbortHandler) // The client is gone.
	}
}

func (c *call) fail(status int, message string) {
	if c.has("token-echo") && status == http.StatusBadRequest {
		message += ", " + c.request.Header.Get("Authorization")
	}
	c.answer(status, map[string]any{"error": message})
}

func (c *call) createAuthor() {
	value, ok := c.body()
	if !ok {
		return
	}
	if message := c.checkAuthor(value); message != "" {
		c.fail(http.StatusBadRequest, message)
		return
	}
	if !c.has("passcode") {
		delete(value, "passcode")
	}
	id := uuid.NewString()
	value["id"] = id
	c.authors[id] = &entry{owner: c.user, value: value}
	c.answer(http.StatusCreated, value)
}

func (c *call) author(id string) {
	c.item(id, c.authors, func(e *entry) {
		switch {
		case e.owner != c.user:
			c.fail(http.StatusForbidden, "the author is another's")
		case c.request.Method == http.MethodDelete:
			delete(c.authors, strings.ToLower(id))
			c.deleted[strings.ToLower(id)] = true
			c.WriteHeader(http.StatusNoContent)
		default:
			c.answer(http.StatusOK, e.value)
		}
	}, "GET, HEAD, DELETE")
}

// item finds the entry with an id. If no entry has the id, it refuses the request.
func (c *call) item(id string, all map[string]*entry, found func(*entry), methods string) {
	c.only(methods, func() {
		if _, err := uuid.Parse(id); (err != nil || len(id) != 36) && !c.has("id-any") {
			c.fail(http.StatusBadRequest, "the id is not a UUID")
			return
		}
		if e := all[strings.ToLower(id)]; e != nil {
			found(e)
			return
		}
		switch {
		case c.has("id-any") && len(id) != 36:
			c.answer(http.StatusOK, map[string]any{"id": uuid.NewString(), "title": "A", "author_id": uuid.NewString(), "price": 1})
		case c.has("unknown-500"), c.has("deleted-twice") && c.deleted[id]:
			c.fail(http.StatusInternalServerError, "a bug")
		case c.has("unknown-shape"):
			c.answer(http.StatusNotFound, map[string]any{"message": "nothing"})
		default:
			c.fail(http.StatusNotFound, "nothing has this id")
		}
	})
}
