import Experiment
import Planning
import Testing

@Suite struct PlannerTests {
    @Test func `a run that cannot fit into the machine's memory is refused before anything is allocated`() {
        let layers =
            [LayerSpec(.flatten)]
            + [1 << 14, 1 << 14, 10].map {
                LayerSpec(.dense(units: $0, initializer: .pytorch))
            }
        let huge = run(RunConfiguration(model: .layers(layers)), places: ["model": 4])
        // 784·2^14 + 2^28 + 10·2^14 parameters and biases, seven times for Adam: parameter, gradient, two moments, and
        // all but the gradient in a checkpoint.
        let parameters = 784 << 14 + 1 << 28 + 10 << 14 + 2 << 14 + 10
        // Activations of a batch, and gradients that come into a layer and leave it; inputs and outputs of the three
        // layers as rows.
        let numbers = 7 * parameters + 64 * (784 + 2 << 14 + 10 + 2 << 14) + 64 * (784 + 2 << 14 + 2 << 14 + 10)
        #expect(problems([huge], memoryLimit: 4 * numbers) == [])
        #expect(
            problems([huge], memoryLimit: 4 * numbers - 1) == [
                "4: the run needs at least \(numbers >> 18) MiB of memory, and this process may take"
                    + " \((4 * numbers - 1) >> 20) MiB | a smaller model or 'batch_size' needs less"
                    + " | the machine has no more, or 'ulimit -v', 'ulimit -d' or a control group says less"
            ])
        #expect(problems([huge]) == [])
    }

    @Test func `a range test takes room for every trial it may walk to, its run for none`() throws {
        let model = ModelSpec.layers([LayerSpec(.flatten), LayerSpec(.dense(units: 10, initializer: .pytorch))])
        let fixed = try #require(try plan([run(RunConfiguration(model: model))]).items.first).memory
        let automatic = run(auto: FinderSettings()) { $0.model = model }
        // Bytes of the parameters and Adam's two moments.
        let state = 4 * 3 * (10 * 784 + 10)
        // The beginning, three rates, and four that a search walks to; a checkpoint has all but the beginning. A run
        // has a checkpoint alone.
        #expect(try plan([automatic]).items.map(\.memory) == [fixed + 14 * state, fixed])
        #expect(problems([automatic], memoryLimit: fixed + 6 * state) == [])
        #expect(problems([automatic], memoryLimit: fixed + 6 * state - 1) != [])
    }

    @Test func `a momentum that the schedule moves takes room in the run, and none in its range test`() throws {
        let model = ModelSpec.layers([LayerSpec(.flatten), LayerSpec(.dense(units: 10, initializer: .pytorch))])
        let fixed = try #require(try plan([run(RunConfiguration(model: model, optimizer: .sgd()))]).items.first).memory
        // Bytes of the parameters, or of a momentum of each.
        let parameters = 4 * (10 * 784 + 10)
        let cycles = ScheduleSpec(kind: .cyclical(.init(momentum: MomentumCycle(minimum: 0.8, maximum: 0.9))))
        // Three trials, each with a checkpoint of it; where there are none, the momentum of the run and its checkpoint.
        let needs: [(rule: FinderSettings.Rule, item: String, more: Int)] = [
            (.trials, "range test", 6), (.curve(.valley), "run", 2),
        ]
        for (rule, item, more) in needs {
            let moving = run(auto: FinderSettings(rule)) {
                ($0.model, $0.optimizer, $0.schedule) = (model, .sgd(), cycles)
            }
            let need = fixed + more * parameters
            #expect(problems([moving], memoryLimit: need) == [])
            let problem = problems([moving], memoryLimit: need - 1).joined()
            #expect(problem.hasPrefix("the \(item) needs at least \(need >> 20) MiB of memory"), "\(problem)")
        }
    }

    @Test func `a batch that cannot be filled is not blamed for its memory`() {
        let run = run(RunConfiguration(batchSize: 1_000_000_000), places: ["model": 2, "batch_size": 4])
        #expect(
            problems([run], memoryLimit: 1 << 30) == [
                "4: a batch of 1000000000 is larger than the training part of 48000 samples"
            ])
    }

    @Test func `convolutions and pooling count as what exists of them at least`() {
        /// - Parameter widest: numbers of a sample in the widest gradient that a thread hands from layer to layer; it has
        ///   two of them, of sixteen samples.
        func least(_ layers: [LayerSpec], widest: Int, _ numbers: Int) -> Bool {
            let run = run(RunConfiguration(model: .layers(layers), optimizer: .sgd(), batchSize: 100))
            let bytes = 4 * (numbers + 2 * 16 * widest)
            return problems([run], memoryLimit: bytes) == [] && problems([run], memoryLimit: bytes - 1) != []
        }
        let convolution = LayerSpec(
            .convolution2D(filters: 6, kernel: 5, stride: 1, padding: 2, initializer: .pytorch))
        let rest = [LayerSpec(.flatten), LayerSpec(.dense(units: 10, initializer: .pytorch))]
        let (image, maps) = (28 * 28, 6 * 28 * 28)
        // Of four parts of a batch eight lanes' sums and theirs together, of 150 weights and 6 biases; the weights
        // twice more.
        let sums = 4 * 9 * 156 + 2 * 150
        // Parameters, their gradients, and a checkpoint of them; 100 samples' activations and two gradients; rows of
        // what goes into the dense layer and comes out.
        #expect(
            least(
                [convolution, LayerSpec(.relu)] + rest, widest: maps,
                3 * (156 + 10 * maps + 10) + 100 * (image + maps + 10 + 2 * maps) + 100 * (maps + 10) + sums))
        // Of sixteen samples the two rows that a pooled row reads; all that is kept is pooled.
        let pool = LayerSpec(.maxPool2D(size: 2, stride: 2))
        let pooled = 6 * 14 * 14
        #expect(
            least(
                [convolution, LayerSpec(.relu), pool] + rest, widest: pooled,
                3 * (156 + 10 * pooled + 10) + 100 * (image + pooled + 10 + 2 * pooled) + 100 * (pooled + 10) + sums
                    + 16 * 2 * 28 * 6))
        // One window over everything: the whole output exists.
        #expect(
            least(
                [convolution, LayerSpec(.maxPool2D(size: 28, stride: 28))] + rest, widest: 6,
                3 * (156 + 60 + 10) + 100 * (image + 6 + 10 + 2 * 10) + 100 * (6 + 10) + sums + 16 * maps))
    }

    // MARK: cost

    @Test func `the cost is counted with the last partial batch`() throws {
        let configuration = RunConfiguration(batchSize: 64, epochs: 5, validateEvery: 0.5)
        let workload = try #require(try plan([run(configuration)]).runs.first).workload
        #expect(
            workload
                == Workload(
                    // LeNet-5 by hand: 156 + 2 416 + 48 120 + 10 164 + 850.
                    parameterCount: 61_706, stepsPerEpoch: 750, steps: 3_750, trainingSamples: 240_000,
                    evaluationSamples: 10 * 12_000 + 10_000))
        let partial = try #require(try plan([run(RunConfiguration(batchSize: 47_999, epochs: 3))]).runs.first).workload
        #expect(partial.stepsPerEpoch == 2)
        #expect(partial.steps == 6)
        #expect(partial.trainingSamples == 144_000)
    }

    // MARK: errors

    /// A picture has many values of a channel, a vector one.
    @Test func `a batch of one has nothing that batch_norm could normalize by`() {
        let norm = LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5))
        let model = ModelSpec.layers([
            norm, LayerSpec(.flatten), LayerSpec(.dense(units: 10, initializer: .pytorch)), norm,
        ])
        func found(_ batchSize: Int) -> [String] {
            problems([run(RunConfiguration(model: model, batchSize: batchSize), places: ["model.layers.3": 7])])
        }
        #expect(
            found(1) == [
                "7: 'batch_norm' needs more than one value of each channel, and a batch of 1 has one here | a larger "
                    + "'batch_size', or the layer before 'flatten', gives it more"
            ])
        #expect(found(2) == [])
    }

    @Test func `a last batch of one sample is told, where batch_norm would make nothing of it`() throws {
        let norm = LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5))
        let dense = LayerSpec(.dense(units: 10, initializer: .pytorch))
        let model = ModelSpec.layers([norm, LayerSpec(.flatten), dense, norm, dense])
        func remarks(_ batchSize: Int) throws -> [Diagnostic] {
            let run = run(RunConfiguration(model: model, batchSize: batchSize), places: ["model.layers.3": 7])
            return try plan([run]).remarks
        }
        // 48 000 = 13 · 3 692 + 4 = 23 999 · 2 + 2 = 47 999 + 1
        #expect(try remarks(13) == [])
        #expect(try remarks(23_999) == [])
        let told = try remarks(47_999)
        #expect(
            told.map(\.message) == [
                "the last batch of an epoch has one sample, which gives 'batch_norm2' one value of each channel:"
                    + " nothing before it learns in that step; another 'batch_size' or 'limit' avoids that"
            ])
        #expect(told.map(\.severity) == [.warning] && told.first?.location?.line == 7)
    }

    @Test func `what the file says in vain stands among the plan's remarks, in the order of the text`() throws {
        let schedule = ScheduleSpec(kind: .exponential(gamma: 1))
        let runs = [2, 7].map { line in
            run(RunConfiguration(schedule: schedule, epochs: line), name: "\(line)", places: ["schedule": line])
        }
        let told = Diagnostic(
            "told of the file", at: SourceLocation(file: "a.yaml", line: 5, column: 1), severity: .warning)
        let spec = ExperimentSpec(name: "trial", baseSeed: 7, runs: runs, remarks: [told])
        let planned = try Planner.plan(spec) { _ throws(Diagnostic) in fashion }
        #expect(planned.remarks.map { $0.location?.line } == [2, 5, 7])
        #expect(planned.remarks(of: []) == planned.remarks)
    }

    @Test func `everything that is wrong is reported at once, where it was written`() {
        let misfit = ModelSpec.layers([
            LayerSpec(.flatten), LayerSpec(.relu),
            LayerSpec(.convolution2D(filters: 6, kernel: 5, stride: 1, padding: 0, initializer: .pytorch)),
        ])
        #expect(
            problems([
                run(RunConfiguration(model: misfit), name: "a", places: ["model": 4, "model.layers.2": 7]),
                run(RunConfiguration(batchSize: 50_000), name: "b", entry: 1, places: ["batch_size": 9]),
                run(RunConfiguration(epochs: .max), name: "c", places: ["epochs": 11]),
                run(
                    RunConfiguration(epochs: 1_000_000, validateEvery: 1e-3), name: "d", places: ["validate_every": 12]),
                run(name: "b", entry: 9, line: 13),
            ]) == [
                "7: 'conv2d' needs channels, height and width, but its input is a vector of 784",
                "9: a batch of 50000 is larger than the training part of 48000 samples",
                "11: the run would train on more than 2^50 samples",
                "12: the run would be validated more than 1000000 times",
                "13: two runs are called 'b' | 1: the other one | give one of them a 'name:' of its own",
            ])
    }

    @Test func `too many validations are the epochs' fault where 'validate_every' is not written`() {
        let endless = RunConfiguration(epochs: 1_000_000_000)
        #expect(
            problems([run(endless, places: ["epochs": 4])]) == [
                "4: the run would be validated more than 1000000 times"
                    + " | 'validate_every' is 1 epoch unless it is given; 1000 would be enough"
            ])
        #expect(
            problems([run(endless, places: ["epochs": 4, "validate_every": 5])]) == [
                "5: the run would be validated more than 1000000 times"
            ])
        var enough = endless
        enough.validateEvery = 1_000
        #expect(problems([run(enough)]) == [])
        // The millionth is less than half a step before the end, and the last.
        #expect(problems([run(RunConfiguration(epochs: 1_000_000, validateEvery: 1 - 1e-10))]) == [])
        #expect(problems([run(RunConfiguration(epochs: 1_000_000, validateEvery: 1 - 1e-8))]).count == 1)
    }

    @Test(arguments: [
        (
            SampleShape(channels: 1, height: 4, width: 4),
            "'conv2' of 'lenet5' does not fit samples of 1×4×4: a 5×5 window does not fit its input of 6×2×2"
        ),
        (
            SampleShape(channels: 3, height: 7, width: 5),
            "'conv2' of 'lenet5' does not fit samples of 3×7×5: a 5×5 window does not fit its input of 6×3×2"
        ),
        (
            SampleShape(features: 20),
            "'conv1' of 'lenet5' does not fit vectors of 20: 'conv2d' needs channels, height and width, but its input is"
                + " a vector of 20"
        ),
    ])
    func `a named model points at its name, and says which layer does not fit`(input: SampleShape, message: String) {
        var other = fashion
        other.input = input
        #expect(problems([run(places: ["model": 4])], dataset: other) == ["4: \(message)"])
    }

    @Test func `a part without samples is an error`() {
        var empty = fashion
        (empty.trainingCount, empty.validationCount, empty.testCount) = (0, 0, 0)
        #expect(
            problems([run(places: ["dataset": 2])], dataset: empty) == [
                "2: the split leaves no sample to train on", "2: the split leaves no sample for validation",
                "2: the data set has no test samples",
            ])
    }

    @Test func `a split that leaves a part empty gives its numbers`() {
        func found(_ training: Int, _ held: Int, _ spec: DatasetSpec) -> [String] {
            var few = fashion
            (few.trainingCount, few.validationCount) = (training, held)
            let place = ["dataset.validation_fraction": 3]
            return problems([run(RunConfiguration(dataset: spec, batchSize: 1), places: place)], dataset: few)
        }
        #expect(
            found(6_000, 0, DatasetSpec(validationFraction: 1e-5)) == [
                "3: the split leaves no sample for validation: a 'validation_fraction' of 1e-5 holds out none of 6000"
                    + " samples | 8.4e-5 would hold out one"
            ])
        #expect(
            found(2, 0, DatasetSpec()) == [
                "3: the split leaves no sample for validation: a 'validation_fraction' of 0.2, the default, holds out"
                    + " none of 2 samples | 0.25 would hold out one"
            ])
        #expect(
            found(1, 0, DatasetSpec()) == [
                "3: the split leaves no sample for validation: one sample is too few for two parts"
            ])
        #expect(
            found(0, 2, DatasetSpec(validationFraction: 0.9)) == [
                "3: the split leaves no sample to train on: a 'validation_fraction' of 0.9 holds out all 2 samples"
            ])
        // As many as the limit leaves, of more.
        #expect(
            found(100, 0, DatasetSpec(validationFraction: 1e-9, limit: 100)) == [
                "3: the split leaves no sample for validation: a 'validation_fraction' of 1e-9 holds out none"
            ])
    }

    @Test func `a missing data set is asked for and reported once, and hides no other error`() {
        var asked = 0
        let runs = [
            run(name: "a", line: 3, places: ["dataset": 2]), run(RunConfiguration(batchSize: 1), name: "b", entry: 1),
            run(RunConfiguration(batchSize: 2), name: "a", entry: 2, line: 5),
        ]
        do throws(Diagnostics) {
            _ = try Planner.plan(ExperimentSpec(name: "trial", baseSeed: 7, runs: runs)) { _ throws(Diagnostic) in
                asked += 1
                throw Diagnostic("not found", notes: [.init("looked in /usr/share")])
            }
            Issue.record("planned without data")
        } catch {
            #expect(error.all.map(\.message) == ["not found", "two runs are called 'a'"])
            #expect(error.all.first?.location?.line == 2)
            #expect(error.all.first?.notes.count == 1)
        }
        #expect(asked == 1)
    }

    @Test func `two data sets that cannot be found are two`() {
        let runs = ["a", "b"].enumerated().map { index, folder in
            run(
                RunConfiguration(dataset: DatasetSpec(source: .idx(path: folder, classes: 10))), name: folder,
                entry: index, places: ["dataset": 2 + index])
        }
        do throws(Diagnostics) {
            _ = try Planner.plan(ExperimentSpec(name: "trial", baseSeed: 7, runs: runs)) { _ throws(Diagnostic) in
                throw Diagnostic("not found")
            }
            Issue.record("planned without data")
        } catch {
            #expect(error.all.map(\.message) == ["not found", "not found"])
            #expect(error.all.map { $0.location?.line } == [2, 3])
        }
    }

    @Test func `a run with a fault that another one has is looked at no further`() {
        let runs = ["a", "b"].enumerated().map { index, name in
            run(auto: FinderSettings(repeats: 3)) {
                $0.batchSize = 50_000
                $0.seed = UInt64(index)
            }
        }
        #expect(
            Set(problems(runs).filter { !$0.contains("two runs") }) == [
                "a batch of 50000 is larger than the training part of 48000 samples"
            ])
    }

    // MARK: size

    @Test func `ten thousand runs are planned with one look at the data and the model`() throws {
        var asked = 0
        let runs = (0..<10_000).map { index in
            run(
                RunConfiguration(learningRate: .auto(FinderSettings()), seed: UInt64(index)),
                varied: [("learning_rate", .string("auto"))], repeatsSeeds: true)
        }
        let planned = try Planner.plan(ExperimentSpec(name: "trial", baseSeed: 7, runs: runs)) { _ throws(Diagnostic) in
            asked += 1
            return fashion
        }
        #expect(planned.items.count == 10_001)
        #expect(Set(planned.items.map(\.id)).count == 10_001)
        #expect(asked == 1)
    }
}
