import Experiment
import Testing

/// Against the numbers that `NeuralNetTests/Fixtures/make_random_stream.py` makes from the papers. With others, the same
/// seed would be another training, and an old checkpoint would go on in another order.
@Suite struct RandomStreamTests {
    @Test(
        arguments: [
            (.initialization(tensor: 3), [0x85bf_90ec_ce7e_bf49, 0x0463_5471_b5ac_0c0e]),
            (.shuffle(epoch: 2), [0xb7ea_a389_0ed9_b5c1, 0x4092_2f5a_93df_3993]),
            (.dropout(layer: 4, step: 1000), [0x03f2_48d0_23e7_080c, 0x7165_4a66_a4eb_dcad]),
            (.split, [0x5a69_4444_a226_e00c, 0x919c_cd12_8f3d_bf85]),
            (.rangeTest(sweep: 1), [0x197d_d8f6_f19b_0cba, 0xb3ab_ea8b_53e5_46c1]),
            (.drawing(sample: 5), [0xff16_1268_4bc7_24f6, 0x1f2f_3fcf_5f63_35e6]),
            (.bootstrap, [0xdae9_8bbc_4f69_0860, 0x0c16_0fd0_6128_2f16]),
        ] as [(RandomStream.Purpose, [UInt64])])
    func `a stream follows from its seed and what it is for`(purpose: RandomStream.Purpose, numbers: [UInt64]) {
        var stream = RandomStream(seed: 7, for: purpose)
        let drawn: [UInt64] = [stream.next(), stream.next()]
        #expect(drawn == numbers)
    }

    @Test func `the largest seed and an index below 0 are as good as others`() {
        var stream = RandomStream(seed: .max, for: .drawing(sample: -1))
        let drawn: UInt64 = stream.next()
        #expect(drawn == 0x2852_bea4_6932_19d9)
    }

    @Test func `a seed's order stays what it is`() {
        var stream = RandomStream(seed: 7, for: .split)
        let order = stream.permutation(count: 10)
        #expect(order == [7, 4, 6, 0, 1, 8, 2, 9, 5, 3])
    }

    @Test func `numbers that would favour some below the bound are drawn again`() {
        var stream = RandomStream(seed: 7, for: .split)
        // Almost every other one: five of the eight that these take.
        let drawn: [UInt64] = (0..<3).map { _ in stream.next(below: (1 << 63) + 1) }
        #expect(drawn == [8_483_062_328_038_678_247, 2_379_863_446_454_591_744, 6_482_788_034_935_469_535])
    }
}
