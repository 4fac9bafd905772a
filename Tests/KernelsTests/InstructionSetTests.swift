import KernelTypes
import Kernels
import Testing

@Suite struct InstructionSetTests {
    @Test func `the environment's choice is taken`() throws {
        for set in instructionSets {
            let kernels = try Kernels(environment: ["XRUN_ISA": set.rawValue])
            #expect(kernels.instructionSet == set)
            #expect(kernels.table.name == set.rawValue)
        }
    }

    @Test(arguments: [[:], ["XRUN_ISA": ""]])
    func `without a choice it is the best that the processor has`(environment: [String: String]) throws {
        #expect(try Kernels(environment: environment).instructionSet == instructionSets.last)
    }

    @Test func `an unknown name is an error that lists the choices`() {
        let error = #expect(throws: InstructionSetError.unknown("avx9")) {
            try Kernels(environment: ["XRUN_ISA": "avx9"])
        }
        let words = "XRUN_ISA names no instruction set: 'avx9'; this processor has baseline"
        #expect(error?.description.hasPrefix(words) == true)
    }

    @Test(arguments: InstructionSet.allCases.filter { !$0.isAvailable })
    func `a set that the processor lacks is an error and has no table`(set: InstructionSet) {
        #expect(set.table == nil)
        #expect(throws: InstructionSetError.unavailable(set)) {
            try Kernels(environment: ["XRUN_ISA": set.rawValue])
        }
    }

    @Test(arguments: instructionSets)
    func `the peak loop counts what it does`(set: InstructionSet) throws {
        let table = try #require(set.table)
        var total: Float = 1
        let few = unsafe table.multiplyAddPeak(10, &total)
        let many = unsafe table.multiplyAddPeak(1000, &total)
        #expect(few > 0 && many == 100 * few)
        #expect(total.isFinite)
    }
}
