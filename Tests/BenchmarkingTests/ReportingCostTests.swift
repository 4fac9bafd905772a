import Benchmarking
import Testing

@Suite struct ReportingCostTests {
    @Test func `the table compares each variant with the silent run of its round`() {
        var cost = ReportingCost()
        cost.rounds = [
            [.silent: 10, .usual: 10.1, .everyValidation: 10.2],
            [.silent: 20, .usual: 20.1, .everyValidation: 20],
            [.silent: 12, .usual: 11.88, .everyValidation: 12.6],
        ]
        #expect(
            cost.table == """
                a run of LeNet                   median  more than silent  least … most
                nobody listens                  12.00 s           +0.00 %  +0.00 % … +0.00 %
                default settings                11.88 s           +0.50 %  -1.00 % … +1.00 %
                checkpoint at every validation  12.60 s           +2.00 %  +0.00 % … +5.00 %

                """)
    }

    @Test func `of an even number of rounds the higher middle one counts`() {
        var cost = ReportingCost()
        cost.rounds = [[.silent: 10], [.silent: 20]]
        #expect(cost.table.contains("20.00 s"))
    }

    @Test func `without rounds it has no figures`() {
        #expect(!ReportingCost().table.contains("%"))
    }

    @Test func `every variant is the first in turn, and each comes once`() {
        let orders = (0..<4).map(ReportingCost.Variant.order(inRound:))
        #expect(orders.map(\.first) == [.silent, .usual, .everyValidation, .silent])
        for order in orders { #expect(Set(order).count == 3 && order.count == 3) }
    }
}
