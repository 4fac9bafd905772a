import Experiment
import Foundation
import Testing

@Suite struct SettingValueJSONTests {
    private let value = SettingValue.mapping([
        Setting("z", .number(1e-5)), Setting("a", .list([.integer(3), .bool(true), .null, .mapping([]), .list([])])),
        Setting("text", .string("a\"b\\c\n\u{1}ß\u{7f}")), Setting("nan", .number(.nan)),
    ])

    @Test func `JSON keeps the order of keys and escapes what must be`() {
        #expect(value.json == #"{"z":1e-5,"a":[3,true,null,{},[]],"text":"a\"b\\c\n\u0001ß\#u{7f}","nan":null}"#)
        #expect(
            SettingValue.mapping([Setting("a", .list([.integer(1)])), Setting("b", .mapping([]))]).indentedJSON == """
                {
                  "a": [
                    1
                  ],
                  "b": {}
                }
                """)
    }

    @Test func `a JSON parser reads back what was written`() throws {
        for text in [value.json, value.indentedJSON] {
            let read = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(read["z"] as? Double == 1e-5)
            #expect(read["text"] as? String == "a\"b\\c\n\u{1}ß\u{7f}")
            #expect(read["nan"] is NSNull)
            #expect((read["a"] as? [Any])?.count == 5)
        }
    }
}
