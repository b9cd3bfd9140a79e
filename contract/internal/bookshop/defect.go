package bookshop

import "slices"

// Defect is a mistake of the server. A bookshop can be started with it.
type Defect struct {
	Name string
	// What says in words what the server does wrong.
	What string
	// Rules lists rules, and a probe must find at least one of them broken. Operations lists the
	// operations where it may find this.
	Rules      []string
	Operations []string
}

const (
	createAuthor = "POST /authors"
	listBooks    = "GET /books"
	createBook   = "POST /books"
	readBook     = "GET /books/{bookId}"
	replaceBook  = "PUT /books/{bookId}"
	deleteBook   = "DELETE /books/{bookId}"

	accepted    = "probe.accepted"
	refused     = "probe.refused"
	serverError = "probe.server-error"
	security    = "probe.security"
)

// Defects returns all defects.
func Defects() []Defect { return slices.Clone(defects) }

// writes lists the operations that take a book. items lists the operations on a single book.
var (
	writes = []string{createBook, replaceBook}
	items  = []string{readBook, replaceBook, deleteBook}
)

var defects = []Defect{
	{"title-empty", "accepts an empty title", []string{accepted}, writes},
	{"title-long", "accepts a title of any length", []string{accepted}, writes},
	{"title-101", "accepts a title that is one character too long", []string{accepted}, writes},
	{"title-100", "refuses a title of exactly 100 characters", []string{refused}, writes},
	{"title-bytes", "counts bytes of a title, not characters", []string{refused}, writes},
	{"title-number", "accepts a number as a title", []string{accepted, "response.type"}, writes},
	{"title-null", "accepts null as a title", []string{accepted, "response.type"}, writes},
	{"title-missing", "accepts a book without a title", []string{accepted, "response.minLength"}, writes},
	{"author-missing", "fails if there is no author", []string{serverError}, writes},
	{"price-zero", "accepts a price of 0", []string{accepted}, writes},
	{"price-negative", "accepts a negative price", []string{accepted}, writes},
	{"price-high", "accepts any high price", []string{accepted}, writes},
	{"price-10000", "refuses the highest price", []string{refused}, writes},
	{"price-integer", "refuses a price without a fraction", []string{refused}, writes},
	{"price-text", "answers with the price as a string", []string{"response.type"}, writes},
	{"pages-fraction", "accepts a half page", []string{accepted, "response.type"}, writes},
	{"pages-large", "fails if there are many pages", []string{serverError}, writes},
	{"rating-0", "accepts a rating of 0", []string{accepted}, writes},
	{"rating-5", "refuses the best rating", []string{refused}, writes},
	{"genre-any", "accepts any genre", []string{accepted, "response.enum"}, writes},
	{"genre-poetry", "refuses a genre that it should know", []string{refused}, writes},
	{"isbn-any", "accepts any ISBN", []string{accepted}, writes},
	{"isbn-start", "looks only at the beginning of an ISBN", []string{accepted}, writes},
	{"published-any", "accepts any string as a date", []string{accepted, "response.format"}, writes},
	{"tags-many", "accepts any number of tags", []string{accepted}, writes},
	{"tags-twice", "accepts the same tag twice", []string{accepted}, writes},
	{"tags-empty", "breaks off if the list of tags is empty", []string{"probe.connection"}, writes},
	{"tag-long", "accepts a long tag in the list", []string{accepted}, writes},
	{"more-properties", "accepts properties that the document forbids", []string{accepted}, writes},
	{"subtitle-null", "refuses a subtitle that is null", []string{refused}, writes},
	{"subtitle-missing", "fails if there is no subtitle", []string{serverError}, writes},
	{"subtitle-long", "fails on a long subtitle", []string{serverError}, writes},
	{"subtitle-emoji", "fails on characters beyond two bytes", []string{serverError}, writes},
	{"json-broken", "takes a body that is not JSON for an empty object", []string{serverError, accepted}, writes},
	{"json-rest", "ignores what follows the JSON", []string{accepted}, writes},
	{"media-type", "ignores the Content-Type of a request", []string{accepted}, writes},
	{"body-missing", "fails without a body", []string{serverError}, writes},
	{"limit-0", "accepts a limit of 0", []string{accepted}, []string{listBooks}},
	{"limit-101", "accepts a limit that is too high", []string{accepted}, []string{listBooks}},
	{"limit-100", "refuses the highest limit", []string{refused}, []string{listBooks}},
	{"limit-text", "fails if the limit is not a number", []string{serverError}, []string{listBooks}},
	{"genre-filter", "accepts any genre in the query", []string{accepted}, []string{listBooks}},
	{"tag-one", "refuses more than one tag in the query", []string{refused}, []string{listBooks}},
	{"newest-text", "accepts any text as a boolean", []string{accepted}, []string{listBooks}},
	{"newest-slow", "never answers if the newest are asked for", []string{"probe.timeout"}, []string{listBooks}},
	{"content-type", "forgets the Content-Type of a response", []string{"response.media-type"}, []string{readBook}},
	{"id-missing", "forgets the id in a response", []string{"response.required"}, []string{createBook}},
	{"isbn-null", "answers null where an ISBN is absent", []string{"response.type"}, []string{readBook}},
	{"cost", "shows what the document doesn't have", []string{"response.additionalProperties"}, []string{readBook}},
	{"created-200", "answers 200 to a creation", []string{"response.status"}, []string{createBook}},
	{"deleted-200", "answers 200 to a deletion", []string{"response.status"}, []string{deleteBook}},
	{"unknown-500", "fails if there is no such book", []string{serverError}, items},
	{"unknown-shape", "answers 404 with another body than the document has", []string{"response.required", "response.media-type", "response.additionalProperties"}, items},
	{"id-any", "accepts any string as an id", []string{accepted, "response.status"}, items},
	{"location-missing", "forgets the Location of a new book", []string{"response.header-required"}, []string{createBook}},
	{"location-wrong", "sends a Location that leads nowhere", []string{"probe.location"}, []string{createBook}},
	{"passcode", "shows the passcode of an author", []string{"response.additionalProperties", "response.writeOnly", "probe.secret"}, []string{createAuthor}},
	{"token-echo", "shows the credential in an error", []string{"probe.secret"}, writes},
	{"deleted-stays", "says that a book is deleted, and keeps it", []string{"probe.deleted"}, []string{deleteBook}},
	{"replaced-stays", "says that a book is replaced, and keeps the old one", []string{"invariant.read-is-what-was-written"}, []string{readBook}},
	{"deleted-twice", "fails if a book is deleted twice", []string{serverError}, []string{deleteBook}},
	{"read-after-write", "doesn't find a book that was replaced", []string{refused}, []string{readBook}},
	{"token-missing", "ignores that there is no credential", []string{security}, []string{readBook}},
	{"token-any", "accepts any credential", []string{security}, []string{readBook}},
	{"token-other-GET", "lets others read a book", []string{security}, []string{readBook}},
	{"token-other-DELETE", "lets others delete a book", []string{security}, []string{deleteBook}},
	{"token-other-PUT", "lets others replace a book", []string{security}, []string{replaceBook}},
	{"method-any", "takes each unknown method for a GET", []string{"probe.allow"}, items},
	{"allow-missing", "forgets the Allow of a 405", []string{"probe.allow"}, items},
	{"author-deleted", "fails to read a book whose author was deleted", []string{serverError}, []string{readBook}},
	{"link-wrong", "answers with the id of another author, to which a link leads", []string{"probe.link"}, []string{readBook}},
	{"head-length", "sends another Content-Length for a HEAD", []string{"probe.head"}, []string{readBook}},
	{"head-404", "answers a HEAD with 404", []string{"probe.head"}, []string{readBook}},
}
