import Experiment
import Terminal
import Testing

@Suite struct TextTableTests {
    private func table(_ width: Int) -> TextTable {
        TextTable(
            [
                TableColumn(
                    "runs", .name(short: ["adam,0.1", "adam,0.2"]),
                    cells: ["optimizer=adam,learning_rate=0.1", "optimizer=adam,learning_rate=0.2"]),
                TableColumn("loss", .number, spare: 1, cells: ["0.1234", "0.5"]),
                TableColumn("accuracy", .number, spare: 0, cells: ["91 %", "7 %"]),
                TableColumn("status", cells: ["done", "failed"]),
            ], width: width)
    }

    @Test func `columns stand below each other`() {
        #expect(
            table(80).text == """
                runs                                loss  accuracy  status
                optimizer=adam,learning_rate=0.1  0.1234      91 %  done
                optimizer=adam,learning_rate=0.2     0.5       7 %  failed
                """)
    }

    @Test func `names give way first, then columns`() {
        #expect(
            table(45).text == """
                runs        loss  accuracy  status
                adam,0.1  0.1234      91 %  done
                adam,0.2     0.5       7 %  failed
                """)
        #expect(
            table(40).text == """
                runs      accuracy  status
                adam,0.1      91 %  done
                adam,0.2       7 %  failed
                """)
        for width in 26...90 {
            #expect(table(width).width <= width, "\(width)")
            #expect(table(width).lines.allSatisfy { $0.count <= width }, "\(width)")
        }
    }

    /// A title may be a part of another one: the line of titles does not tell which columns are there.
    @Test func `a table says which columns have room`() {
        #expect(table(45).shownTitles == ["runs", "loss", "accuracy", "status"])
        #expect(table(40).shownTitles == ["runs", "accuracy", "status"])
        let narrow = TextTable(
            [
                TableColumn("run", .name(short: ["a"]), cells: ["a"]),
                TableColumn("loss", spare: 0, cells: ["0.1234"]), TableColumn("train loss", cells: ["0.5"]),
            ], width: 16)
        #expect(narrow.lines == ["run  train loss", "a    0.5"])
        #expect(narrow.shownTitles == ["run", "train loss"])
    }

    @Test func `names that are mere numbers have a key`() {
        let names = ["same-start-1-and-long-end", "same-start-2-and-long-end", "other"]
        func table(_ width: Int) -> TextTable {
            TextTable(
                [
                    TableColumn("", cells: names.map { _ in "" }),
                    TableColumn("run", .name(short: names), cells: names),
                    TableColumn("loss", cells: names.map { _ in "0.1234" }),
                ], width: width)
        }
        #expect(table(13).lines == ["  run  loss", "  1 s  0.1234", "  2 s  0.1234", "  3 o  0.1234"])
        #expect(table(13).key == ["1  same-start-1-and-long-end", "2  same-start-2-and-long-end", "3  other"])
        // Cut, they still read as names.
        #expect(table(34).key == [])
        #expect(table(80).key == [])
    }

    @Test(arguments: ["", "runs"]) func `numbers of a key stand whole, however many there are`(title: String) {
        let names = (1...12).map { "same-start-\($0)-and-long-end" }
        let table = TextTable(
            [
                TableColumn(title, .name(short: names), cells: names),
                TableColumn("status", cells: names.map { _ in "not started" }),
            ], width: 8)
        let numbers = table.lines.dropFirst().map { line in String(line.prefix { $0.isNumber }) }
        #expect(numbers == (1...12).map { "\($0)" }, "\(table.text)")
        #expect(table.key.last == "12  same-start-12-and-long-end")
    }

    /// Cells may be from anyone's records.
    @Test func `what stands in a cell does nothing to a terminal`() {
        func table(_ width: Int) -> TextTable {
            TextTable(
                [
                    TableColumn("a\u{1B}[2J", cells: ["x\u{9B}1m"]),
                    TableColumn("run", .name(short: ["s\u{202E}\nt"]), cells: ["long\u{202E}b\nc"]),
                ], width: width)
        }
        #expect(table(80).lines == ["a\\u{1B}[2J  run", "x\\u{9B}1m   long\\u{202E}b c"])
        #expect(table(80).shownTitles == ["a\\u{1B}[2J", "run"])
        // The short name has less room.
        #expect(table(23).lines == ["a\\u{1B}[2J  run", "x\\u{9B}1m   s\\u{202E} t"])
    }

    @Test func `a value, its deviation and its per cent stay in one line`() {
        #expect("an accuracy of 29.72 ± 2.26 %".wrapped(to: 20) == "an accuracy of\n29.72 ± 2.26 %")
        #expect("won with (18.25 ± 1.46 %, 3 seeds)".wrapped(to: 24) == "won with\n(18.25 ± 1.46 %, 3\nseeds)")
        #expect("all of 95 % of it".wrapped(to: 9) == "all of\n95 % of\nit")
        // A line that does not hold them.
        #expect("29.72 ± 2.26 %".wrapped(to: 6) == "29.72\n± 2.26\n%")
    }

    @Test func `text is broken between words`() {
        #expect("one two three".wrapped(to: 7) == "one two\nthree")
        #expect("unbreakable a b".wrapped(to: 3) == "unbreakable\na b")
        #expect("as it is".wrapped(to: .max) == "as it is")
        #expect("".wrapped(to: 5) == "")
        #expect("  one  two".wrapped(to: 10) == "  one  two")
        for width in 3...7 { #expect("one  two".wrapped(to: width) == "one\ntwo", "\(width)") }
    }
}
