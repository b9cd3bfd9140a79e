package organizations

// ModuleVersion gives tests access to moduleVersion. The build info of a test binary is always the
// same, so the tests pass their own.
var ModuleVersion = moduleVersion
