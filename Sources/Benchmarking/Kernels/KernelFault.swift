/// A kernel that does not do what its contract says.
package struct KernelFault: Hashable, Sendable {
    /// `convolution forward`
    package var kernel: String
    /// The layer's sizes.
    package var shape: String
    /// What was read, where, and what should be there.
    package var detail: String
}
