import Foundation
import SwiftProtobuf
import TensorBoardMessages

/// What is computed from what.
package struct NetworkGraph: Hashable, Sendable {
    package struct Node: Hashable, Sendable {
        /// A `/` makes a scope that is shown folded.
        package var name: String
        package var operation: String
        /// Names of the nodes that it reads.
        package var inputs: [String]
        /// What it gives, written at the edge; the first number is -1 for any number of samples. Nil to write nothing.
        package var shape: [Int]?
        package var attributes: [String: String]

        package init(
            _ name: String, operation: String, inputs: [String] = [], shape: [Int]? = nil,
            attributes: [String: String] = [:]
        ) {
            self.name = name
            self.operation = operation
            self.inputs = inputs
            self.shape = shape
            self.attributes = attributes
        }
    }

    package var nodes: [Node]

    package init(_ nodes: [Node]) { self.nodes = nodes }

    var message: Tensorflow_GraphDef {
        .with {
            $0.node = nodes.map(\.message)
            // TensorFlow's own number at the time of its version 2; readers want one.
            $0.versions.producer = 22
        }
    }
}

extension NetworkGraph.Node {
    fileprivate var message: Tensorflow_NodeDef {
        .with {
            $0.name = name
            $0.op = operation
            $0.input = inputs
            if let shape { $0.attr["_output_shapes"] = .with { $0.list.shape = [.shape(shape)] } }
            for (key, value) in attributes { $0.attr[key] = .with { $0.s = Data(value.utf8) } }
        }
    }
}
