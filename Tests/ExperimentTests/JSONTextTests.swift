import Experiment
import Foundation
import Testing

@Suite struct JSONTextTests {
    private let value = SettingValue.mapping([
        Setting("z", .number(1e-5)), Setting("a", .list([.integer(3), .bool(true), .null, .mapping([]), .list([])])),
        Setting("text", .string("a\"b\\c\n\u{1}ß\u{7f}")), Setting("nan", .number(.nan)),
    ])

    private var compact: String { String(decoding: JSONText.compactBytes(value), as: UTF8.self) }

    @Test func `keys keep their order and what must be is escaped`() {
        #expect(compact == #"{"z":1e-5,"a":[3,true,null,{},[]],"text":"a\"b\\c\n\u0001ß\#u{7f}","nan":null}"#)
        #expect(
            JSONText.line(value)
                == #"{"z": 1e-5, "a": [3, true, null, {}, []], "text": "a\"b\\c\n\u0001ß\#u{7f}", "nan": null}"#)
    }

    @Test func `for a hash equal numbers are equal, in a file they are not`() {
        #expect(JSONText.compactBytes(.number(1)) == JSONText.compactBytes(.integer(1)))
        #expect(JSONText.line(.number(1)) == "1.0" && JSONText.line(.integer(1)) == "1")
    }

    @Test func `a JSON parser reads back what was written`() throws {
        for text in [compact, JSONText.line(value), JSONText.document(value)] {
            let read = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(read["z"] as? Double == 1e-5)
            #expect(read["text"] as? String == "a\"b\\c\n\u{1}ß\u{7f}")
            #expect(read["nan"] is NSNull)
            #expect((read["a"] as? [Any])?.count == 5)
        }
    }
}
