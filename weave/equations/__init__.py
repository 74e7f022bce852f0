"""The room where displayed equations are read and checked; its door is `weave.equations.door`."""
