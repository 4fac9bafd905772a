extension MomentumCycle {
    var entries: [Setting] {
        [
            Setting("cycle_momentum", .bool(true)), Setting("base_momentum", .number(minimum)),
            Setting("max_momentum", .number(maximum)),
        ]
    }
}
