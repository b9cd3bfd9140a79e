package bookshop

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// body reads a JSON object from the body. If the body is something else, it refuses the request.
func (c *call) body() (map[string]any, bool) {
	mediaType, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	decoder := json.NewDecoder(c.request.Body)
	var value map[string]any
	read := decoder.Decode(&value)
	if errors.Is(read, io.EOF) && c.has("body-missing") {
		c.fail(http.StatusInternalServerError, "a bug")
		return nil, false
	}
	if (err != nil || mediaType != "application/json") && !c.has("media-type") {
		c.fail(http.StatusUnsupportedMediaType, "the body must be JSON")
		return nil, false
	}
	if read != nil && c.has("json-broken") && !errors.Is(read, io.EOF) {
		c.fail(http.StatusInternalServerError, "a bug")
		return nil, false
	}
	if _, err := decoder.Token(); read == nil && !errors.Is(err, io.EOF) && !c.has("json-rest") {
		read = errors.New("there is more")
	}
	if read != nil || value == nil {
		c.fail(http.StatusBadRequest, "the body is not an object")
		return nil, false
	}
	return value, true
}

func (c *call) checkAuthor(value map[string]any) string {
	for name, each := range value {
		text, isText := each.(string)
		number, isNumber := each.(float64)
		var ok bool
		switch name {
		case "name":
			ok = isText && within(text, 1, 60)
		case "born":
			ok = each == nil || isNumber && number == math.Trunc(number) && number >= 0 && number <= 2100
		case "passcode":
			ok = isText && within(text, 8, 40)
		}
		if !ok {
			return name + " is wrong"
		}
	}
	if _, ok := value["name"]; !ok {
		return "there is no name"
	}
	return ""
}

// within reports whether the number of a string's characters is between least and most.
func within(text string, least, most int) bool {
	n := utf8.RuneCountInString(text)
	return n >= least && n <= most
}

// checkBook returns what is wrong with a book, and the status to answer with.
func (c *call) checkBook(book map[string]any) (string, int) {
	if _, ok := book["subtitle"]; !ok && c.has("subtitle-missing") {
		return "a bug", http.StatusInternalServerError
	}
	for _, name := range []string{"title", "author_id", "price"} {
		if _, ok := book[name]; ok {
			continue
		}
		switch {
		case name == "title" && c.has("title-missing"):
			book[name] = ""
			continue
		case name == "author_id" && c.has("author-missing"):
			return "a bug", http.StatusInternalServerError
		}
		return "there is no " + name, http.StatusBadRequest
	}
	for name, value := range book {
		check := map[string]func(any) (bool, bool){
			"title": c.title, "subtitle": c.subtitle, "author_id": c.authorID, "price": c.price, "pages": c.pages, "rating": c.rating,
			"genre": c.genre, "isbn": c.isbn, "published": c.published, "tags": c.tags,
		}[name]
		if check == nil {
			if !c.has("more-properties") {
				return name + " is unknown", http.StatusBadRequest
			}
			delete(book, name)
			continue
		}
		if name == "title" && value == "" && c.has("title-missing") {
			continue
		}
		if ok, bug := check(value); bug {
			return "a bug", http.StatusInternalServerError
		} else if !ok {
			return name + " is wrong", http.StatusBadRequest
		}
	}
	return "", http.StatusOK
}

// Each function below checks one property. It returns whether the value is right, and whether the
// value triggers a bug.

func (c *call) title(value any) (ok, bug bool) {
	text, isText := value.(string)
	if !isText {
		return value == nil && c.has("title-null") || value != nil && c.has("title-number"), false
	}
	least, most := 1, 100
	switch {
	case c.has("title-empty"):
		least = 0
	case c.has("title-long"):
		most = math.MaxInt
	case c.has("title-101"):
		most = 101
	case c.has("title-100"):
		most = 99
	case c.has("title-bytes"):
		return len(text) >= 1 && len(text) <= 100, false
	}
	return within(text, least, most), false
}

func (c *call) subtitle(value any) (ok, bug bool) {
	text, isText := value.(string)
	if c.has("subtitle-long") && len(text) > 300 {
		return false, true
	}
	if c.has("subtitle-emoji") && slices.ContainsFunc([]rune(text), func(r rune) bool { return r > 0xffff }) {
		return false, true
	}
	return isText || value == nil && !c.has("subtitle-null"), false
}

func (c *call) authorID(value any) (ok, bug bool) {
	text, _ := value.(string)
	_, err := uuid.Parse(text)
	return err == nil && len(text) == 36, false
}

func (c *call) price(value any) (ok, bug bool) {
	n, isNumber := value.(float64)
	if c.has("price-integer") && n == math.Trunc(n) {
		return false, false
	}
	high := n <= 10000 && (n < 10000 || !c.has("price-10000")) || c.has("price-high")
	low := n > 0 || n == 0 && c.has("price-zero") || n < 0 && c.has("price-negative")
	return isNumber && low && high, false
}

func (c *call) pages(value any) (ok, bug bool) {
	n, isNumber := value.(float64)
	if c.has("pages-large") && n > math.MaxInt32 {
		return false, true
	}
	return isNumber && n >= 1 && (n == math.Trunc(n) || c.has("pages-fraction")), false
}

func (c *call) rating(value any) (ok, bug bool) {
	n, isNumber := value.(float64)
	low, high := 1.0, 5.0
	if c.has("rating-0") {
		low = 0
	}
	if c.has("rating-5") {
		high = 4
	}
	return isNumber && n == math.Trunc(n) && n >= low && n <= high, false
}

func isGenre(text string) bool { return slices.Contains([]string{"novel", "poetry", "essay"}, text) }

func (c *call) genre(value any) (ok, bug bool) {
	text, isText := value.(string)
	switch {
	case c.has("genre-any"):
		return isText, false
	case c.has("genre-poetry"):
		return isGenre(text) && text != "poetry", false
	}
	return isGenre(text), false
}

var isbns, isbnStarts = regexp.MustCompile(`^97[89]-[0-9]{10}$`), regexp.MustCompile(`^97[89]-[0-9]{10}`)

func (c *call) isbn(value any) (ok, bug bool) {
	text, isText := value.(string)
	return isText && (c.has("isbn-any") || isbns.MatchString(text) || c.has("isbn-start") && isbnStarts.MatchString(text)), false
}

func (c *call) published(value any) (ok, bug bool) {
	text, isText := value.(string)
	_, err := time.Parse(time.DateOnly, text)
	return isText && (err == nil || c.has("published-any")), false
}

func (c *call) tags(value any) (ok, bug bool) {
	tags, isList := value.([]any)
	if isList && len(tags) == 0 && c.has("tags-empty") {
		panic(http.ErrAbortHandler)
	}
	if !isList || len(tags) > 3 && !c.has("tags-many") {
		return false, false
	}
	for i, each := range tags {
		tag, isText := each.(string)
		if !isText || !within(tag, 1, 20) && (tag == "" || !c.has("tag-long")) {
			return false, false
		}
		if slices.Contains(tags[:i], each) && !c.has("tags-twice") {
			return false, false
		}
	}
	return true, false
}
