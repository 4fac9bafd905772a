import Experiment
import Foundation
import TestSupport
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) -> SettingValue? { JSONText.parse(Array(text.utf8)) }

    @Test func `any number reads back as the same bits`() {
        var generator = RepeatableGenerator(seed: 1)
        for _ in 0..<20_000 {
            let number = Double(bitPattern: generator.next())
            guard number.isFinite else { continue }
            guard case .number(let back) = parse(JSONText.line(.number(number))) else {
                Issue.record("\(number) is no number any more")
                continue
            }
            #expect(back.bitPattern == number.bitPattern)
        }
        for number in [0, -0.0, 1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e21, 100] {
            guard case .number(let back) = parse(JSONText.line(.number(number))) else {
                Issue.record("\(number) is no number any more")
                continue
            }
            #expect(back.bitPattern == number.bitPattern)
        }
    }

    @Test func `keys keep their order and integers stay integers`() {
        let value = SettingValue.mapping([
            Setting("zebra", .integer(.max)), Setting("ant", .number(1)), Setting("list", .list([.null, .bool(true)])),
            Setting("empty", .mapping([])), Setting("\u{1}\"\\\n\t é 🙂", .string("\u{1F}\u{7F}")),
        ])
        #expect(parse(JSONText.line(value)) == value)
        #expect(parse(JSONText.document(value)) == value)
        #expect(JSONText.line(value).hasPrefix(#"{"zebra": 9223372036854775807, "ant": 1.0, "list": [null, true]"#))
    }

    @Test func `a document keeps short values on one line and indents long ones`() {
        let (a, b) = (String(repeating: "a", count: 60), String(repeating: "b", count: 60))
        let value = SettingValue.mapping([
            Setting("short", .list([.integer(1), .integer(2)])),
            Setting("long", .list([.string(a), .string(b)])),
        ])
        #expect(
            JSONText.document(value) == """
                {
                  "short": [1, 2],
                  "long": [
                    "\(a)",
                    "\(b)"
                  ]
                }

                """)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a: 1}", "nul", "tru", "01", "-", "1.", ".5", "1e", "+1",
        "NaN", "Infinity", "1e999", "\"", "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
        "{\"a\": 1, \"a\": 2}", "1 2", "[1] x", "\u{FEFF}1", String(repeating: "[", count: 100_000),
        String(repeating: "{\"a\":", count: 1000) + "1" + String(repeating: "}", count: 1000),
    ])
    func `what is no JSON is nothing`(text: String) {
        #expect(parse(text) == nil)
    }

    @Test func `bytes that are no UTF-8 are nothing`() {
        #expect(JSONText.parse([0x22, 0xFF, 0x22]) == nil)
        #expect(JSONText.parse([0x22, 0xC0, 0x80, 0x22]) == nil)
    }

    @Test func `agrees with Foundation about what is JSON`() throws {
        let seedText = #"{"a": [1, -2.5e-3, true, null, "x\u00e9\n"], "b": {"c": {}}, "d": 0.1}"#
        var generator = RepeatableGenerator(seed: 7)
        for _ in 0..<5000 {
            var bytes = Array(seedText.utf8)
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let index = bytes.indices.randomElement(using: &generator) ?? 0
                bytes[index] = UInt8.random(in: 0x20..<0x7F, using: &generator)
            }
            let ours = JSONText.parse(bytes) != nil
            let theirs =
                (try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])) != nil
            // A repeated key is refused here and taken there.
            if ours { #expect(theirs, "\(String(decoding: bytes, as: UTF8.self))") }
            if theirs, !ours {
                #expect(hasRepeatedKey(bytes), "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    private func hasRepeatedKey(_ bytes: [UInt8]) -> Bool {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { return false }
        return object.count < 3
    }
}
