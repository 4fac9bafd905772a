import Experiment
import Reporting
import TestSupport
import Testing

@Suite struct RecordTests {
    private static let run = Samples.plannedRun(
        "a", RunConfiguration(learningRate: .fixed(1e-5), seed: 3), group: "g",
        varied: [("learning_rate", .number(1e-5)), ("model.layers", .list([.string("flatten")]))])

    /// Records of every kind. NaN is unequal to itself, so records are compared by their text.
    private static let records: [RunRecord] = {
        var notANumber = Samples.outcome(.diverged(step: 40, learningRate: 0.1), loss: .nan, trainLoss: .infinity)
        notANumber.results.validationBest = Score(loss: -.infinity, accuracy: 0.1)
        var sparse = Samples.outcome(.interrupted(step: 12))
        sparse.results = RunResults(
            trainLoss: nil, validationLast: nil, validationBest: nil, test: nil, epochs: sparse.results.epochs)
        return [
            Samples.record(run), Samples.record(run, Samples.outcome(accuracy: 0.1 + 0.2)),
            Samples.record(run, notANumber), Samples.record(run, sparse),
            Samples.record(run, failure: "the disk is full: \"/\"\n"), Samples.record(Samples.autoRun()),
        ]
    }()

    @Test(arguments: records.indices) func `a run's record reads back as it was written`(index: Int) throws {
        let text = JSONText.document(Self.records[index].json)
        let back = try #require(RunRecord(json: JSONText.parse(Array(text.utf8))))
        #expect(JSONText.document(back.json) == text)
        #expect(back.run == Self.records[index].run)
        #expect(back.status == Self.records[index].status)
        #expect(back.provenance == Samples.provenance)
    }

    @Test func `what is not finite reads back as what it was`() throws {
        let back = try #require(RunRecord(json: JSONText.parse(Array(JSONText.document(Self.records[2].json).utf8))))
        let results = try #require(back.results)
        #expect(results.trainLoss == .infinity)
        #expect(results.validationLast?.loss.isNaN == true)
        #expect(results.validationBest?.loss == -.infinity)
        #expect(results.validationLast?.accuracy == 0.9)
    }

    @Test func `a finished run gives the schedule its outcome back`() {
        let outcome = Samples.outcome(accuracy: 0.123456789)
        #expect(Samples.record(Self.run, outcome).outcome == outcome)
        let diverged = Samples.outcome(.diverged(step: 7, learningRate: 1e-3))
        #expect(Samples.record(Self.run, diverged).outcome == diverged)
        #expect(Samples.record(Self.run, Samples.outcome(.interrupted(step: 7))).outcome == nil)
        #expect(Samples.record(Self.run, failure: "x").outcome == nil)
        // What it had come to where it took too long is kept, and is no result.
        var late = Samples.record(Self.run)
        let reached = Samples.outcome(.interrupted(step: 7), accuracy: 0.7)
        late.fail(ItemFailure("x", reached: reached), at: Samples.start)
        #expect(late.status == .failed && late.outcome == nil)
        #expect(late.results?.validationLast?.accuracy == 0.7 && late.learningRate == reached.learningRate)
        #expect(Samples.record(Self.run).outcome == nil)
    }

    @Test func `what was measured on the way is no part of a record`() throws {
        var record = Samples.record(Self.run, Samples.outcome(.interrupted(step: 7)))
        record.cost = nil
        let back = try #require(RunRecord(json: JSONText.parse(Array(JSONText.document(record.json).utf8))))
        #expect(back.status == .interrupted && back.results == nil)
    }

    @Test func `the largest seed is kept`() throws {
        let run = Samples.plannedRun("a", RunConfiguration(seed: .max))
        let back = try #require(RunRecord(json: JSONText.parse(Array(JSONText.line(Samples.record(run).json).utf8))))
        #expect(back.run.seed == .max)
    }

