package web

// Games against computers that one address may start: a class or two behind one
// router begin in the same minute, and each of them plays again after some. How
// many run has no limit by address; the computers share their time by address.
const computerGameRate, computerGameBurst = 1, 250
