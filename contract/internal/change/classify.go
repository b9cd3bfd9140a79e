package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
)

// classify returns the changes for which oasdiff has a rule. oasdiff reports such a change once for
// each operation, status and property. classify combines the reports with the same rule and the
// same places. It returns an error if oasdiff can't compare the documents, or would need too long
// for documents with these differences.
func classify(old, revised *Document, differences []located) (changes []Change, err error) {
	if old.spec == nil || revised.spec == nil {
		return nil, nil
	}
	for _, d := range []*Document{old, revised} {
		if err := d.refuseMuchWork(differences); err != nil {
			return nil, err
		}
	}
	if err := refusePairs(old.root, revised.root); err != nil {
		return nil, err
	}
	defer func() { // oasdiff panics on some schemas of OpenAPI 3.1.
		if p := recover(); p != nil {
			changes, err = nil, fmt.Errorf("the rules can't compare it: %v", p)
		}
	}()
	found, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), old.spec, revised.spec)
	if err != nil {
		return nil, fmt.Errorf("the rules can't compare it: %w", err)
	}
	g := grouper{old: old, revised: revised, was: old.operations, is: revised.operations, groups: map[string]*group{}}
	config := checker.NewConfig(checker.GetAllChecks())
	for _, c := range checker.CheckBackwardCompatibilityUntilLevel(config, found, sources, checker.INFO) {
		if !strings.HasPrefix(c.GetId(), unreported) {
			g.add(c)
		}
	}
	for _, id := range g.order {
		changes = append(changes, g.groups[id].change())
	}
	return changes, nil
}

// unreported is the beginning of the rules about the security of the document. The operations that
// inherit it have their own rules.
const unreported = "api-global-security-"

type grouper struct {
	old, revised *Document
	was, is      map[string]operation
	groups       map[string]*group
	order        []string
}

// group is one change, with all operations that it affects.
type group struct {
	Change

	first checker.Change
	// arguments has the arguments of the message. Each argument has all values that oasdiff reports
	// for the operations.
	arguments [][]string
	reach     reach
}

func (g *grouper) add(c checker.Change) {
	o := Operation{Method: c.GetOperation(), Path: c.GetPath()}
	was, is := g.was[o.key()], g.is[o.key()]
	places := Change{Rule: c.GetId(), Severity: severityOf(c), Old: g.old.at(c.GetBaseSource()), New: g.revised.at(c.GetRevisionSource())}
	if places.Place().File == "" { // oasdiff names only the operation.
		places.Old, places.New = placeOf(was.node), placeOf(is.node)
	}
	arguments := argumentsOf(c)
	var statuses []string
	for _, argument := range arguments {
		if status := strings.Trim(argument, "`"); was.hasStatus(status) || is.hasStatus(status) {
			statuses = append(statuses, status)
		}
	}
	id := fmt.Sprint(places.ID(), places.Old, places.New, causeOf(arguments, statuses))
	if isUnion(places.Rule) { // oasdiff names only the operation, which may have several unions.
		id = fmt.Sprint(places.Rule, causeOf(arguments, statuses))
	}
	found := g.groups[id]
	if found == nil {
		found = &group{Change: places, first: c, arguments: make([][]string, len(arguments)), reach: reach{}}
		g.groups[id] = found
		g.order = append(g.order, id)
	}
	for i, argument := range arguments {
		if !slices.Contains(found.arguments[i], argument) {
			found.arguments[i] = append(found.arguments[i], argument)
		}
	}
	switch {
	case is.node != nil:
		found.reach.add(is.Operation, statuses...)
	case was.node != nil:
		found.reach.add(was.Operation, statuses...)
	default:
		g.addUsers(found)
	}
}

// addUsers adds the operations that use a security scheme, if the change is about a security
// scheme.
func (g *grouper) addUsers(found *group) {
	for _, tokens := range [][]string{g.old.tokens(found.Old.Pointer), g.revised.tokens(found.New.Pointer)} {
		if len(tokens) > 2 && tokens[0] == components && tokens[1] == securitySchemes {
			g.old.addUsers(found.reach, tokens[2])
			g.revised.addUsers(found.reach, tokens[2])
		}
	}
}

// addUsers adds the operations that accept a security scheme.
func (d *Document) addUsers(found reach, scheme string) {
	if d.users == nil {
		d.users = map[string][]Operation{}
		for _, o := range d.operations {
			names := map[string]bool{}
			for requirement := range d.security(o).Items() {
				for name := range requirement.Fields() {
					names[name] = true
				}
			}
			for name := range names {
				d.users[name] = append(d.users[name], o.Operation)
			}
		}
	}
	for _, o := range d.users[scheme] {
		found.add(o)
	}
}

// change returns the group as one change. Its message shows all values of the arguments.
func (g *group) change() Change {
	localize := checker.NewDefaultLocalizer()
	arguments := make([]any, len(g.arguments))
	for i, values := range g.arguments {
		slices.Sort(values)
		arguments[i] = strings.Join(values, ", ")
	}
	text := g.first.GetUncolorizedText(func(key string, args ...any) string {
		if key == g.first.GetId() {
			args = arguments
		}
		return localize(key, args...)
	})
	c := g.Change
	c.Message = strings.Join(strings.Fields(text), " ")
	c.Operations = g.reach.sorted()
	return c
}

// argumentsOf returns the arguments of the message as it shows them.
func argumentsOf(c checker.Change) []string {
	var shown []string
	c.GetUncolorizedText(func(key string, args ...any) string {
		if key == c.GetId() {
			for _, arg := range args {
				shown = append(shown, fmt.Sprint(arg))
			}
		}
		return ""
	})
	return shown
}

// causeOf returns the arguments that all reports of one change have in common. It leaves out the
// statuses, and all but the end of the path to a property.
func causeOf(arguments, statuses []string) []string {
	var common []string
	for _, argument := range arguments {
		if argument = strings.Trim(argument, "`"); !slices.Contains(statuses, argument) {
			common = append(common, argument[strings.LastIndexByte(argument, '/')+1:])
		}
	}
	return common
}

func severityOf(c checker.Change) Severity {
	switch c.GetLevel() {
	case checker.ERR:
		return Breaking
	case checker.WARN:
		return Unclear
	default:
		return Compatible
	}
}
