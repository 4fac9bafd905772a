import Experiment
import Terminal
import Testing

@Suite struct PlanTableTests {
    /// LeNet's run of five epochs over 48 000 samples, and of a range test for it 15 % of that.
    private static let run = Workload(
        parameterCount: 61_706, stepsPerEpoch: 750, steps: 3_750, trainingSamples: 240_000, evaluationSamples: 70_000)
    private static let test = Workload(
        parameterCount: 61_706, stepsPerEpoch: 750, steps: 562, trainingSamples: 35_968, evaluationSamples: 0)

    private let example = plan([
        planned("learning_rate=1e-5", [("learning_rate", .number(1e-5))], seed: 7),
        .rangeTest(
            PlannedRangeTest(
                key: "lenet5-sgd-64", identity: "test", configuration: RunConfiguration(), settings: FinderSettings(),
                horizon: 3_750, seed: 3_238_769_451, workload: test)),
        planned(
            "learning_rate=auto,optimizer=sgd", [("learning_rate", .string("auto")), ("optimizer", .string("sgd"))],
            seed: 8),
    ])

    private static let shared = "All runs: fashion-mnist, lenet5, adam, batch size 64, 5 epochs."

    private static func planned(
        _ name: String, _ varied: [(path: String, value: SettingValue)], seed: UInt64, workload: Workload = run
    ) -> PlanItem {
        .run(
            PlannedRun(
                name: name, identity: name, configuration: RunConfiguration(seed: seed),
                varied: varied.map { Setting($0.path, $0.value) }, group: name, rangeTestKey: nil,
                workload: workload))
    }

