import Experiment
import Foundation

/// Where results come from: the program, the files' revision, the machine.
package struct Provenance: Hashable, Sendable {
    package var xrunVersion: String
    /// Of the repository that the experiment's file stands in; nil outside of one.
    package var revision: SourceRevision?
    package var machine: Machine

    package init(xrunVersion: String, revision: SourceRevision?, machine: Machine) {
        self.xrunVersion = xrunVersion
        self.revision = revision
        self.machine = machine
    }
}

/// The state of a git working tree.
package struct SourceRevision: Hashable, Sendable {
    /// Hexadecimal.
    package var commit: String
    /// Whether files differ from the commit; nil where that is not known.
    package var isModified: Bool?

    package init(commit: String, isModified: Bool?) {
        self.commit = commit
        self.isModified = isModified
    }
}

/// What the numbers were computed on. Results are bit-identical on one instruction set.
package struct Machine: Hashable, Sendable {
    /// As the processor calls itself.
    package var processor: String
    /// Cores that xrun used.
    package var cores: Int
    package var instructionSet: String

    package init(processor: String, cores: Int, instructionSet: String) {
        self.processor = processor
        self.cores = cores
        self.instructionSet = instructionSet
    }

    package static func current(cores: Int, instructionSet: String) -> Machine {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        return Machine(
            processor: processorName(cpuinfo: text) ?? "unknown processor", cores: cores, instructionSet: instructionSet
        )
    }

    /// The first `model name` of Linux's `/proc/cpuinfo`.
    package static func processorName(cpuinfo: String) -> String? {
        for line in cpuinfo.split(separator: "\n") where line.hasPrefix("model name") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            if !name.isEmpty { return name }
        }
        return nil
    }
}

extension Provenance {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("xrun_version", xrunVersion)
        fields.add("git_commit", revision?.commit)
        if let isModified = revision?.isModified { fields.add("git_modified", isModified) }
        fields.add("processor", machine.processor)
        fields.add("cores", machine.cores)
        fields.add("instruction_set", machine.instructionSet)
        return fields.object
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let version = fields.string("xrun_version"),
            let processor = fields.string("processor"), let cores = fields.integer("cores"),
            let instructionSet = fields.string("instruction_set"),
            let commit = fields.optional("git_commit", fields.string),
            let isModified = fields.optional("git_modified", fields.bool)
        else { return nil }
        self.init(
            xrunVersion: version, revision: commit.map { SourceRevision(commit: $0, isModified: isModified) },
            machine: Machine(processor: processor, cores: cores, instructionSet: instructionSet))
    }
}
