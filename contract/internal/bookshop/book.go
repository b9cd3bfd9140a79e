package bookshop

import (
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// collection answers requests that list books or create a book.
func (c *call) collection() {
	c.only("GET, HEAD, POST", func() {
		if c.request.Method == http.MethodPost {
			c.createBook()
			return
		}
		c.listBooks()
	})
}

func (c *call) createBook() {
	value, ok := c.validBook()
	if !ok {
		return
	}
	id := uuid.NewString()
	value["id"] = id
	c.books[id] = &entry{owner: c.user, value: value}
	switch {
	case c.has("location-missing"):
	case c.has("location-wrong"):
		c.Header().Set("Location", "/books/"+uuid.NewString())
	default:
		c.Header().Set("Location", "/books/"+id)
	}
	status := http.StatusCreated
	if c.has("created-200") {
		status = http.StatusOK
	}
	shown := c.shown(value)
	if c.has("id-missing") {
		delete(shown, "id")
	}
	c.answer(status, shown)
}

// shown returns a book as responses show it.
func (c *call) shown(book map[string]any) map[string]any {
	shown := maps.Clone(book)
	if c.has("price-text") && c.request.Method != http.MethodGet {
		if price, ok := shown["price"].(float64); ok {
			shown["price"] = strconv.FormatFloat(price, 'f', -1, 64)
		}
	}
	if c.request.Method == http.MethodGet {
		if _, ok := shown["isbn"]; !ok && c.has("isbn-null") {
			shown["isbn"] = nil
		}
		if c.has("cost") {
			shown["cost"] = 1
		}
	}
	return shown
}

// validBook reads a book from the body. If the book is wrong, it refuses the request.
func (c *call) validBook() (map[string]any, bool) {
	value, ok := c.body()
	if !ok {
		return nil, false
	}
	message, status := c.checkBook(value)
	if message == "" {
		return value, true
	}
	c.fail(status, message)
	return nil, false
}

// book answers requests that read, replace or delete a book.
func (c *call) book(id string) {
	methods := "GET, HEAD, PUT, DELETE"
	if c.has("method-any") {
		methods += ", " + c.request.Method
	}
	if c.has("head-404") && c.request.Method == http.MethodHead {
		c.fail(http.StatusNotFound, "nothing has this id")
		return
	}
	c.item(id, c.books, func(e *entry) {
		method := c.request.Method
		switch {
		case e.owner != c.user && !c.has("token-other-"+method):
			c.fail(http.StatusForbidden, "the book is another's")
		case method == http.MethodPut:
			c.replace(strings.ToLower(id), e)
		case method == http.MethodDelete:
			c.remove(strings.ToLower(id))
		case c.has("read-after-write") && e.replaced:
			c.fail(http.StatusNotFound, "nothing has this id")
		default:
			c.readBook(e)
		}
	}, methods)
}

func (c *call) readBook(e *entry) {
	shown := c.shown(e.value)
	if author, _ := shown["author_id"].(string); c.has("author-deleted") && c.deleted[strings.ToLower(author)] {
		c.fail(http.StatusInternalServerError, "a bug")
		return
	}
	if c.has("link-wrong") {
		shown["author_id"] = uuid.NewString()
	}
	if c.has("head-length") && c.request.Method == http.MethodHead {
		c.Header().Set("Content-Length", "2")
	}
	c.answer(http.StatusOK, shown)
}

func (c *call) replace(id string, e *entry) {
	value, ok := c.validBook()
	if !ok {
		return
	}
	value["id"] = id
	e.replaced = true
	if !c.has("replaced-stays") {
		e.value = value
	}
	c.answer(http.StatusOK, c.shown(value))
}

func (c *call) remove(id string) {
	if !c.has("deleted-stays") {
		delete(c.books, id)
		c.deleted[id] = true
	}
	if c.has("deleted-200") {
		c.answer(http.StatusOK, map[string]any{"deleted": true})
		return
	}
	c.WriteHeader(http.StatusNoContent)
}

// listBooks answers with all books, because there are few.
func (c *call) listBooks() {
	query := c.request.URL.Query()
	if text := query.Get("limit"); query.Has("limit") {
		n, err := strconv.Atoi(text)
		low, high := 1, 100
		if c.has("limit-0") {
			low = 0
		}
		if c.has("limit-101") {
			high = 101
		}
		if c.has("limit-100") {
			high = 99
		}
		switch {
		case err != nil && c.has("limit-text"):
			c.fail(http.StatusInternalServerError, "a bug")
			return
		case err != nil || n < low || n > high:
			c.fail(http.StatusBadRequest, "the limit is wrong")
			return
		}
	}
	if query.Has("genre") && !isGenre(query.Get("genre")) && !c.has("genre-filter") {
		c.fail(http.StatusBadRequest, "the genre is unknown")
		return
	}
	tags := query["tag"]
	if len(tags) > 3 || len(tags) > 1 && c.has("tag-one") || strings.Contains("\n"+strings.Join(tags, "\n")+"\n", "\n\n") && query.Has("tag") {
		c.fail(http.StatusBadRequest, "the tags are wrong")
		return
	}
	newest := query.Get("newest")
	if query.Has("newest") && newest != "true" && newest != "false" && !c.has("newest-text") {
		c.fail(http.StatusBadRequest, "newest is true or false")
		return
	}
	if newest == "true" && c.has("newest-slow") {
		c.mu.Unlock()
		<-c.request.Context().Done()
		c.mu.Lock()
		return
	}
	books := []any{}
	for _, e := range c.books {
		books = append(books, maps.Clone(e.value))
	}
	c.answer(http.StatusOK, books)
}