    @Test func `the table shows every item in the order of the file`() {
        let states: [PlanItemID: ItemState] = [PlanItemID("learning_rate=1e-5"): .done]
        let lines = PlanTable.render(example, states: states).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("trial: 2 runs, 1 range test, 515,968 training samples; ") == true)
        #expect(Array(lines.dropFirst().prefix(2)) == [Self.shared[...], ""])
        let rows = lines.dropFirst(3).map { String($0).replacing(/[ ]{2,}/, with: " | ") }
        #expect(
            rows == [
                "name | changes | seed | parameters | steps | training samples | evaluation samples | state",
                "learning_rate=1e-5 | learning_rate: 1e-5 | 7 | 61,706 | 3,750 | 240,000 | 70,000 | done",
                "finder/lenet5-sgd-64 | range test 1e-8 … 10, exponential, then trials | 3238769451 | 61,706 | 562 "
                    + "| 35,968 | 0 | new",
                "learning_rate=auto,optimizer=sgd | learning_rate: auto, optimizer: sgd | 8 | 61,706 | 3,750 | 240,000 "
                    + "| 70,000 | new",
                "",
            ])
        let beginnings = lines.dropFirst(3).dropLast().map { line in
            line.count - (line.split(separator: " ").last?.count ?? 0)
        }
        #expect(Set(beginnings).count == 1, "the last column begins everywhere at the same place")
    }

    @Test func `each data set is told below the heading, once`() {
        let pictures = DatasetSummary(
            input: SampleShape(channels: 1, height: 28, width: 28), classes: 10, trainingCount: 48_000,
            validationCount: 12_000, testCount: 10_000, checksum: "c0ffee", folder: "/data/fashion")
        let vectors = DatasetSummary(
            input: SampleShape(features: 1), classes: 2, trainingCount: 900, validationCount: 100, testCount: 10,
            checksum: "bee")
        var told = example
        told.datasets = [
            PlannedDataset(spec: DatasetSpec(), summary: pictures),
            PlannedDataset(spec: DatasetSpec(normalization: .raw), summary: pictures),
            PlannedDataset(spec: DatasetSpec(source: .shapes), summary: vectors),
        ]
        let lines = [
            "fashion-mnist: 1×28×28, 10 classes; 48,000 training, 12,000 validation and 10,000 test samples",
            "  from /data/fashion",
            "shapes: 1 feature, 2 classes; 900 training, 100 validation and 10 test samples",
            "  drawn by xrun itself",
        ]
        let (bare, whole) = (PlanTable.render(example), PlanTable.render(told))
        let shown = whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(Array(shown.dropFirst().prefix(6)) == lines + [Self.shared, ""])
        #expect(whole.replacing(lines.map { $0 + "\n" }.joined(), with: "") == bare)
        for line in PlanTable.render(told, width: 60).split(separator: "\n") { #expect(line.count <= 60, "\(line)") }
    }

    @Test func `a data set's folder stands in one piece, and its name drives no terminal`() {
        var told = example
        let folder = "/data/a folder with blanks\n\u{1B}[2J"
        told.datasets = [
            PlannedDataset(
                spec: DatasetSpec(),
                summary: DatasetSummary(
                    input: SampleShape(features: 3), classes: 2, trainingCount: 9, validationCount: 1, testCount: 1,
                    checksum: "bee", folder: folder))
        ]
        for width in [20, 60, Int.max] {
            let lines = PlanTable.render(told, width: width).split(separator: "\n")
            #expect(lines.contains("  from /data/a folder with blanks\\u{A}\\u{1B}[2J"), "\(lines)")
        }
        #expect(PlanTable.render(told).contains(" 9 training, 1 validation and 1 test sample\n"))
    }

    /// The plan has no column of the rate.
    @Test func `what base gives to some rows alone is told above them`() {
        let runs = [0.1, 0.01].map { rate in
            PlanItem.run(
                PlannedRun(
                    name: "\(rate)", identity: "\(rate)", configuration: RunConfiguration(learningRate: .fixed(rate)),
                    varied: rate == 0.1 ? [] : [Setting("learning_rate", .number(rate))], group: "\(rate)",
                    rangeTestKey: nil, workload: Self.run))
        }
        #expect(
            PlanTable.render(plan(runs)).contains(
                "\n\(Self.shared) Unless a row says otherwise: learning_rate: 0.1.\n"))
    }

    @Test func `what the runs share drives no terminal`() {
        let files = DatasetSpec(source: .idx(path: "/data/\u{1B}[2J", classes: 3))
        let told = plan([
            .run(
                PlannedRun(
                    name: "a", identity: "a", configuration: RunConfiguration(dataset: files), varied: [], group: "a",
                    rangeTestKey: nil, workload: Self.run))
        ])
        #expect(
            PlanTable.render(told).contains("\nThe run: {idx: {path: /data/\\u{1B}[2J, classes: 3}}, lenet5, adam, "))
    }

    @Test func `the heading says what is left to do`() {
        func left(_ states: ItemState?...) -> String? {
            let known = zip(example.items, states).compactMap { item, state in state.map { (item.id, $0) } }
            let table = PlanTable.render(example, states: Dictionary(uniqueKeysWithValues: known))
            let whole = "trial: 2 runs, 1 range test, 515,968 training samples"
            guard let heading = table.split(separator: "\n").first, heading.hasPrefix(whole) else { return nil }
            return String(heading.dropFirst(whole.count))
        }
        #expect(left() == "")
        #expect(left(.new, ItemState(.failed), ItemState(.interrupted)) == "")
        #expect(left(.done, .done, nil) == "; 1 run, 240,000 training samples left to do")
        #expect(left(ItemState(.diverged, step: 9), .done, .notSelected) == "; nothing left to do")
        #expect(left(.done, .notNeeded, .done) == "; nothing left to do")
        // One of five epochs of 750 steps and 48 000 samples, and three steps of 64.
        #expect(
            left(ItemState(.interrupted, step: 753), .done, .done) == "; 1 run, 191,808 training samples left to do")
        // Half of the 562 steps and 35 968 samples.
        #expect(
            left(.done, ItemState(.interrupted, step: 281), .done)
                == "; 1 range test, 17,984 training samples left to do")
        // What someone has altered may say anything.
        for (step, tested, trained) in [(Int.min, "35,968", "240,000"), (Int.max, "0", "0")] {
            let altered = ItemState(.interrupted, step: step)
            #expect(left(.done, altered, .done) == "; 1 range test, \(tested) training samples left to do")
            #expect(left(.done, .done, altered) == "; 1 run, \(trained) training samples left to do")
        }
    }

    @Test func `a state tells where it stands and why`() {
        let id = PlanItemID("learning_rate=1e-5")
        let killed = PlanTable.render(
            example, states: [id: ItemState(.interrupted, step: 120, reason: "it was killed")])
        #expect(killed.contains("  interrupted at step 120: it was killed\n"))
        let full = PlanTable.render(example, states: [id: ItemState(.failed, reason: "no space")])
        #expect(full.contains("  failed: no space\n"))
    }

    @Test func `one alone has no plural`() {
        let smallest = Workload(
            parameterCount: 1, stepsPerEpoch: 1, steps: 1, trainingSamples: 1, evaluationSamples: 0)
        let table = PlanTable.render(plan([Self.planned("a", [], seed: 1, workload: smallest)]))
        #expect(table.hasPrefix("trial: 1 run, 1 training sample\n"), "\(table)")
    }

    @Test func `a total beyond all numbers is the largest one`() {
        let endless = Workload(
            parameterCount: 1, stepsPerEpoch: 1, steps: 1, trainingSamples: .max / 2 + 1, evaluationSamples: 0)
        let runs = ["a", "b"].map { Self.planned($0, [], seed: 1, workload: endless) }
        #expect(PlanTable.render(plan(runs)).hasPrefix("trial: 2 runs, 9,223,372,036,854,775,807 "))
    }

    /// Nine dense layers, dropout, and one more.
    private static func layers(dropout rate: Double) -> SettingValue {
        let first = (1...9).map { SettingValue.mapping([Setting("dense", .integer($0))]) }
        let dropout = SettingValue.mapping([Setting("dropout", .number(rate))])
        return .list(first + [dropout, SettingValue.string("relu")])
    }

    @Test func `what tells two runs apart is seen, and each name stands whole`() {
        var runs: [PlanItem] = []
        for dropout in [0.5, 0.2] {
            for rate in [0.01, 0.1] {
                let settings: [(path: String, value: SettingValue)] = [
                    ("model.layers", Self.layers(dropout: dropout)), ("schedule.step.every.steps", .integer(20)),
                    ("learning_rate", .number(rate)),
                ]
                let name = String(repeating: "n", count: 111) + "\(dropout),\(rate)"
                runs.append(Self.planned(name, settings, seed: 1))
            }
        }
        let lines = PlanTable.render(plan(runs)).split(separator: "\n").dropFirst(3)
        #expect(
            lines.map { $0.replacing(/[ ]{2,}/, with: " | ").split(separator: " | ")[1] } == [
                "model.layers: […, {dropout: 0.5}, …], schedule.step.every.steps: 20, learning_rate: 0.01",
                "model.layers: […, {dropout: 0.5}, …], schedule.step.every.steps: 20, learning_rate: 0.1",
                "model.layers: […, {dropout: 0.2}, …], schedule.step.every.steps: 20, learning_rate: 0.01",
                "model.layers: […, {dropout: 0.2}, …], schedule.step.every.steps: 20, learning_rate: 0.1",
            ])
        #expect(lines.first?.contains("nnn0.5,0.01 ") == true)
        let short = PlanTable.render(plan([runs[0], runs[3]]))
        #expect(short.contains("  model.layers: […, {dropout: 0.5}, …], schedule.step.every.s…  "), "\(short)")
    }

    @Test func `a cell stands whole only where another one is cut like it`() {
        let long = String(repeating: "n", count: 20)
        func run(_ key: String, _ value: Int) -> PlanItem {
            let settings: [(path: String, value: SettingValue)] = [
                (key, .string(long)), ("second", .string(long)), ("third", .integer(value)),
            ]
            return Self.planned("\(key) \(value)", settings, seed: 1)
        }
        let table = PlanTable.render(plan([run("one", 1), run("two", 1), run("two", 2)]))
        let cells = table.split(separator: "\n").dropFirst(3).map {
            $0.replacing(/[ ]{2,}/, with: " | ").split(separator: " | ")[1]
        }
        #expect(cells.map { $0.hasSuffix("…") } == [true, false, false], "\(table)")
    }

    @Test func `columns are aligned, whatever the width of the characters`() {
        let runs = ["学習率", "one"].map { Self.planned($0, [], seed: 1) }
        let lines = PlanTable.render(plan(runs)).split(separator: "\n")
        #expect(lines[2].hasPrefix("name    changes"))
        #expect(lines[3].hasPrefix("学習率  –"))
        #expect(lines[4].hasPrefix("one     –"))
    }

    /// Each takes eight columns as it is shown.
    @Test func `characters that no terminal shows make no cell longer than others`() {
        let marks = SettingValue.string(String(repeating: "\u{200E}", count: 10))
        let table = PlanTable.render(plan([Self.planned("a", [("dataset.idx.path", marks)], seed: 1)]))
        let cells = table.split(separator: "\n").last?.replacing(/[ ]{2,}/, with: " | ").split(separator: " | ")
        let changes = cells?.dropFirst().first
        #expect(changes?.count == 60 && changes?.hasSuffix("…") == true, "\(table)")
    }

    // MARK: A terminal with too little room for the whole table

    private let shown = plan([
        rangeTest("lenet5-adam-64"), item("learning_rate=1e-5,seed=1"), item("learning_rate=1e-5,seed=2"),
    ])
    private let states = [
        PlanItemID("finder/lenet5-adam-64"): ItemState.done,
        PlanItemID("learning_rate=1e-5,seed=1"): ItemState(
            .failed, step: 120, reason: "its results could not be written: No space left on device"),
    ]

    /// - Parameter others: states in place of those above.
    private func lines(_ width: Int, _ others: [PlanItemID: ItemState]? = nil) -> [String] {
        PlanTable.render(shown, states: others ?? states, width: width)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `the whole table stands where it has room`() {
        let whole = PlanTable.render(shown, states: states)
        let widest = whole.split(separator: "\n").map(\.count).max() ?? 0
        #expect(PlanTable.render(shown, states: states, width: widest) == whole)
        #expect(PlanTable.render(shown, states: states, width: widest - 1) != whole)
    }

    @Test func `a heading that is wider than the table takes no column away`() {
        var named = plan([Self.planned("a", [], seed: 1)])
        named.experiment = Array(repeating: "long", count: 30).joined(separator: " ")
        let table = PlanTable.render(named, width: 90)
        #expect(table.split(separator: "\n").allSatisfy { $0.count <= 90 }, "\(table)")
        #expect(
            table.contains(
                "\nname  changes  seed  parameters  steps  training samples  evaluation samples  state\n"), "\(table)")
        #expect(!table.contains("A wider terminal"), "\(table)")
    }

    /// The failed run goes on after 120 batches of 64.
    @Test func `names and states stand on any terminal, whatever the reason`() {
        #expect(
            lines(60) == [
                "trial: 2 runs, 1 range test, 21,000 training samples; 2", "runs, 12,320 training samples left to do",
                "All runs: fashion-mnist, lenet5, adam, batch size 64, 5", "epochs, validate_every: 0.5.", "",
                "name                state", "finder/le…-adam-64  done",
                "1e-5,1              failed at step 120: its results could n…",
                "1e-5,2              new", "", "A wider terminal or a pipe gets the whole table.", "",
            ])
        // No terminal shows these, and what stands for each takes eight columns.
        let marks = String(repeating: "\u{200E}", count: 10)
        let odd = [PlanItemID("learning_rate=1e-5,seed=1"): ItemState(.failed, reason: marks)]
        for width in 40...149 {
            for told in [states, odd] {
                #expect(lines(width, told).dropLast(2).allSatisfy { $0.count <= width }, "\(width)")
            }
        }
    }

    @Test func `steps and changes stand where there is room`() {
        let title = { (width: Int) in lines(width).first { $0.hasPrefix("name") }?.split(separator: " ") }
        #expect(title(90) == ["name", "state"])
        #expect(title(105) == ["name", "steps", "state"])
        #expect(title(149) == ["name", "changes", "steps", "state"])
    }
}
