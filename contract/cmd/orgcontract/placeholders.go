package main

import (
	"fmt"
	"regexp"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// placeholderFlag is a pattern of the strings that a recorder wrote in the place of values.
type placeholderFlag struct {
	pattern *regexp.Regexp
	text    string
	isSet   bool
}

// Set reads the pattern. An empty pattern matches nothing.
func (f *placeholderFlag) Set(text string) error {
	f.isSet, f.text, f.pattern = true, text, nil
	if text == "" {
		return nil
	}
	pattern, err := regexp.Compile(text)
	if err != nil {
		return fmt.Errorf("it is not a regular expression: %w", err)
	}
	f.pattern = pattern
	return nil
}

// String returns an empty string, so that the help shows no default.
func (*placeholderFlag) String() string { return "" }

// Type returns the word that the help shows for the value.
func (*placeholderFlag) Type() string { return "PATTERN" }

func (f *placeholderFlag) options() []contract.LoadOption {
	if !f.isSet {
		return nil
	}
	return []contract.LoadOption{contract.Placeholders(f.pattern)}
}
