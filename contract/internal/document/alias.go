package document

// maxRepeated is how many values aliases may add to those that a file has as it is written.
const maxRepeated = 1_000_000

// repeats reports whether the aliases below a node of a file of some bytes add more values than
// they may: a few hundred bytes can stand for billions.
func (n *Node) repeats(bytes int) bool {
	limit := bytes + maxRepeated
	counts := map[*Node]int{}
	var count func(n *Node) int
	count = func(n *Node) int {
		all, ok := counts[n]
		if ok {
			return all
		}
		all = 1
		for _, c := range n.children {
			all = min(all+count(c.node), limit+1)
		}
		counts[n] = all
		return all
	}
	return count(n) > limit
}
