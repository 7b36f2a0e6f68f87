package game

// UnderRace is for the tests outside the package.
const UnderRace = underRace
