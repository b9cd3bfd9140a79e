package disguise

// around collects what was decoded in a text, with what is around it. The rest of the text is the
// same as before, so nothing new would be found in it.
type around struct {
	text  string
	plain []byte
	// near is how much of the text around each decoded part is collected, in bytes.
	near int
	// done is the end of the last decoded part. found says that there is one.
	done  int
	found bool
}

// nearEnough is how many bytes around a decoded part are searched again. A secret that reaches
// further has so many letters and digits beside the decoded part that they show it.
const nearEnough = 512

// until copies the text before a decoded part that begins at a byte and has a size. The caller
// appends what was decoded.
func (a *around) until(start, size int) {
	if !a.found || start-a.done > 2*a.near {
		if a.found {
			a.end()
			a.plain = append(a.plain, '\n')
		}
		a.done = max(a.done, start-a.near)
		for a.done > 0 && a.done < start && isWordByte(a.text[a.done-1]) { // The beginning of a word isn't left out.
			a.done--
		}
	}
	a.plain = append(a.plain, a.text[a.done:start]...)
	a.done, a.found = start+size, true
}

// end copies the text after the last decoded part.
func (a *around) end() {
	if !a.found {
		return
	}
	end := min(len(a.text), a.done+a.near)
	for end < len(a.text) && isWordByte(a.text[end-1]) && isWordByte(a.text[end]) {
		end++
	}
	a.plain = append(a.plain, a.text[a.done:end]...)
}
