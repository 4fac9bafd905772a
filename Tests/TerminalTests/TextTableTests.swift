import Terminal
import Testing

@Suite struct TextTableTests {
    private func table(_ width: Int) -> String {
        TextTable.text(
            ["runs", "loss", "accuracy", "status"],
            [
                ["optimizer=adam,learning_rate=0.1", "0.1234", "91 %", "done"],
                ["optimizer=adam,learning_rate=0.2", "0.5", "7 %", "failed"],
            ], numbers: [1, 2], names: 0, optional: [1, 2], width: width)
    }

    @Test func `columns stand below each other`() {
        #expect(
            table(80) == """
                runs                                loss  accuracy  status
                optimizer=adam,learning_rate=0.1  0.1234      91 %  done
                optimizer=adam,learning_rate=0.2     0.5       7 %  failed
                """)
    }

    @Test func `names give way first, then columns`() {
        #expect(
            table(45) == """
                runs        loss  accuracy  status
                adam,0.1  0.1234      91 %  done
                adam,0.2     0.5       7 %  failed
                """)
        #expect(
            table(40) == """
                runs      accuracy  status
                adam,0.1      91 %  done
                adam,0.2       7 %  failed
                """)
        for width in 26...90 {
            #expect(table(width).split(separator: "\n").allSatisfy { $0.count <= width }, "\(width)")
        }
    }

    @Test func `text is broken between words`() {
        #expect("one two three".wrapped(to: 7) == "one two\nthree")
        #expect("unbreakable a b".wrapped(to: 3) == "unbreakable\na b")
        #expect("as it is".wrapped(to: .max) == "as it is")
        #expect("".wrapped(to: 5) == "")
    }
}
