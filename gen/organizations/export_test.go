package organizations

// ModuleVersion is moduleVersion, for tests: the build info of a test binary is always the same.
var ModuleVersion = moduleVersion
