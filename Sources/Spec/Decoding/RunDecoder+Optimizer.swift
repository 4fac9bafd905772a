import Experiment

extension RunDecoder {
    private static let optimizerNames = OptimizerName.allCases.map(\.rawValue)

    func read(optimizer node: YAMLNode, into optimizer: inout OptimizerSpec) {
        let expected = "a name such as 'adam', or a mapping such as '{sgd: {momentum: 0.9}}'"
        guard let found = variant(node, of: "optimizer", among: Self.optimizerNames, expected: expected),
            let name = OptimizerName(rawValue: found.name)
        else { return }
        var reader = found.settings
        optimizer = self.optimizer(over: name.usual, &reader)
        reader.finish { Self.otherPlace($0, of: name) }
    }

    /// Where a setting stands here that PyTorch's optimizers take by themselves, or as one.
    private static func otherPlace(_ key: String, of name: OptimizerName) -> String? {
        if let place = placeBeside("optimizer", for: key) { return place }
        let isMoment = Suggestion.usualName(for: key) == "beta1" && (name == .adam || name == .adamW)
        return isMoment ? "in two settings, 'beta1' and 'beta2'" : nil
    }

    /// - Parameter usual: the defaults of its settings.
    func optimizer(over usual: OptimizerSpec, _ reader: inout SettingsReader) -> OptimizerSpec {
        switch usual {
        case .sgd(var momentum, var nesterov, var weightDecay):
            reader.read("momentum", .belowOne, into: &momentum)
            reader.read("nesterov", .flag, into: &nesterov)
            reader.read("weight_decay", .positiveOrZero, into: &weightDecay)
            if nesterov, momentum == 0, !context.isPartial {
                // The two may come from different places: one from `base`, the other from a grid.
                let written = reader.node("momentum")
                context.diagnostics.report(
                    "'nesterov' needs a 'momentum' greater than 0", at: reader.node("nesterov")?.location,
                    notes: written.map { [Diagnostic.Note("it is set here", at: $0.location)] } ?? [])
            }
            return .sgd(momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
        case .adam(var beta1, var beta2, var epsilon, var weightDecay):
            readMoments(&reader, &beta1, &beta2, &epsilon, &weightDecay)
            return .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
        case .adamW(var beta1, var beta2, var epsilon, var weightDecay):
            readMoments(&reader, &beta1, &beta2, &epsilon, &weightDecay)
            return .adamW(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
        case .rmsProp(var alpha, var epsilon, var momentum, var centered, var weightDecay):
            reader.read("alpha", .belowOne, into: &alpha)
            reader.read("epsilon", .positiveFloat, into: &epsilon)
            reader.read("momentum", .belowOne, into: &momentum)
            reader.read("centered", .flag, into: &centered)
            reader.read("weight_decay", .positiveOrZero, into: &weightDecay)
            return .rmsProp(
                alpha: alpha, epsilon: epsilon, momentum: momentum, centered: centered, weightDecay: weightDecay)
        case .adagrad(var decay, var epsilon, var initial, var weightDecay):
            reader.read("learning_rate_decay", .positiveOrZero, into: &decay)
            reader.read("epsilon", .positiveFloat, into: &epsilon)
            reader.read("initial_accumulator", .positiveOrZero, into: &initial)
            reader.read("weight_decay", .positiveOrZero, into: &weightDecay)
            return .adagrad(
                learningRateDecay: decay, epsilon: epsilon, initialAccumulator: initial, weightDecay: weightDecay)
        }
    }

    /// What `adam` and `adamw` share.
    private func readMoments(
        _ reader: inout SettingsReader, _ beta1: inout Double, _ beta2: inout Double, _ epsilon: inout Double,
        _ weightDecay: inout Double
    ) {
        reader.read("beta1", .belowOne, into: &beta1)
        reader.read("beta2", .belowOne, into: &beta2)
        reader.read("epsilon", .positiveFloat, into: &epsilon)
        reader.read("weight_decay", .positiveOrZero, into: &weightDecay)
    }
}
