import Experiment
import Testing

@Suite struct SettingSpellingsTests {
    private func dense(_ units: Int) -> SettingValue { .mapping([Setting("dense", .integer(units))]) }
    private func dropout(_ rate: Double) -> SettingValue { .mapping([Setting("dropout", .number(rate))]) }
    private func activation(_ name: String) -> SettingValue { .string(name) }

    private func spelled(_ models: [[SettingValue]], limit: Int) -> [String] {
        let settings = models.map { Setting("model.layers", .list($0)) }
        let spellings = SettingSpellings(settings.map { [$0] }, limit: limit)
        return settings.map { spellings.spelling(of: $0) }
    }

    @Test func `what has room stands whole, and a longer value begins as it is`() {
        let deep = [activation("flatten")] + (1...9).map(dense)
        #expect(
            spelled([[activation("flatten"), dense(10)], [activation("relu")] + deep, deep], limit: 24) == [
                "[flatten, {dense: 10}]", "[relu, flatten, {dense:…", "[flatten, {dense: 1}, {…",
            ])
    }

    @Test func `of lists that begin alike the items stand in which they differ`() {
        let start = [activation("flatten"), dense(64), activation("relu")]
        let models = [[dropout(0.5), dense(10)], [dropout(0.2), dense(10)], [dropout(0.2), activation("relu")]]
        #expect(
            spelled(models.map { start + $0 }, limit: 24) == [
                "[…, {dropout: 0.5}, …]", "[…, {dropout: 0.2}, {de…", "[…, {dropout: 0.2}, rel…",
            ])
    }

    private func convolution(padding: Int?) -> SettingValue {
        let settings = [Setting("filters", .integer(32)), Setting("kernel", .integer(3))]
        return .mapping([
            Setting("conv2d", .mapping(settings + (padding.map { [Setting("padding", .integer($0))] } ?? [])))
        ])
    }

    @Test func `of layers of one kind the settings stand in which they differ`() {
        let models = [1, 2, nil].map { [dense(64), convolution(padding: $0), activation("relu")] }
        #expect(
            spelled(models, limit: 24) == [
                "[…, {conv2d: {…, padding: 1}}, …]", "[…, {conv2d: {…, padding: 2}}, …]", "[…, {conv2d: {…}}, …]",
            ])
    }

    @Test func `what would need more than there is at most is told by its number`() {
        let start = Array(repeating: activation("relu"), count: 9)
        let settings = [1, 2].map { padding in
            Setting("model.layers", .list(start + [convolution(padding: padding)]))
        }
        let rows = [settings[0], settings[1], settings[0]].map { [$0] }
        let bounded = SettingSpellings(rows, limit: 20, bound: 29)
        #expect(settings.map { bounded.spelling(of: $0) } == ["1 [relu, relu, relu…", "2 [relu, relu, relu…"])
        let whole = SettingSpellings(rows, limit: 20, bound: 30)
        #expect(whole.spelling(of: settings[0]) == "[…, {conv2d: {…, padding: 1}}]")
    }

    @Test func `wide characters take two columns`() {
        #expect(
            SettingSpellings([[Setting("dataset.path", .string("学習率"))]], limit: 5)
                .spelling(of: Setting("dataset.path", .string("学習率"))) == "学習…")
    }

    @Test func `no two differ in nothing that is seen`() {
        let start = (1...5).map(dense)
        // Each of the first two begins another list, and the last two differ behind what has room.
        let models = [start, start + start, start + [dense(123_456)], start + [dense(123_457)]]
        for limit in [8, 16, 24, 40, 60] {
            #expect(Set(spelled(models, limit: limit)).count == 4, "\(limit)")
        }
    }

    @Test func `settings stand one behind the other, each shortened beside its own kind`() {
        let rows = ["a", "b"].map {
            [Setting("model", .string("mlp")), Setting("dataset.path", .string("/a/long/way/to/\($0)"))]
        }
        let spellings = SettingSpellings(rows, limit: 12)
        #expect(spellings.text(rows[0]) == "model: mlp, dataset.path: /a/long/way/to/a")
        #expect(SettingSpellings([rows[0]], limit: 12).text(rows[0]) == "model: mlp, dataset.path: /a/long/way…")
    }
}
