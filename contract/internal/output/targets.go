package output

import "github.com/orgcontract/polytomic-organizations/contract/internal/destination"

// ParseTargets reads the values of --report. It returns the reports to write, and where they go.
// The text report goes to the standard output, unless another report goes there.
func ParseTargets(values []string, formats []Format) ([]Target, []destination.Output, error) {
	var targets []Target
	var outputs []destination.Output
	text := true
	for _, value := range values {
		target, err := ParseTarget(value, formats)
		if err != nil {
			return nil, nil, err
		}
		text = text && target.File != destination.Stdout
		targets = append(targets, target)
		outputs = append(outputs, destination.Output{
			Flag: "--report " + string(target.Format), File: target.File, What: string(target.Format) + " report",
		})
	}
	if text {
		targets = append(targets, Target{Format: Text, File: destination.Stdout})
		outputs = append(outputs, TextReport())
	}
	return targets, outputs, nil
}

// TextReport returns the text that a command prints, unless another output goes to the standard
// output.
func TextReport() destination.Output {
	return destination.Output{Flag: "the text report", File: destination.Stdout, What: "text report"}
}
