package walk

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// programWords are the names of members that say which program gets the arguments beside them.
var programWords = suspect.WordSet(`cmd command entrypoint executable image program`)

// programBeside returns the program with known options that the object around an array names, as in
// {"image": "mysql:8", "args": ["-p", "..."]}, if the array begins with an option.
func (j *jsonWalk) programBeside(first string) string {
	if !strings.HasPrefix(first, "-") || len(j.open) == 0 {
		return ""
	}
	object := j.open[len(j.open)-1].node
	program, ok := j.programs[object]
	if !ok {
		program = j.programOf(object)
		j.programs[object] = program
	}
	return program
}

func (j *jsonWalk) programOf(object int) string {
	for name, value := range j.members(object) {
		if !programWords[name.last] {
			continue
		}
		if j.nodes[value].kind == '[' && j.nodes[value].after > value+1 {
			value++ // The first of several words is the program.
		}
		program := j.nodes[value].text
		program = program[strings.LastIndexByte(program, '/')+1:]
		if program, _, _ = strings.Cut(program, ":"); position.Commands[program] != nil {
			return program
		}
	}
	return ""
}