    @Test func `a range test's record reads back bit by bit`() throws {
        let text = JSONText.document(Samples.rangeTestRecord().json)
        let back = try #require(RangeTestRecord(json: JSONText.parse(Array(text.utf8))))
        let outcome = try #require(back.outcome)
        #expect(JSONText.document(back.json) == text)
        #expect(outcome.sweeps.map(\.stop) == [.notFinite])
        #expect(outcome.sweeps.map(\.seed) == [99])
        #expect(outcome.trials == Samples.curve.trials)
        #expect(outcome.readings == Samples.curve.readings)
        #expect(outcome.range == Samples.curve.range)
        #expect(outcome.confidence == .clear)
        #expect(outcome.learningRate == 0.002)
        for (read, written) in zip(outcome.curve, Samples.curve.curve) {
            #expect(read.learningRate.bitPattern == written.learningRate.bitPattern)
            #expect(read.smoothedLoss.bitPattern == written.smoothedLoss.bitPattern)
            #expect(read.loss == written.loss || (read.loss.isNaN && written.loss.isNaN))
        }
        #expect(outcome.curve.count == 3)
        #expect(back.settings == FinderSettings())
    }

    /// The sample's curve has three points.
    @Test(
        arguments: [
            (.ladderEnd, #""ladder_end""#), (.diverged, #"{"diverged": 2}"#), (.notFinite, #"{"not_finite": 3}"#),
            (.interrupted, #""interrupted""#),
        ] as [(RangeTestOutcome.Stop, String)])
    func `a sweep's record tells the point that ended it`(stop: RangeTestOutcome.Stop, written: String) {
        var outcome = Samples.curve
        outcome.sweeps = outcome.sweeps.map { .init(seed: $0.seed, curve: $0.curve, stop: stop) }
        let text = JSONText.document(Samples.rangeTestRecord(outcome).json)
        #expect(text.contains("\"stop\": \(written)"), "\(text)")
        let back = RangeTestRecord(json: JSONText.parse(Array(text.utf8)))
        #expect(back?.outcome?.sweeps.map(\.stop) == [stop])
    }

    @Test func `a sweep's record has what it shows by itself, where it shows anything`() throws {
        var outcome = Samples.curve
        outcome.sweeps = ([0.0017, nil] as [Double?]).map {
            .init(seed: 99, curve: Samples.curve.curve, stop: .notFinite, learningRate: $0)
        }
        let text = JSONText.document(Samples.rangeTestRecord(outcome).json)
        let back = try #require(RangeTestRecord(json: JSONText.parse(Array(text.utf8)))?.outcome)
        #expect(back.sweeps.map(\.learningRate) == [0.0017, nil])
    }

    @Test func `a range test that diverged is no record`() throws {
        let text = JSONText.document(Samples.rangeTestRecord().json)
        let other = text.replacing("\"status\": \"done\"", with: "\"status\": \"diverged\"")
        #expect(RangeTestRecord(json: JSONText.parse(Array(text.utf8))) != nil && other != text)
        #expect(RangeTestRecord(json: JSONText.parse(Array(other.utf8))) == nil)
    }

    private func decided(_ outcome: RangeTestOutcome) -> [Substring] {
        let text = JSONText.document(Samples.rangeTestRecord(outcome).json)
        return text.matches(of: /"decided": (true|false)/).map { $0.output.1 }
    }

    @Test func `a range test's record tells what the verdict rests on`() throws {
        #expect(decided(Samples.curve) == ["false", "true", "false"])
        var stopped = Samples.curve
        stopped.isInterrupted = true
        #expect(decided(stopped) == ["false", "false", "false"])
        let text = JSONText.document(Samples.rangeTestRecord().json)
        let outcome = try #require(RangeTestRecord(json: JSONText.parse(Array(text.utf8)))?.outcome)
        #expect(outcome.trials.map(\.judged) == [640, 1152, 0])
        #expect(outcome.objectiveMetric == .validationAccuracy && outcome.horizon == 100)
    }

    /// As where those that were trained on were destroyed.
    @Test func `trials that decided are named, though others are longer`() throws {
        var outcome = Samples.curve
        for index in outcome.trials.indices { outcome.trials[index].hasDecided = index == 0 }
        #expect(decided(outcome) == ["true", "false", "false"])
        #expect(outcome.trialColumns(titled: "rate").last?.cells == ["decided", "", ""])
        let text = JSONText.document(Samples.rangeTestRecord(outcome).json)
        let back = try #require(RangeTestRecord(json: JSONText.parse(Array(text.utf8)))?.outcome)
        #expect(back.trials == outcome.trials && back.decidingTrials.map(\.steps) == [40])
    }

    @Test func `a range test's record that does not tell what the verdict rests on is read all the same`() throws {
        let text = JSONText.document(Samples.rangeTestRecord().json)
        let older = text.replacing(/,\s*"(judged|decided|objective_metric|horizon_steps)": [^,}\n]*/, with: "")
        for key in ["judged", "decided", "objective_metric", "horizon_steps"] {
            try #require(text.contains("\"\(key)\"") && !older.contains("\"\(key)\""), "\(older)")
        }
        let outcome = try #require(RangeTestRecord(json: JSONText.parse(Array(older.utf8)))?.outcome)
        #expect(outcome.trials.map(\.score) == Samples.curve.trials.map(\.score))
        #expect(outcome.trials.map(\.judged) == [nil, nil, nil])
        #expect(outcome.trials.map(\.hasDecided) == [nil, nil, nil] && outcome.decidingTrials.map(\.steps) == [70])
        #expect(outcome.objectiveMetric == nil && outcome.horizon == nil)
    }

    /// Of the file as it stands, with the digits as zeros: any program can check it.
    @Test func `a record ends with the checksum of its file`() throws {
        let record = Samples.record(Self.run, Samples.outcome())
        let text = String(decoding: RecordText.bytes(of: record.json), as: UTF8.self)
        #expect(text.hasPrefix(String(JSONText.document(record.json).dropLast(3))), "the same document as without it")
        let match = try #require(text.firstMatch(of: /\n  "checksum": "([0-9a-f]{64})"\n\}\n/))
        #expect(match.range.upperBound == text.endIndex)
        let digits = String(match.output.1)
        let folder = try TemporaryFolder()
        let file = try folder.write(text.replacing(digits, with: String(repeating: "0", count: 64)), to: "run.json")
        #expect(try Shell.run("sha256sum", [file]).output.hasPrefix(digits))
    }

    @Test func `an altered byte of a record gives no other result`() {
        func expectNoOther(_ record: SettingValue, _ written: (SettingValue?) -> SettingValue?) {
            let whole = RecordText.bytes(of: record)
            #expect(written(RecordText.read(whole)) == record)
            for index in stride(from: 0, to: whole.count, by: 7) {
                var bytes = whole
                bytes[index] ^= 1 << UInt8(index % 8)
                // Under another name the checksum says nothing, and all else is as it was.
                guard let read = RecordText.read(bytes) else { continue }
                #expect(written(read) == record, "byte \(index)")
            }
        }
        expectNoOther(Samples.record(Self.run, Samples.outcome()).json) { RunRecord(json: $0)?.json }
        expectNoOther(Samples.rangeTestRecord().json) { RangeTestRecord(json: $0)?.json }
        let record = Samples.record(Self.run, Samples.outcome(accuracy: 0.348)).json
        #expect(RecordText.read(Array(JSONText.document(record).utf8)) == record, "as an earlier version wrote it")
        let altered = String(decoding: RecordText.bytes(of: record), as: UTF8.self).replacing("0.348", with: "0.948")
        #expect(RecordText.read(Array(altered.utf8)) == nil)
    }

    @Test func `no damage to a record is a crash`() throws {
        let records = Self.records.map(\.json) + [Samples.rangeTestRecord().json]
        let plan = Samples.plan([.rangeTest(Samples.rangeTest), .run(Self.run), .run(Samples.autoRun())])
        let others = [Self.run, Samples.autoRun()].map { Samples.record($0, Samples.outcome()) }
        var generator = RepeatableGenerator(seed: 5)
        var unreadable = 0
        for text in records.map({ Array(JSONText.document($0).utf8) }) {
            for attempt in 0..<1500 {
                var bytes = text
                if Bool.random(using: &generator) {
                    bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count - 1, using: &generator)))
                }
                for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                        1 << UInt8.random(in: 0..<8, using: &generator)
                }
                let json = JSONText.parse(bytes)
                let (run, rangeTest) = (RunRecord(json: json), RangeTestRecord(json: json))
                if run == nil, rangeTest == nil { unreadable += 1 }
                // What is still readable can be summarized and drawn. Drawing takes its time.
                let isDrawn = attempt.isMultiple(of: 5)
                if let run { try summarize(Samples.report(plan, [run] + others), isDrawn: isDrawn) }
                if let rangeTest {
                    try summarize(Samples.report(plan, others, rangeTests: [rangeTest]), isDrawn: isDrawn)
                }
            }
        }
        #expect(unreadable > 5000)
    }

    /// Makes all that is made from records.
    private func summarize(_ report: Report, isDrawn: Bool = true) throws {
        let figures = SummaryFigures.all(report) { row in
            (1...3).map { step in
                Experiment.Measurement(
                    step: step, epoch: row.record?.results?.epochs ?? 1, split: .validation, loss: 1 / Double(step),
                    accuracy: 0.5, learningRate: row.learningRate ?? 0)
            }
        }
        #expect(!figures.isEmpty)
        if isDrawn { for figure in figures { _ = try figure.svg() } }
        _ = MarkdownSummary.render(report, figures: figures)
        _ = CSVResults.render(report)
        #expect(JSONText.parse(Array(JSONSummary.render(report).utf8)) != nil)
    }

    @Test(arguments: [
        #"{"min": null, "max": 1, "nonfinite": "nan"}"#, #"{"min": null, "max": 1, "nonfinite": "-inf"}"#,
        #"{"min": 1e-3, "max": null, "nonfinite": "inf"}"#, #"{"min": 1e-2, "max": 1e-3}"#,
    ])
    func `a range that is none is not read, and its range test is drawn without it`(range: String) throws {
        let whole = JSONText.document(Samples.rangeTestRecord().json)
        let text = whole.replacing(/"range": \{[^}]*\}/, with: "\"range\": \(range)")
        try #require(text != whole)
        let record = try #require(RangeTestRecord(json: JSONText.parse(Array(text.utf8))))
        // Before it is drawn: a chart shades no such range.
        try #require(record.outcome?.range == nil)
        #expect(record.outcome?.curve.count == 3)
        try summarize(Samples.report(Samples.plan([.rangeTest(Samples.rangeTest)]), [], rangeTests: [record]))
    }

    @Test(arguments: [
        #"{}"#, #"[]"#, #"null"#, #"{"format": 2}"#, #"{"format": 1, "name": 3}"#,
        #"{"format": 1, "status": "done", "learning_rate": 0.002}"#,
    ])
    func `a text of another shape is no record`(text: String) {
        #expect(RunRecord(json: JSONText.parse(Array(text.utf8))) == nil)
        #expect(RangeTestRecord(json: JSONText.parse(Array(text.utf8))) == nil)
    }

    @Test func `a range test with one damaged trial is no record`() {
        let text = JSONText.document(Samples.rangeTestRecord().json).replacing(
            "\"steps\": 70", with: "\"steps\": \"70\"")
        #expect(RangeTestRecord(json: JSONText.parse(Array(text.utf8))) == nil)
    }

    @Test(arguments: [
        ("\"accuracy\": 0.9", "\"accuracy\": \"x\""), ("\"reason\": \"stopped", "\"reason\": [], \"x\": \"stopped"),
        ("\"stopped_at_step\": 12", "\"stopped_at_step\": 1.5"), ("\"epochs\": 5.0", "\"epochs\": true"),
        ("\"learning_rate_max\": 0.5", "\"learning_rate_max\": \"0.5\""),
        ("\"validations\": 3", "\"validations\": -3"),
        ("\"settings_identity\": \"a5\"", "\"settings_identity\": 1"),
        ("\"objective_metric\": \"validation_loss\"", "\"objective_metric\": \"loss\""),
        ("\"best_weights\": {", "\"best_weights\": 1, \"x\": {"), ("\"train_loss\": 0.25", "\"train_loss\": {}"),
        ("\"abnormal_ends\": 0", "\"abnormal_ends\": false"), ("\"resumed_at_step\": 7", "\"resumed_at_step\": \"7\""),
        ("\"parameters\": 61706", "\"parameters\": 288230376151711744"),
        ("\"step\": 9,", "\"step\": -1,"), ("\"step\": 9,", "\"step\": 9223372036854775807,"),
        ("\"training_seconds\": 2.5", "\"training_seconds\": \"2.5\""), ("\"a remark\"", "1"),
        ("\"git_modified\": false", "\"git_modified\": \"no\""), ("\"ended\": \"2026", "\"ended\": \"in 2026"),
    ])
    func `a run's record with a field of another kind is none`(field: String, damaged: String) throws {
        var record = Samples.record(Self.run, Samples.outcome(.interrupted(step: 12)))
        record.run.settingsIdentity = "a5"
        record.rateBounds = RateBounds(minimum: 0.25, maximum: 0.5)
        record.metric = .validationLoss
        record.bestWeights = Score(loss: 0.5, accuracy: 0.75)
        record.validations = 3
        record.resumedAtStep = 7
        record.checkpoint = CheckpointMark(
            step: 9, elapsed: ElapsedTime(training: 2.5, total: 3), instructionSet: "AVX2 and FMA3")
        record.remarks = ["a remark"]
        let text = JSONText.document(record.json)
        #expect(RunRecord(json: JSONText.parse(Array(text.utf8))) == record)
        let other = text.replacing(field, with: damaged)
        try #require(other != text)
        let json = try #require(JSONText.parse(Array(other.utf8)))
        #expect(RunRecord(json: json) == nil)
    }

    @Test(arguments: [
        ("\"confidence\": \"clear\"", "\"confidence\": 1"), ("\"samples\": 9600", "\"samples\": \"9600\""),
        ("\"accuracy\": 0.5", "\"accuracy\": \"x\""), ("\"learning_rate\": 0.0011", "\"learning_rate\": true"),
        ("\"range\": {", "\"range\": 1, \"x\": {"), ("\"ended\": \"2026", "\"ended\": \"in 2026"),
        ("\"judged\": 640", "\"judged\": 0.5"), ("\"horizon_steps\": 100", "\"horizon_steps\": true"),
        ("\"objective_metric\": \"validation_accuracy\"", "\"objective_metric\": \"accuracy\""),
    ])
    func `a range test's record with a field of another kind is none`(field: String, damaged: String) throws {
        let text = JSONText.document(Samples.rangeTestRecord().json)
        let other = text.replacing(field, with: damaged)
        try #require(other != text)
        let json = try #require(JSONText.parse(Array(other.utf8)))
        #expect(RangeTestRecord(json: json) == nil)
    }

    @Test(arguments: [
        "-0.5", "0", "0.0", "null, \"nonfinite\": \"inf\"", "null, \"nonfinite\": \"-inf\"",
        "null, \"nonfinite\": \"nan\"",
    ])
    func `a range test whose rate nobody can train at is no record`(rate: String) throws {
        let text = JSONText.document(Samples.rangeTestRecord().json)
        // The one that was chosen stands on a line of its own.
        let other = text.replacing("\n  \"learning_rate\": 0.002,", with: "\n  \"learning_rate\": \(rate),")
        try #require(other != text)
        let json = try #require(JSONText.parse(Array(other.utf8)))
        #expect(RangeTestRecord(json: json) == nil)
    }

    @Test func `a moment reads back to the millisecond`() {
        #expect(Samples.start.text == "2026-11-24T15:05:00.250Z")
        var generator = RepeatableGenerator(seed: 2)
        for _ in 0..<2000 {
            let moment = Timestamp(milliseconds: Int.random(in: 0..<4_000_000_000_000, using: &generator))
            #expect(Timestamp(text: moment.text) == moment)
        }
        #expect(Timestamp(seconds: .nan).milliseconds == 0)
        #expect(Timestamp(seconds: 1e300).milliseconds == 0)
        #expect(Timestamp(seconds: 1e10).seconds == 9e9)
        #expect(Timestamp(text: "yesterday") == nil)
    }

    @Test func `the processor's name is read from Linux's list`() {
        let text = "processor\t: 0\nmodel name\t: AMD EPYC 7763 64-Core Processor\nmodel name\t: other\n"
        #expect(Machine.processorName(cpuinfo: text) == "AMD EPYC 7763 64-Core Processor")
        #expect(Machine.processorName(cpuinfo: "model name\nmodel name :\n") == nil)
    }

    @Test func `a working tree tells its commit and whether it was changed`() throws {
        let temporary = try TemporaryFolder()
        // A shell would read more in it than a name.
        let folder = "it's; a $(name)"
        let path = temporary.file("\(folder)/file")
        try temporary.write("a", to: "\(folder)/file")
        #expect(SourceRevision.current(around: path) == nil)
        let hash = try Self.commit(in: temporary.file(folder))
        #expect(SourceRevision.current(around: path) == SourceRevision(commit: hash, isModified: false))
        try temporary.write("b", to: "\(folder)/file")
        #expect(SourceRevision.current(around: path)?.isModified == true)
        // Git has a commit, and cannot compare the files with it.
        try temporary.write("no index", to: "\(folder)/.git/index")
        #expect(SourceRevision.current(around: path) == SourceRevision(commit: hash, isModified: nil))
    }

    @Test func `a commit does not hold an experiment that git does not track`() throws {
        let temporary = try TemporaryFolder()
        // The last ones are patterns that a tracked file's name fits, and what git would take for an option.
        let untracked = ["new.yaml", "ignored.yaml", "*.yaml", ":(glob)*.yaml", "--cached"]
        try temporary.write("ignored.yaml\n", to: ".gitignore")
        for name in ["tracked.yaml", "it's [tracked].yaml"] { try temporary.write("a", to: name) }
        let hash = try Self.commit(in: temporary.file("."))
        for name in untracked { try temporary.write("a", to: name) }
        for name in untracked {
            let revision = SourceRevision.current(around: temporary.file(name))
            #expect(revision == SourceRevision(commit: hash, isModified: true), "\(name)")
        }
        // Beside all of these.
        for name in ["tracked.yaml", "it's [tracked].yaml"] {
            let revision = SourceRevision.current(around: temporary.file(name))
            #expect(revision == SourceRevision(commit: hash, isModified: false), "\(name)")
        }
    }

    /// Makes a repository of `folder` with all that is in it.
    /// - Returns: the commit.
    private static func commit(in folder: String) throws -> String {
        let script = "git init -q && git add . && git -c user.name=n -c user.email=e commit -qm m && git rev-parse HEAD"
        return String(try Shell.run("sh", ["-c", script], in: folder).output.prefix { !$0.isNewline })
    }

    @Test func `what git did not say of changes is not written down as none`() throws {
        var record = Samples.record(Self.run, Samples.outcome())
        record.provenance.revision?.isModified = nil
        let text = JSONText.document(record.json)
        #expect(text.contains("\"git_commit\"") && !text.contains("git_modified"))
        let back = try #require(RunRecord(json: JSONText.parse(Array(text.utf8))))
        #expect(back.provenance == record.provenance)
        let report = Samples.report(Samples.plan(runs: [Self.run]), [back])
        #expect(MarkdownSummary.render(report, figures: []).contains("`, perhaps with uncommitted changes, AMD"))
    }
}
