package main

import "golang.org/x/sys/windows"

// addressInUse is what the system says of a port that another program has.
const addressInUse = windows.WSAEADDRINUSE
