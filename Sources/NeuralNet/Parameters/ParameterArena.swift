/// One allocation for all tensors of a layout: parameters, gradients, one kind of optimizer state, running statistics.
/// The padding between tensors takes part in flat loops: it is 0, or in an optimizer's state what every number is at
/// first.
package final class ParameterArena: Sendable {
    package let layout: ParameterLayout
    let all: FloatSlice

    /// Every number is 0.
    package init(layout: ParameterLayout) {
        self.layout = layout
        all = FloatMemory(count: layout.count).all
    }

    /// The numbers of a tensor of this arena's layout, in row-major order of its shape.
    package func values(of tensor: ParameterTensor) -> [Float] { slice(tensor).values }

    /// Overwrites a tensor of this arena's layout.
    package func write(_ values: [Float], to tensor: ParameterTensor) { slice(tensor).write(values) }

    /// Every number of the arena, padding included: to compare, to keep.
    package func copy() -> [Float] { all.values }

    /// Takes back what `copy()` gave.
    package func restore(_ values: [Float]) { all.write(values) }

    func slice(_ tensor: ParameterTensor) -> FloatSlice { all.part(at: tensor.offset, count: tensor.count) }

    func paddedSlice(_ tensor: ParameterTensor) -> FloatSlice {
        all.part(at: tensor.offset, count: tensor.paddedCount)
    }
}
