package store

// SelectDue is for the tests outside the package.
const SelectDue = selectDue
