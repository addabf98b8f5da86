package contest

import (
	"prepwire/rpc"
	"prepwire/schema"
)

func refuse(faults []schema.ParamError) error { return rpc.InvalidParams(faults...) }
