package web

// Games against computers that one address may start: a class of two hundred behind
// one router begins at once, and each of them plays again after some minutes. How
// many run has no limit by address; the computers share their time by address.
const computerGameRate, computerGameBurst = 1, 250
