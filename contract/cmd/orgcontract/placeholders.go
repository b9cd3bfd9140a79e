package main

import (
	"fmt"
	"regexp"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// placeholderFlag is a pattern that matches the strings that a recorder wrote instead of values.
type placeholderFlag struct {
	pattern *regexp.Regexp
	text    string
	isSet   bool
}

// Set reads the pattern. An empty one matches nothing.
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

// String returns nothing, so that the help shows no default.
func (*placeholderFlag) String() string { return "" }

// Type is the word for the value in the help.
func (*placeholderFlag) Type() string { return "PATTERN" }

func (f *placeholderFlag) options() []contract.LoadOption {
	if !f.isSet {
		return nil
	}
	return []contract.LoadOption{contract.Placeholders(f.pattern)}
}
