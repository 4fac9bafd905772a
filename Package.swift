// swift-tools-version: 6.2
import PackageDescription

// The arrows between targets are the architecture (docs/architecture.md); the build refuses an
// import that is not listed here: `--explicit-target-dependency-import-check error`.

/// Every hand-written target: Swift 6 with each use of unsafe memory marked.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatWarning("StrictMemorySafety", as: .error),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
]

/// A kernel target is one module optimized as a whole, whatever the configuration. `-fno-math-errno`: a square root is
/// an instruction for whole vectors, not a call for each lane that might set `errno`.
let kernel: [SwiftSetting] = strict + [.unsafeFlags(["-O", "-wmo", "-Xcc", "-fno-math-errno"])]

#if arch(x86_64)
    // One directory of kernel sources, compiled a second time for AVX2 and FMA3.
    let instructionSets: [Target] = [
        .target(
            name: "KernelsAVX2", dependencies: ["KernelTypes"],
            swiftSettings: kernel + [
                .define("XRUN_FMA"), .unsafeFlags(["-Xcc", "-mavx2", "-Xcc", "-mfma"]),
            ])
    ]
#else
    let instructionSets: [Target] = []
#endif

// Built by scripts/fuzz.sh alone: no other build has libFuzzer.
let fuzzers: [Target] =
    Context.environment["XRUN_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "xrun-fuzz", dependencies: ["Spec", "Datasets", "Reporting", "Hashing", "Experiment"],
            path: "Fuzzing", exclude: ["Corpus"], swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
            // Without the linker's sweep a debug build would keep libFuzzer's own `main`, which looks for another entry.
            linkerSettings: [.unsafeFlags(["-use-ld=lld", "-Xlinker", "--gc-sections"])])
    ]

/// What only says what is expected runs once: to optimize it takes longer than it saves.
let expectations: [SwiftSetting] = strict + [.unsafeFlags(["-Onone"])]

/// - Parameter settings: `strict` where the tests compute by themselves what they compare with.
func tests(
    _ target: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
    settings: [SwiftSetting] = expectations
) -> Target {
    .testTarget(
        name: "\(target)Tests", dependencies: [.target(name: target)] + dependencies + ["TestSupport"],
        resources: resources, swiftSettings: settings)
}

let package = Package(
    name: "xrun",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "xrun", targets: ["xrun"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its traits, which nothing here needs: the compiler gets a definition for each, in an order that changes
        // from build to build, and every other build would compile the whole library again.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    ],
    targets: [
        // C libraries
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CProcessor"),

        // Shared value types: no input, no output
        .target(name: "Experiment", swiftSettings: strict),
        .target(name: "Hashing", dependencies: ["CCrypto"], swiftSettings: strict),

        // Text to plan
        .target(name: "Spec", dependencies: ["CLibYAML", "Experiment"], swiftSettings: strict),
        .target(name: "Planning", dependencies: ["Experiment", "Hashing"], swiftSettings: strict),
        .target(name: "Scheduling", dependencies: ["Experiment"], swiftSettings: strict),

        // What the system says and gives: signals, cores, memory
        .target(name: "Machine", dependencies: ["Experiment"], swiftSettings: strict),

        // Training core
        .target(name: "KernelTypes", swiftSettings: strict),
        .target(name: "KernelsBaseline", dependencies: ["KernelTypes"], swiftSettings: kernel),
        .target(
            name: "Kernels",
            dependencies: ["KernelTypes", "KernelsBaseline", "CProcessor"]
                + instructionSets.map { .target(name: $0.name) },
            swiftSettings: strict),
        .target(name: "NeuralNet", dependencies: ["KernelTypes", "Experiment"], swiftSettings: strict),
        .target(name: "Datasets", dependencies: ["CZlib", "Hashing", "Experiment"], swiftSettings: strict),
        .target(
            name: "Training", dependencies: ["NeuralNet", "KernelTypes", "Datasets", "Experiment"],
            swiftSettings: strict),
        .target(
            name: "Benchmarking", dependencies: ["NeuralNet", "KernelTypes", "Terminal", "Experiment"],
            swiftSettings: strict),

        // Metrics to reports
        .target(name: "Figures", dependencies: ["CCairo"], swiftSettings: strict),
        .target(
            name: "TensorBoardMessages",
            dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["Protos"]),
        .target(
            name: "TensorBoard",
            dependencies: ["TensorBoardMessages", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            swiftSettings: strict),
        .target(
            name: "Reporting", dependencies: ["TensorBoard", "Figures", "Hashing", "Experiment"], swiftSettings: strict),
        .target(name: "Terminal", dependencies: ["Experiment"], swiftSettings: strict),

        // The command line: composition only
        .executableTarget(
            name: "xrun",
            dependencies: [
                "Spec", "Planning", "Scheduling", "Training", "Benchmarking", "Datasets", "Kernels", "Reporting",
                "Terminal", "Machine", "Experiment",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict,
            // Linked statically, the binary runs where no Swift is installed. (GNU ld would warn of Foundation's own
            // use of mktemp; LLVM's linker does not.) No test target may depend on this one: its flags would follow.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-static-stdlib", "-use-ld=lld", "-l_FoundationCollections", "-l_FoundationCShims",
                        "-l_FoundationICU", "-lCoreFoundation", "-lstdc++",
                    ], .when(platforms: [.linux]))
            ]),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("Experiment"),
        tests("Hashing"),
        tests("Spec", ["Experiment"], resources: [.copy("Cases")]),
        tests("Planning", ["Experiment"]),
        tests("Scheduling", ["Experiment"]),
        tests("Machine", ["Experiment"]),
        tests("Kernels", ["KernelTypes"], settings: strict),
        tests(
            "NeuralNet", ["Kernels", "KernelTypes", "Planning", "Experiment"], resources: [.copy("Fixtures")],
            settings: strict),
        tests("Datasets", ["Experiment"]),
        tests(
            "Training", ["NeuralNet", "Kernels", "KernelTypes", "Datasets", "Experiment"],
            resources: [.copy("Fixtures")]),
        tests("Benchmarking", ["NeuralNet", "Kernels", "KernelTypes", "Experiment"]),
        tests("Figures"),
        tests(
            "TensorBoard",
            ["TensorBoardMessages", "Figures", .product(name: "SwiftProtobuf", package: "swift-protobuf")]),
        tests("Reporting", ["TensorBoard", "Figures", "Experiment"]),
        tests("Terminal", ["Experiment"]),
        .testTarget(name: "EndToEndTests", dependencies: ["TestSupport"], swiftSettings: expectations),
    ] + instructionSets + fuzzers
)
