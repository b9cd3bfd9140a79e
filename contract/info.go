package contract

// Info identifies the document of a contract.
type Info struct {
	// File is the name of the document's root file.
	File string `json:"file"`
	// Title and Version are the title and version of the API.
	Title   string `json:"title"`
	Version string `json:"version"`
	// OpenAPI is the version of OpenAPI, such as 3.0.3.
	OpenAPI string `json:"openapi"`
}

// Info returns the file, title and versions of the document.
func (c *Contract) Info() Info {
	root := c.document.Root()
	return Info{
		File:    c.document.Name(),
		Title:   root.At("info", "title").Text(),
		Version: root.At("info", "version").Text(),
		OpenAPI: root.Get("openapi").Text(),
	}
}
