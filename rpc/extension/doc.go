// Package extension serves the namespace extension: what a browser extension
// sees for its user.
//
// Its state is kept by version and told to the user's devices; the newest wins.
// Screenshots are questions in a picture. Whoever analyses questions does so
// here, too: the service is given the function and knows no other service.
package extension
