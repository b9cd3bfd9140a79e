// Package browser opens the pages of this project in Chromium, for their tests.
//
//	tab := browser.Open(t, "report.html")
//	title := browser.Ask[string](tab, "document.title")
//	tab.Behaved()
//
// These tests have the build tag pages, because Chromium and its client take much time; make pages
// runs them. Without the tag the package is empty.
package browser
