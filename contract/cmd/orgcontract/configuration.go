package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
)

// configure reads the configuration file of the working directory. For each flag that the user
// didn't give, it sets the flag to the value in the file. It returns the settings of the file.
func configure(cmd *cobra.Command) (*settings.Settings, error) {
	file, err := settings.Read(settings.File)
	if err != nil {
		return nil, runError{err}
	}
	for key, values := range file.All() {
		flag := cmd.Flags().Lookup(key)
		if flag == nil || flag.Changed {
			continue // The command doesn't have this flag, or the user gave it.
		}
		for _, value := range values {
			if err := cmd.Flags().Set(key, value); err != nil {
				return nil, runError{fmt.Errorf("%s: %s: %q can't be used; see %s --help", file.Place(key), key, value, cmd.CommandPath())}
			}
		}
	}
	return file, nil
}

// configureRecordings is like configure. It also returns the recordings to read: those that the
// user names, or else those that the file names.
func configureRecordings(cmd *cobra.Command, paths []string) ([]string, error) {
	file, err := configure(cmd)
	if err != nil || len(paths) > 0 {
		return paths, err
	}
	return file.Get(settings.Recordings), nil
}
